//! The palette: names that a shop can print and the two inks a drawing needs.

use super::text::{Text, t};

/// A colour of cloth. `trim` is the ink of zips, laces, ribs and linings that go with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Colour {
    /// Lower-case and ASCII; its upper-case form is a part of the SKU.
    pub key: &'static str,
    pub name: Text,
    /// `#rrggbb`.
    pub hex: &'static str,
    pub trim: &'static str,
}

const fn colour(key: &'static str, name: Text, hex: &'static str, trim: &'static str) -> Colour {
    Colour { key, name, hex, trim }
}

pub const GRANAT: Colour = colour("granat", t("granatowy", "navy"), "#2a3a55", "#c8693f");
pub const CZERN: Colour = colour("czern", t("czarny", "black"), "#2b2c30", "#6d7078");
pub const GRAFIT: Colour = colour("grafit", t("grafitowy", "graphite"), "#4d5258", "#d0a24a");
pub const POPIEL: Colour = colour("popiel", t("popielaty", "ash grey"), "#a3a6a6", "#4d5258");
pub const SNIEG: Colour = colour("snieg", t("śnieżny", "snow"), "#efece4", "#8b8577");
pub const PIASEK: Colour = colour("piasek", t("piaskowy", "sand"), "#cdb797", "#6b5a44");
pub const KARMEL: Colour = colour("karmel", t("karmelowy", "camel"), "#b98a57", "#4b3524");
pub const KAWA: Colour = colour("kawa", t("kawowy", "coffee"), "#5b4336", "#c9a37c");
pub const MECH: Colour = colour("mech", t("mech", "moss"), "#69724a", "#2f3322");
pub const SWIERK: Colour = colour("swierk", t("świerkowy", "spruce"), "#2f4f45", "#d3a64e");
pub const SZALWIA: Colour = colour("szalwia", t("szałwiowy", "sage"), "#a3b09b", "#55614f");
pub const CEGLA: Colour = colour("cegla", t("ceglasty", "brick"), "#ad5638", "#3b2a26");
pub const ZURAWINA: Colour = colour("zurawina", t("żurawinowy", "cranberry"), "#84293a", "#e0b7a6");
pub const MIOD: Colour = colour("miod", t("miodowy", "honey"), "#d39a35", "#4a3a22");
pub const LOD: Colour = colour("lod", t("lodowy", "ice blue"), "#b3c8d3", "#4c6474");
pub const BOROWKA: Colour = colour("borowka", t("jagodowy", "bilberry"), "#4b5380", "#c9c3da");
pub const DENIM: Colour = colour("denim", t("indygo", "indigo"), "#3d5476", "#c98a4a");
pub const WRZOS: Colour = colour("wrzos", t("wrzosowy", "heather"), "#9a7d96", "#4d3d50");
