//! The number on the loyalty card: what the app shows as a barcode and the till scans.

use std::fmt;

/// Thirteen digits as an EAN-13, so that every scanner reads it: `29` (the range for use inside a company), ten random
/// digits, a check digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct CardNumber(String);

const RANGE: &str = "29";
const RANDOM_DIGITS: usize = 10;

impl CardNumber {
    pub(crate) fn fresh() -> Self {
        Self::of(&crate::secret::digits(RANDOM_DIGITS))
    }
    fn of(digits: &str) -> Self {
        let body = format!("{RANGE}{digits}");
        Self(format!("{body}{}", check_digit(&body)))
    }
    /// `None` unless the text is such a number; spaces are ignored.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let good = digits.len() == RANGE.len() + RANDOM_DIGITS + 1
            && digits.bytes().all(|b| b.is_ascii_digit())
            && digits.starts_with(RANGE)
            && digits[12..] == check_digit(&digits[..12]).to_string();
        good.then_some(Self(digits))
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// As a person reads it aloud: `2901 2345 6789 0`.
    pub fn spaced(&self) -> String {
        let groups: Vec<&str> =
            [0..4, 4..8, 8..12, 12..13].into_iter().filter_map(|part| self.0.get(part)).collect();
        groups.join(" ")
    }
}

fn check_digit(body: &str) -> u32 {
    let sum: u32 =
        body.bytes().enumerate().map(|(i, b)| u32::from(b - b'0') * if i % 2 == 0 { 1 } else { 3 }).sum();
    (10 - sum % 10) % 10
}

impl fmt::Display for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl kernel::ToArg for CardNumber {
    const NULL: kernel::Arg = kernel::Arg::Text(None);
    fn to_arg(&self) -> kernel::Arg {
        kernel::Arg::Text(Some(self.0.clone().into()))
    }
}
kernel::sql_scalar!(CardNumber as String, |raw| Ok(CardNumber(raw)));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_an_ean_that_scanners_read() {
        let card = CardNumber::of("0123456789");
        assert_eq!(card.as_str(), "2901234567896");
        assert_eq!(CardNumber::parse("2901 2345 6789 6"), Some(card.clone()));
        assert_eq!(card.spaced(), "2901 2345 6789 6");
    }

    #[test]
    fn a_mistyped_or_foreign_number_is_not_a_card() {
        for bad in ["2901234567898", "5901234123457", "290123456789", "29012345678x9", ""] {
            assert!(CardNumber::parse(bad).is_none(), "{bad}");
        }
        assert!(CardNumber::parse(CardNumber::fresh().as_str()).is_some());
    }
}
