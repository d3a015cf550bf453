//! What people type, read as values: amounts, numbers, moments.

use kernel::{Currency, Date, Money, Timestamp, Tz};

/// `349`, `349,90`, `1 349.00 zł`: never negative.
pub fn money(text: &str, currency: Currency) -> Option<Money> {
    let digits: String = text
        .chars()
        .filter(|it| !it.is_whitespace() && *it != '\u{a0}')
        .collect::<String>()
        .trim_end_matches(|it: char| it.is_alphabetic() || it == '€' || it == '$')
        .replace(',', ".");
    let (whole, cents) = digits.split_once('.').unwrap_or((&digits, ""));
    let is_number = |part: &str| part.bytes().all(|it| it.is_ascii_digit());
    let exponent = currency.exponent() as usize;
    if whole.is_empty()
        || whole.len() > 12
        || !is_number(whole)
        || !is_number(cents)
        || cents.len() > exponent
    {
        return None;
    }
    let minor: i64 = format!("{whole}{cents:0<exponent$}").parse().ok()?;
    Some(Money::new(minor, currency))
}

/// An amount as it stands in an input: `349,90` or `349.90`.
pub fn amount(money: Money, lang: ui::Lang) -> String {
    let unit = 10_i64.pow(money.currency.exponent());
    let point = if lang == ui::Lang::Pl { "," } else { "." };
    let width = money.currency.exponent() as usize;
    if width == 0 {
        return money.minor.to_string();
    }
    format!("{}{point}{:0width$}", money.minor / unit, money.minor % unit)
}

/// A whole number with an optional sign.
pub fn number(text: &str) -> Option<i64> {
    let plain: String = text.chars().filter(|it| !it.is_whitespace() && *it != '\u{a0}').collect();
    plain.replace('−', "-").trim_start_matches('+').parse().ok()
}

/// A `<input type=date>`.
pub fn date(text: &str) -> Option<Date> {
    text.trim().parse().ok()
}

/// A `<input type=datetime-local>` as the clock of the zone shows it.
pub fn moment(text: &str, zone: Tz) -> Option<Timestamp> {
    let (day, time) = text.trim().split_once(['T', ' '])?;
    let mut parts = time.split(':');
    let (hour, minute) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    if hour > 23 || minute > 59 {
        return None;
    }
    Some(date(day)?.at_in(zone, hour, minute))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        let pln = |text| money(text, Currency::Pln).map(|it| it.minor);
        assert_eq!(pln("349"), Some(34_900));
        assert_eq!(pln("1\u{a0}349,9 zł"), Some(134_990));
        assert_eq!(pln("0.05"), Some(5));
        for wrong in ["", "abc", "-5", "1.234", "1,2,3", ","] {
            assert_eq!(pln(wrong), None, "{wrong}");
        }
        assert_eq!(amount(Money::new(134_905, Currency::Pln), ui::Lang::Pl), "1349,05");
    }

    #[test]
    fn a_moment_is_told_by_the_local_clock() {
        assert_eq!(moment("2026-11-22T08:30", Tz::Europe__Warsaw), "2026-11-22T07:30:00Z".parse().ok());
        assert_eq!(moment("2026-11-22", Tz::Europe__Warsaw), None);
        assert_eq!(number(" −12 "), Some(-12));
    }
}
