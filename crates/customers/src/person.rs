//! A person and what identifies them. Nothing here touches the outside world.

use kernel::{ChannelCode, PersonId, Timestamp};

use crate::{CardNumber, Email, Phone};

kernel::text_enum! {
    #[derive(Default, PartialOrd, Ord, Hash)]
    pub enum Language {
        #[default]
        Pl = "pl",
        En = "en",
    }
}
impl Language {
    /// The language of a tag such as `en-GB`; Polish unless we speak it.
    pub fn of(tag: &str) -> Self {
        let start = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        Self::parse(&start).unwrap_or_default()
    }
}

kernel::text_enum! {
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Kind {
        Email = "email",
        Phone = "phone",
        Card = "card",
        /// The id of the same person in another system.
        External = "external",
    }
}
impl Kind {
    /// A browser is the one weak identifier; it is a visitor with links, not a row here.
    pub fn strength(self) -> Strength {
        match self {
            Kind::Email | Kind::Phone | Kind::Card | Kind::External => Strength::Strong,
        }
    }
}

kernel::text_enum! {
    /// Whether an identifier belongs to one person (strong) or only hints at one (weak).
    pub enum Strength {
        Strong = "strong",
        Weak = "weak",
    }
}

kernel::text_enum! {
    /// How we came to know. Later ones outweigh earlier ones.
    #[derive(PartialOrd, Ord)]
    pub enum Evidence {
        /// Typed in by somebody, unproven: a guest at the checkout.
        Stated = "stated",
        /// Taken down by staff face to face.
        Staff = "staff",
        /// Proven: the code sent there came back.
        Verified = "verified",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Identifier {
    pub kind: Kind,
    pub value: String,
    pub strength: Strength,
    pub evidence: Evidence,
    pub stated_at: Timestamp,
    pub verified_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub name: Option<String>,
    pub language: Option<Language>,
    /// Where we met.
    pub channel: ChannelCode,
    pub created_at: Timestamp,
    pub version: i64,
    /// Oldest first.
    pub identifiers: Vec<Identifier>,
}
impl Person {
    fn first(&self, kind: Kind) -> Option<&str> {
        self.identifiers.iter().find(|it| it.kind == kind).map(|it| it.value.as_str())
    }
    pub fn email(&self) -> Option<Email> {
        self.first(Kind::Email).and_then(|it| Email::parse(it).ok())
    }
    pub fn phone(&self) -> Option<Phone> {
        self.first(Kind::Phone).and_then(|it| Phone::parse(it).ok())
    }
    pub fn card(&self) -> Option<CardNumber> {
        self.first(Kind::Card).and_then(CardNumber::parse)
    }
}

/// A person as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PersonCard {
    pub id: PersonId,
    pub name: Option<String>,
    pub email: Option<Email>,
    pub phone: Option<Phone>,
    pub card: Option<CardNumber>,
    pub channel: ChannelCode,
    pub created_at: Timestamp,
}

/// A name as we keep it: one line, single spaces, at most 120 letters; `None` if nothing is left.
pub fn tidy_name(text: &str) -> Option<String> {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let name: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(120).collect();
    let name = name.trim().to_owned();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_on_one_line() {
        assert_eq!(tidy_name("  Anna \n Nowak\t").as_deref(), Some("Anna Nowak"));
        assert_eq!(tidy_name(" \n "), None);
        assert_eq!(tidy_name(&"ż".repeat(300)).unwrap().chars().count(), 120);
    }

    #[test]
    fn a_language_we_do_not_speak_is_polish() {
        assert_eq!(Language::of("en-GB"), Language::En);
        assert_eq!(Language::of("de"), Language::Pl);
        assert!(Evidence::Verified > Evidence::Staff && Evidence::Staff > Evidence::Stated);
    }
}
