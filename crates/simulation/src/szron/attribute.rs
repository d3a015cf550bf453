//! The facts by which goods are described, filtered and compared.

use super::text::{Text, t};

/// A fact that products may have. A filter is worth showing when `filter` is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Attribute {
    pub key: &'static str,
    pub name: Text,
    /// Printed after a number: `g`, `mm`, `l`.
    pub unit: Option<&'static str>,
    /// The values of a choice, with their words; empty for numbers.
    pub choices: &'static [(&'static str, Text)],
    pub filter: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum Value {
    /// The key of one of the attribute's choices.
    Choice(&'static str),
    Number(i64),
}

impl Attribute {
    /// The value as a shopper reads it, in Polish and in English.
    pub fn words(&self, value: Value) -> (String, String) {
        match value {
            Value::Choice(key) => {
                let words = self.choices.iter().find(|c| c.0 == key).map_or(t(key, key), |c| c.1);
                (words.pl.to_owned(), words.en.to_owned())
            }
            Value::Number(n) => {
                let grouped = group(n);
                let text = self.unit.map_or(grouped.clone(), |unit| format!("{grouped}\u{a0}{unit}"));
                (text.clone(), text)
            }
        }
    }
}

/// Thousands apart, as both languages may read it: 20 000.
fn group(n: i64) -> String {
    if n < 10_000 { n.to_string() } else { format!("{}\u{a0}{:03}", n / 1000, n % 1000) }
}

pub fn attributes() -> Vec<Attribute> {
    ATTRIBUTES.to_vec()
}

const fn choice(key: &'static str, name: Text, choices: &'static [(&'static str, Text)]) -> Attribute {
    Attribute { key, name, unit: None, choices, filter: true }
}
const fn number(key: &'static str, name: Text, unit: Option<&'static str>, filter: bool) -> Attribute {
    Attribute { key, name, unit, choices: &[], filter }
}

const ATTRIBUTES: &[Attribute] = &[
    choice(
        "gender",
        t("Dla kogo", "For"),
        &[
            ("women", t("kobiety", "women")),
            ("men", t("mężczyźni", "men")),
            ("unisex", t("unisex", "unisex")),
            ("kids", t("dzieci", "kids")),
        ],
    ),
    choice(
        "season",
        t("Sezon", "Season"),
        &[
            ("autumn", t("jesień", "autumn")),
            ("winter", t("zima", "winter")),
            ("transition", t("wiosna i jesień", "spring and autumn")),
            ("summer", t("lato", "summer")),
            ("all-year", t("cały rok", "all year")),
        ],
    ),
    choice(
        "material",
        t("Materiał", "Material"),
        &[
            ("down", t("puch", "down")),
            ("synthetic-fill", t("ocieplina syntetyczna", "synthetic insulation")),
            ("membrane", t("tkanina z membraną", "membrane fabric")),
            ("softshell", t("softshell", "softshell")),
            ("wool", t("wełna", "wool")),
            ("merino", t("merino", "merino")),
            ("fleece", t("polar", "fleece")),
            ("cotton", t("bawełna", "cotton")),
            ("flannel", t("flanela", "flannel")),
            ("corduroy", t("sztruks", "corduroy")),
            ("denim", t("denim", "denim")),
            ("viscose", t("wiskoza", "viscose")),
            ("stretch-nylon", t("elastyczny nylon", "stretch nylon")),
            ("leather", t("skóra licowa", "full-grain leather")),
            ("suede", t("zamsz i nubuk", "suede and nubuck")),
            ("mesh", t("siatka techniczna", "technical mesh")),
            ("felt", t("filc", "felt")),
            ("canvas", t("płótno", "canvas")),
            ("recycled-polyester", t("poliester z recyklingu", "recycled polyester")),
        ],
    ),
    choice(
        "fit",
        t("Krój", "Fit"),
        &[
            ("slim", t("dopasowany", "slim")),
            ("regular", t("regularny", "regular")),
            ("relaxed", t("swobodny", "relaxed")),
        ],
    ),
    number("waterproof", t("Wodoodporność", "Waterproof rating"), Some("mm"), true),
    number("breathability", t("Oddychalność (g/m²/24 h)", "Breathability (g/m²/24 h)"), None, false),
    number("fill-power", t("Sprężystość puchu", "Fill power"), Some("cuin"), false),
    number("fabric-weight", t("Gramatura", "Fabric weight"), Some("g/m²"), false),
    number("comfort", t("Temperatura komfortu", "Comfort temperature"), Some("°C"), true),
    number("drop", t("Spadek podeszwy", "Heel drop"), Some("mm"), false),
    number("lugs", t("Wysokość bieżnika", "Lug depth"), Some("mm"), false),
    number("volume", t("Pojemność", "Volume"), Some("l"), true),
    number("weight", t("Masa", "Weight"), Some("g"), false),
];
