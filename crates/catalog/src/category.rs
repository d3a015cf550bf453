//! The tree of the shop.

use std::collections::BTreeSet;

use kernel::CategoryId;

use crate::Text;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Category {
    pub id: CategoryId,
    /// For addresses: `down-jackets`.
    pub key: String,
    pub parent: Option<CategoryId>,
    pub name: Text,
    /// One sentence for the head of its page.
    pub about: Text,
    pub position: i64,
}

/// All categories; a few hundred at most, so questions about the tree are answered here and not in SQL.
#[derive(Debug, Clone, Default)]
pub struct Tree(Vec<Category>);

impl Tree {
    /// From rows in the order in which siblings are shown.
    pub fn new(categories: Vec<Category>) -> Self {
        Tree(categories)
    }
    pub fn all(&self) -> &[Category] {
        &self.0
    }
    pub fn get(&self, id: CategoryId) -> Option<&Category> {
        self.0.iter().find(|category| category.id == id)
    }
    pub fn by_key(&self, key: &str) -> Option<&Category> {
        self.0.iter().find(|category| category.key == key)
    }
    pub fn roots(&self) -> impl Iterator<Item = &Category> {
        self.0.iter().filter(|category| category.parent.is_none())
    }
    pub fn children(&self, of: CategoryId) -> impl Iterator<Item = &Category> {
        self.0.iter().filter(move |category| category.parent == Some(of))
    }
    /// From the root down to this one, for breadcrumbs.
    pub fn path(&self, id: CategoryId) -> Vec<&Category> {
        let mut path: Vec<&Category> = Vec::new();
        let mut next = self.get(id);
        while let Some(category) = next {
            if path.iter().any(|seen| seen.id == category.id) {
                break;
            }
            path.insert(0, category);
            next = category.parent.and_then(|parent| self.get(parent));
        }
        path
    }
    /// This one and everything below it.
    pub fn below(&self, id: CategoryId) -> BTreeSet<CategoryId> {
        let mut found = BTreeSet::from([id]);
        let mut edge = vec![id];
        while let Some(parent) = edge.pop() {
            edge.extend(self.children(parent).map(|child| child.id).filter(|child| found.insert(*child)));
        }
        found
    }
}
