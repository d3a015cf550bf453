//! Saving an attribute with the names of its values.

use kernel::{Capability, Everywhere, Query, Tx, args, texts};
use sqlx::types::Json;

use crate::attribute::axis;
use crate::product::{is_code, is_key};
use crate::save_reference::tell;
use crate::{Attribute, AttributeKind, Choice, Error, Filter, Reference, Text};

/// Creates the attribute with this key or changes it; saying the same again changes nothing.
pub async fn save_attribute(tx: &mut Tx, mut wanted: Attribute) -> Result<Attribute, Error> {
    tx.require(Capability::ManageCatalog, Everywhere)?;
    wanted.key = axis(&wanted.key);
    let mut wrong = Vec::new();
    if !is_key(&wanted.key) {
        wrong.push(("/key".to_owned(), "letters a-z, digits and hyphens".to_owned()));
    }
    for (place, choice) in wanted.choices.iter().enumerate() {
        if !is_code(&choice.code) || wanted.choices[..place].iter().any(|other| other.code == choice.code) {
            wrong.push((format!("/choices/{place}/code"), "a short code, once".to_owned()));
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    if attributes_of(tx, &[wanted.key.as_str()]).await?.first() == Some(&wanted) {
        return Ok(wanted);
    }
    let choices = serde_json::to_value(&wanted.choices).map_err(kernel::Fault::from)?;
    tx.exec(
        "INSERT INTO catalog_attribute (key, name, kind, unit, choices, filter, position)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (key) DO UPDATE SET name = excluded.name, kind = excluded.kind, unit = excluded.unit,
             choices = excluded.choices, filter = excluded.filter, position = excluded.position",
        args![wanted.key, wanted.name, wanted.kind, wanted.unit, choices, wanted.filter, wanted.position],
    )
    .await?;
    tell(tx, Reference::Attribute, &wanted.key).await?;
    Ok(wanted)
}

/// Adds what is missing: the attribute itself, or choices of it. What is there keeps its names. For imports.
pub async fn extend_attribute(tx: &mut Tx, wanted: &Attribute) -> Result<(), Error> {
    let key = axis(&wanted.key);
    let Some(mut known) = attributes_of(tx, &[key.as_str()]).await?.into_iter().next() else {
        save_attribute(tx, wanted.clone()).await?;
        return Ok(());
    };
    let before = known.choices.len();
    for choice in &wanted.choices {
        if known.choice(&choice.code).is_none() {
            known.choices.push(choice.clone());
        }
    }
    if known.choices.len() > before {
        save_attribute(tx, known).await?;
    }
    Ok(())
}

pub async fn attributes(q: &mut impl Query) -> Result<Vec<Attribute>, Error> {
    let rows: Vec<AttributeRow> = q
        .all(
            "SELECT key, name, kind, unit, choices, filter, position FROM catalog_attribute ORDER BY position, key",
            args![],
        )
        .await?;
    Ok(rows.into_iter().map(Attribute::from).collect())
}

pub(crate) async fn attributes_of(q: &mut impl Query, keys: &[&str]) -> Result<Vec<Attribute>, Error> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<AttributeRow> = q
        .all(
            "SELECT key, name, kind, unit, choices, filter, position FROM catalog_attribute
             WHERE key IN {texts $1} ORDER BY position, key",
            args![texts(keys)],
        )
        .await?;
    Ok(rows.into_iter().map(Attribute::from).collect())
}

#[derive(sqlx::FromRow)]
struct AttributeRow {
    key: String,
    name: Text,
    kind: AttributeKind,
    unit: Option<String>,
    choices: Json<Vec<Choice>>,
    filter: Filter,
    position: i64,
}
impl From<AttributeRow> for Attribute {
    fn from(row: AttributeRow) -> Attribute {
        Attribute {
            key: row.key,
            name: row.name,
            kind: row.kind,
            unit: row.unit,
            choices: row.choices.0,
            filter: row.filter,
            position: row.position,
        }
    }
}
