//! What a person reads, in both languages of the market.

/// The same words in Polish and in English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Text {
    pub pl: &'static str,
    pub en: &'static str,
}

pub(crate) const fn t(pl: &'static str, en: &'static str) -> Text {
    Text { pl, en }
}

impl Text {
    /// The words for a language tag; Polish when the language is not one of ours.
    pub fn of(self, language: &str) -> &'static str {
        if language.starts_with("en") { self.en } else { self.pl }
    }
}
