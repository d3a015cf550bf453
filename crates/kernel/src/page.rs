//! Lists come in pages: a limit, and where the last page ended.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Default, Deserialize)]
pub struct PageRequest {
    pub limit: Option<i64>,
    /// `next` of the page before.
    pub after: Option<String>,
    #[serde(default)]
    pub count: bool,
}
impl PageRequest {
    pub const MAX: i64 = 200;

    pub fn first(limit: i64) -> Self {
        Self { limit: Some(limit), ..Self::default() }
    }
    pub fn limit(&self) -> i64 {
        self.limit.unwrap_or(50).clamp(1, Self::MAX)
    }
    /// The cursor, read as what the list is sorted by; `None` for the first page and for a cursor that is not ours.
    pub fn after<T: std::str::FromStr>(&self) -> Option<T> {
        self.after.as_deref().and_then(|text| text.parse().ok())
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<i64>,
}
impl<T> Page<T> {
    /// From up to `limit + 1` rows: the extra one only says that there is more.
    pub fn of(mut items: Vec<T>, request: &PageRequest, cursor: impl Fn(&T) -> String) -> Self {
        let limit = request.limit() as usize;
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(cursor) } else { None };
        Self { items, next, count: None }
    }
    pub fn map<U>(self, with: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(with).collect(), next: self.next, count: self.count }
    }
}
