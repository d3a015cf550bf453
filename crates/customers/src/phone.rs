//! A phone number as we keep and compare it: E.164.

use std::fmt;
use std::str::FromStr;

use phonenumber::{Mode, country};

use crate::Error;

/// `+48601234567`. Written without a country code, it is Polish.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

impl Phone {
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        // Longer input is nobody's number, and the parser need not see it.
        if text.len() > 40 {
            return Err(Error::InvalidPhone);
        }
        let text = text.strip_prefix("00").map_or_else(|| text.to_owned(), |rest| format!("+{rest}"));
        let number = phonenumber::parse(Some(country::PL), &text).map_err(|_| Error::InvalidPhone)?;
        if !phonenumber::is_valid(&number) {
            return Err(Error::InvalidPhone);
        }
        Ok(Self(number.format().mode(Mode::E164).to_string()))
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// As people read it: `+48 601 234 567`.
    pub fn spaced(&self) -> String {
        phonenumber::parse(None, &self.0)
            .map_or_else(|_| self.0.clone(), |number| number.format().mode(Mode::International).to_string())
    }
    /// `+48 … 567`
    pub fn masked(&self) -> String {
        let (start, end) = (&self.0[..3.min(self.0.len())], &self.0[self.0.len().saturating_sub(3)..]);
        format!("{start} … {end}")
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
/// Logs never hold a whole number.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}
impl FromStr for Phone {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}
impl TryFrom<String> for Phone {
    type Error = Error;
    fn try_from(text: String) -> Result<Self, Error> {
        Self::parse(&text)
    }
}
impl From<Phone> for String {
    fn from(phone: Phone) -> String {
        phone.0
    }
}
impl kernel::ToArg for Phone {
    const NULL: kernel::Arg = kernel::Arg::Text(None);
    fn to_arg(&self) -> kernel::Arg {
        kernel::Arg::Text(Some(self.0.clone().into()))
    }
}
// What was valid when it was stored stays readable when numbering plans change.
kernel::sql_scalar!(Phone as String, |raw| Ok(Phone(raw)));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_number_is_spelled_once() {
        for text in ["601 234 567", "+48 601-234-567", "0048601234567", " (+48) 601234567 "] {
            assert_eq!(Phone::parse(text).unwrap().as_str(), "+48601234567", "{text}");
        }
        assert_eq!(Phone::parse("+49 30 901820").unwrap().as_str(), "+4930901820");
        assert_eq!(Phone::parse("601234567").unwrap().spaced(), "+48 601 234 567");
    }

    #[test]
    fn what_nobody_can_call_is_refused() {
        for bad in ["", "123", "anna@example.com", "000000000", "+48 12", &"6".repeat(60)] {
            assert!(Phone::parse(bad).is_err(), "{bad}");
        }
    }
}
