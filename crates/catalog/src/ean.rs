//! Barcodes of goods: EAN-8, EAN-13, UPC-A and GTIN-14, told right from wrong by their last digit.

use kernel::{Arg, ToArg};

use crate::Error;

/// A barcode number with a right check digit. UPC-A and a GTIN-14 of a single piece are kept as the EAN-13 they are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ean(String);

impl Ean {
    /// As typed or scanned; spaces and hyphens between the groups are forgiven.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let is_number = digits.bytes().all(|b| b.is_ascii_digit());
        if !is_number || !matches!(digits.len(), 8 | 12 | 13 | 14) || !checks(&digits) {
            return Err(Error::InvalidEan(text.chars().take(40).collect()));
        }
        Ok(Ean(match digits.len() {
            12 => format!("0{digits}"),
            14 if digits.starts_with('0') => digits[1..].to_owned(),
            _ => digits,
        }))
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// From the right, every second digit counts three times; with the check digit the sum is a whole number of tens.
fn checks(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| u32::from(digit - b'0') * if place % 2 == 0 { 1 } else { 3 })
        .sum();
    sum.is_multiple_of(10)
}

impl std::fmt::Display for Ean {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl From<Ean> for String {
    fn from(ean: Ean) -> String {
        ean.0
    }
}
impl TryFrom<String> for Ean {
    type Error = Error;
    fn try_from(text: String) -> Result<Self, Error> {
        Ean::parse(&text)
    }
}
impl std::str::FromStr for Ean {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        Ean::parse(text)
    }
}
impl ToArg for Ean {
    const NULL: Arg = Arg::Text(None);
    fn to_arg(&self) -> Arg {
        self.0.to_arg()
    }
}
kernel::sql_scalar!(Ean as String, |raw| Ok(Ean(raw)));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_digit_vouches_for_the_others() {
        assert!(Ean::parse("5901234123457").is_ok());
        assert!(Ean::parse("590 1234-123457").is_ok());
        assert!(Ean::parse("96385074").is_ok());
        for wrong in ["5901234123458", "590123412345", "", "abc", "59012341234570000", "５901234123457"] {
            assert!(Ean::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_american_code_is_the_european_one_with_a_zero() {
        assert_eq!(Ean::parse("036000291452").unwrap(), Ean::parse("0036000291452").unwrap());
        assert_eq!(Ean::parse("05901234123457").unwrap().as_str(), "5901234123457");
    }
}
