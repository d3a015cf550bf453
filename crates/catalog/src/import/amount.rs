//! Amounts as people and tables write them.

use kernel::{Currency, Money};

/// `129.99`, `129,99`, `1 299,90 zł`: whole units with at most as many decimals as the currency has.
pub fn parse(text: &str, currency: Currency) -> Result<Money, &'static str> {
    const WRONG: &str = "an amount like 129.99";
    let text = text.trim().trim_end_matches("zł").trim_end_matches(currency.as_str()).trim();
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}')).collect();
    let (whole, decimals) = match digits.rfind(['.', ',']) {
        Some(at) => (&digits[..at], &digits[at + 1..]),
        None => (digits.as_str(), ""),
    };
    let exponent = currency.exponent() as usize;
    // Zeros beyond the minor unit say nothing: 36.000 is 36.
    let decimals = if decimals.len() > exponent { decimals.trim_end_matches('0') } else { decimals };
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 10 || !is_number(whole) || !is_number(decimals) {
        return Err(WRONG);
    }
    if decimals.len() > exponent {
        return Err("more decimals than the currency has");
    }
    let padded = format!("{whole}{decimals:0<exponent$}");
    let minor: i64 = padded.parse().map_err(|_| WRONG)?;
    Ok(Money::new(minor, currency))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_they_are_written() {
        for (text, minor) in [
            ("129.99", 12_999),
            ("129,9", 12_990),
            ("1 299,00 zł", 129_900),
            ("0", 0),
            ("36.000", 3_600),
            ("7 PLN", 700),
        ] {
            assert_eq!(parse(text, Currency::Pln), Ok(Money::new(minor, Currency::Pln)), "{text}");
        }
        for wrong in ["", "abc", "-5", "1.999", "1,2,3", "99999999999", "1e5", ".5", "１"] {
            assert!(parse(wrong, Currency::Pln).is_err(), "{wrong}");
        }
        assert_eq!(parse("1500", Currency::Isk), Ok(Money::new(1500, Currency::Isk)));
    }
}
