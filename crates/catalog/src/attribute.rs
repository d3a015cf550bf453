//! The facts by which goods are described, chosen and filtered; sizes and colours are among them.

use std::collections::BTreeMap;

use crate::Text;

/// The axes every shop knows. `colour` is read as `color`.
pub const COLOR: &str = "color";
pub const SIZE: &str = "size";

kernel::text_enum! {
    #[derive(Default)]
    pub enum AttributeKind {
        #[default]
        Text = "text",
        Number = "number",
        /// One or several codes from `choices`.
        List = "list",
    }
}
kernel::text_enum! {
    /// Whether lists of products offer it as a filter.
    #[derive(Default)]
    pub enum Filter {
        Shown = "shown",
        #[default]
        Hidden = "hidden",
    }
}

/// A fact that products may have, or an axis along which variants differ.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Attribute {
    pub key: String,
    pub name: Text,
    #[serde(default)]
    pub kind: AttributeKind,
    /// Printed after a number: `g`, `mm`.
    #[serde(default)]
    pub unit: Option<String>,
    /// In the order in which they are shown.
    #[serde(default)]
    pub choices: Vec<Choice>,
    #[serde(default)]
    pub filter: Filter,
    #[serde(default)]
    pub position: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Choice {
    pub code: String,
    pub name: Text,
    /// `#rrggbb`, for colours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hex: Option<String>,
}

impl Attribute {
    /// An axis or a fact with named values that lists offer as a filter.
    pub fn list(key: &str, name: Text, choices: Vec<Choice>) -> Self {
        Attribute {
            key: axis(key),
            name,
            kind: AttributeKind::List,
            unit: None,
            choices,
            filter: Filter::Shown,
            position: 0,
        }
    }
    pub fn choice(&self, code: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.code == code)
    }
}
impl Choice {
    pub fn new(code: impl Into<String>, name: Text) -> Self {
        Choice { code: code.into(), name, hex: None }
    }
}

/// What a product says about an attribute.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Value {
    Number(f64),
    /// One code of a list, or a text that needs no language.
    One(String),
    Many(Vec<String>),
    Text(Text),
}
impl Value {
    pub fn codes(&self) -> Vec<&str> {
        match self {
            Value::One(code) => vec![code],
            Value::Many(codes) => codes.iter().map(String::as_str).collect(),
            Value::Number(_) | Value::Text(_) => Vec::new(),
        }
    }
    /// As a shopper reads it.
    pub fn show(&self, attribute: Option<&Attribute>, lang: &str) -> String {
        let named = |code: &str| {
            let choice = attribute.and_then(|attribute| attribute.choice(code));
            choice.map_or_else(|| code.to_owned(), |choice| choice.name.get(lang).to_owned())
        };
        match self {
            Value::Number(number) => {
                let number =
                    if lang == "pl" { number.to_string().replace('.', ",") } else { number.to_string() };
                match attribute.and_then(|attribute| attribute.unit.as_ref()) {
                    Some(unit) => format!("{number}\u{a0}{unit}"),
                    None => number,
                }
            }
            Value::One(code) => named(code),
            Value::Many(codes) => codes.iter().map(|code| named(code)).collect::<Vec<_>>().join(", "),
            Value::Text(text) => text.get(lang).to_owned(),
        }
    }
}

pub type Values = BTreeMap<String, Value>;

/// One spelling for what both Englishes call differently.
pub(crate) fn axis(key: &str) -> String {
    if key == "colour" { COLOR.to_owned() } else { key.to_owned() }
}
