//! Saving a category of the shop's tree.

use kernel::{Capability, CategoryId, Everywhere, Query, Tx, args};

use crate::product::is_key;
use crate::{Category, CategorySaved, Error, Text, Tree};

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SaveCategory {
    pub key: String,
    /// Key of the category above.
    #[serde(default)]
    pub parent: Option<String>,
    pub name: Text,
    #[serde(default)]
    pub about: Text,
    #[serde(default)]
    pub position: i64,
}

/// Creates the category with this key or changes it; saying the same again changes nothing.
pub async fn save_category(tx: &mut Tx, wanted: SaveCategory) -> Result<Category, Error> {
    tx.require(Capability::ManageCatalog, Everywhere)?;
    if !is_key(&wanted.key) {
        return Err(Error::Invalid(vec![("/key".into(), "letters a-z, digits and hyphens".into())]));
    }
    if wanted.name.is_empty() {
        return Err(Error::Invalid(vec![("/name".into(), "a name in at least one language".into())]));
    }
    let tree = categories(tx).await?;
    let parent = match &wanted.parent {
        Some(key) => Some(tree.by_key(key).ok_or_else(|| Error::UnknownCategory(key.clone()))?.id),
        None => None,
    };
    let old = tree.by_key(&wanted.key);
    let new = Category {
        id: old.map_or_else(|| tx.new_id(), |old| old.id),
        key: wanted.key,
        parent,
        name: wanted.name,
        about: wanted.about,
        position: wanted.position,
    };
    if old == Some(&new) {
        return Ok(new);
    }
    if parent.is_some_and(|parent| tree.below(new.id).contains(&parent)) {
        return Err(Error::CategoryLoop(new.key));
    }
    tx.exec(
        "INSERT INTO catalog_category (id, key, parent, name, about, position) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, name = excluded.name, about = excluded.about,
             position = excluded.position",
        args![new.id, new.key, new.parent, new.name, new.about, new.position],
    )
    .await?;
    tx.publish(&CategorySaved { category: new.id }).await?;
    Ok(new)
}

/// The whole tree, siblings in the order in which they are shown.
pub async fn categories(q: &mut impl Query) -> Result<Tree, Error> {
    let rows = q
        .all(
            "SELECT id, key, parent, name, about, position FROM catalog_category ORDER BY position, key",
            args![],
        )
        .await?;
    Ok(Tree::new(rows))
}

pub async fn category(q: &mut impl Query, id: CategoryId) -> Result<Category, Error> {
    q.maybe("SELECT id, key, parent, name, about, position FROM catalog_category WHERE id = $1", args![id])
        .await?
        .ok_or_else(|| Error::UnknownCategory(id.to_string()))
}

pub async fn category_by_key(q: &mut impl Query, key: &str) -> Result<Category, Error> {
    q.maybe(
        "SELECT id, key, parent, name, about, position FROM catalog_category WHERE key = $1",
        args![key.to_owned()],
    )
    .await?
    .ok_or_else(|| Error::UnknownCategory(key.to_owned()))
}
