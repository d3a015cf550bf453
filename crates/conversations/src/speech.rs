//! How money, dates and opening hours are said in a message. Screens have their own words; mail outlives them.

use chrono::{Datelike, Timelike};
use customers::Language;
use inventory::{Hours, Span};
use kernel::{Currency, Date, Money, Timestamp, Tz};

const SPACE: char = '\u{a0}';

const DAYS_PL: [&str; 7] = ["poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"];
const DAYS_EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const SHORT_PL: [&str; 7] = ["pon.", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz."];
const SHORT_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS_PL: [&str; 12] = [
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `1 299,00 zł` · `PLN 1,299.00`, with spaces that do not break.
pub fn money(lang: Language, amount: Money) -> String {
    let places = amount.currency.exponent();
    let unit = 10u64.pow(places);
    let minor = amount.minor.unsigned_abs();
    let sign = if amount.minor < 0 { "−" } else { "" };
    let (group, point) = match lang {
        Language::Pl => (SPACE, ','),
        Language::En => (',', '.'),
    };
    let mut number = String::new();
    let whole = (minor / unit).to_string();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            number.push(group);
        }
        number.push(digit);
    }
    if places > 0 {
        number.push(point);
        number.push_str(&format!("{:0width$}", minor % unit, width = places as usize));
    }
    match (lang, amount.currency) {
        (Language::Pl, Currency::Pln) => format!("{sign}{number}{SPACE}zł"),
        (Language::Pl, Currency::Eur) => format!("{sign}{number}{SPACE}€"),
        (Language::Pl, other) => format!("{sign}{number}{SPACE}{other}"),
        (Language::En, Currency::Eur) => format!("{sign}€{number}"),
        (Language::En, other) => format!("{sign}{other}{SPACE}{number}"),
    }
}

/// `23%` · `5.5%`
pub fn rate(lang: Language, basis_points: i64) -> String {
    let (whole, part) = (basis_points / 100, basis_points % 100);
    let point = if lang == Language::Pl { ',' } else { '.' };
    match part {
        0 => format!("{whole}%"),
        _ => format!("{whole}{point}{}%", format!("{part:02}").trim_end_matches('0')),
    }
}

/// `wtorek, 24 listopada, 20:00` · `Tuesday, 24 November, 20:00`
pub fn moment(lang: Language, at: Timestamp, zone: Tz) -> String {
    let local = at.local(zone);
    let time = format!("{:02}:{:02}", local.hour(), local.minute());
    format!("{}, {time}", day(lang, at.date_in(zone)))
}

/// `wtorek, 24 listopada`
pub fn day(lang: Language, date: Date) -> String {
    let (weekday, month) = (date.0.weekday().num_days_from_monday() as usize, date.0.month0() as usize);
    match lang {
        Language::Pl => format!("{}, {} {}", DAYS_PL[weekday], date.0.day(), MONTHS_PL[month]),
        Language::En => format!("{}, {} {}", DAYS_EN[weekday], date.0.day(), MONTHS_EN[month]),
    }
}

/// One line of opening hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoursRow {
    pub days: String,
    pub hours: String,
}

/// How many days ahead a holiday is worth a line.
const AHEAD: i64 = 10;

/// The week with equal days together, then the days soon to come that differ. Nothing for a place without hours.
pub fn hours(lang: Language, hours: &Hours, today: Date) -> Vec<HoursRow> {
    if hours.week.iter().all(Vec::is_empty) && hours.exceptions.is_empty() {
        return Vec::new();
    }
    let short = match lang {
        Language::Pl => SHORT_PL,
        Language::En => SHORT_EN,
    };
    let mut rows = Vec::new();
    let mut first = 0;
    while first < 7 {
        let mut last = first;
        while last < 6 && hours.week[last + 1] == hours.week[first] {
            last += 1;
        }
        let days = if first == last {
            short[first].to_owned()
        } else {
            format!("{}–{}", short[first], short[last])
        };
        rows.push(HoursRow { days, hours: spans(lang, &hours.week[first]) });
        first = last + 1;
    }
    for ahead in 0..AHEAD {
        let date = today.plus_days(ahead);
        if hours.exceptions.iter().any(|it| it.date == date) {
            rows.push(HoursRow { days: day(lang, date), hours: spans(lang, hours.on(date)) });
        }
    }
    rows
}

fn spans(lang: Language, spans: &[Span]) -> String {
    let said: Vec<String> = spans.iter().map(|it| format!("{}–{}", it.from, it.to)).collect();
    match (said.is_empty(), lang) {
        (true, Language::Pl) => "nieczynne".to_owned(),
        (true, Language::En) => "closed".to_owned(),
        (false, _) => said.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_as_each_language_does() {
        let amount = Money::new(129_900, Currency::Pln);
        assert_eq!(money(Language::Pl, amount), "1\u{a0}299,00\u{a0}zł");
        assert_eq!(money(Language::En, amount), "PLN\u{a0}1,299.00");
        assert_eq!(money(Language::En, Money::new(-5, Currency::Eur)), "−€0.05");
        assert_eq!(money(Language::Pl, Money::new(1500, Currency::Isk)), "1\u{a0}500\u{a0}ISK");
        assert_eq!((rate(Language::Pl, 2300), rate(Language::En, 550)), ("23%".into(), "5.5%".into()));
    }

    #[test]
    fn a_moment_is_told_by_the_clock_of_the_place() {
        let at: Timestamp = "2026-11-24T19:00:00Z".parse().unwrap();
        let zone = Tz::Europe__Warsaw;
        assert_eq!(moment(Language::Pl, at, zone), "wtorek, 24 listopada, 20:00");
        assert_eq!(moment(Language::En, at, zone), "Tuesday, 24 November, 20:00");
    }

    #[test]
    fn equal_days_share_a_line_and_holidays_get_their_own() {
        let long = [Span::new("09:00", "21:00").unwrap()];
        let eve = Date::new(2026, 12, 24).unwrap();
        let shop =
            Hours::default().on_days(0..=5, &long).except(eve, &[Span::new("09:00", "14:00").unwrap()]);
        let said = |lang, today| -> Vec<(String, String)> {
            hours(lang, &shop, today).into_iter().map(|it| (it.days, it.hours)).collect()
        };
        let pair = |days: &str, hours: &str| (days.to_owned(), hours.to_owned());
        assert_eq!(
            said(Language::Pl, eve.plus_days(-2)),
            [
                pair("pon.–sob.", "09:00–21:00"),
                pair("niedz.", "nieczynne"),
                pair("czwartek, 24 grudnia", "09:00–14:00")
            ]
        );
        let weeks_before = said(Language::En, eve.plus_days(-30));
        assert_eq!(weeks_before, [pair("Mon–Sat", "09:00–21:00"), pair("Sun", "closed")]);
        assert!(hours(Language::Pl, &Hours::default(), eve).is_empty());
    }
}
