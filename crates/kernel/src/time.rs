//! Time as the system sees it: milliseconds, UTC, asked from a clock that tests can wind.

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, TimeZone, Utc};
use chrono_tz::Tz;

/// A moment, exact to the millisecond, so that both databases keep the same value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(i64);

impl Timestamp {
    pub fn from_millis(millis: i64) -> Self {
        Self(millis)
    }
    pub fn as_millis(self) -> i64 {
        self.0
    }
    pub fn plus_millis(self, millis: i64) -> Self {
        Self(self.0 + millis)
    }
    pub fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0 + minutes * 60_000)
    }
    pub fn plus_hours(self, hours: i64) -> Self {
        self.plus_minutes(hours * 60)
    }
    /// So many times 24 hours. For calendar days use [`Timestamp::date_in`].
    pub fn plus_days(self, days: i64) -> Self {
        self.plus_hours(days * 24)
    }
    /// Milliseconds from `earlier` to this moment.
    pub fn since(self, earlier: Timestamp) -> i64 {
        self.0 - earlier.0
    }
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).expect("a timestamp lies within the calendar")
    }
    pub fn from_utc(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_millis())
    }
    pub fn date_in(self, zone: Tz) -> Date {
        Date(self.utc().with_timezone(&zone).date_naive())
    }
    /// Wall clock time of a zone.
    pub fn local(self, zone: Tz) -> DateTime<Tz> {
        self.utc().with_timezone(&zone)
    }
}

/// Fixed width, so that text order is time order.
impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}
impl std::fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}
impl From<Timestamp> for String {
    fn from(at: Timestamp) -> String {
        at.to_string()
    }
}
impl std::str::FromStr for Timestamp {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let at = DateTime::parse_from_rfc3339(text)
            .map_err(|_| "a time is written as RFC 3339, for example 2026-11-21T20:20:49Z".to_owned())?;
        // Four-digit years only: the text form has a fixed width.
        if !(1..=9999).contains(&at.with_timezone(&Utc).year()) {
            return Err("the year lies between 1 and 9999".to_owned());
        }
        Ok(Self(at.timestamp_millis()))
    }
}
impl TryFrom<String> for Timestamp {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}
crate::sql_scalar!(Timestamp as DateTime<Utc>, |raw| Ok(Timestamp(raw.timestamp_millis())));

/// A day of the calendar, as laws, opening hours and books mean it. Text in both databases.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(pub NaiveDate);
impl Date {
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0 + chrono::TimeDelta::days(days))
    }
    /// The moment at which the day starts there; the first that exists where a clock change skips midnight.
    pub fn start_in(self, zone: Tz) -> Timestamp {
        self.at_in(zone, 0, 0)
    }
    /// A wall clock time of this day. Where the clock change skips it, the next hour that exists; where it comes twice, the first.
    pub fn at_in(self, zone: Tz, hour: u32, minute: u32) -> Timestamp {
        let mut local = self.0.and_hms_opt(hour, minute, 0).expect("a time of the day");
        loop {
            if let Some(at) = zone.from_local_datetime(&local).earliest() {
                return Timestamp(at.timestamp_millis());
            }
            local += chrono::TimeDelta::hours(1);
        }
    }
}
impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.format("%Y-%m-%d").fmt(f)
    }
}
impl std::fmt::Debug for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}
impl From<Date> for String {
    fn from(date: Date) -> String {
        date.to_string()
    }
}
impl std::str::FromStr for Date {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map(Self)
            .map_err(|_| "a date is written as 2026-11-21".to_owned())
    }
}
impl TryFrom<String> for Date {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}
impl crate::ToArg for Date {
    const NULL: crate::Arg = crate::Arg::Text(None);
    fn to_arg(&self) -> crate::Arg {
        crate::Arg::Text(Some(self.to_string().into()))
    }
}
crate::sql_scalar!(Date as String, |raw| Ok(raw.parse::<Date>()?));

pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}
pub struct SystemClock;
impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods)] // the one place that asks the machine
    fn now(&self) -> Timestamp {
        Timestamp(Utc::now().timestamp_millis())
    }
}

/// The machine's clock, set forward by hand: for demonstrations and tests that span days. It never goes back.
#[derive(Default)]
pub struct WoundClock(std::sync::atomic::AtomicI64);
impl WoundClock {
    /// A clock that shows a moment so many milliseconds ago, until it is wound forward.
    pub fn behind(millis: i64) -> Self {
        Self(std::sync::atomic::AtomicI64::new(-millis))
    }
    pub fn wind(&self, millis: i64) {
        self.0.fetch_add(millis.max(0), std::sync::atomic::Ordering::SeqCst);
    }
}
impl Clock for WoundClock {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus_millis(self.0.load(std::sync::atomic::Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_order_is_time_order() {
        let early: Timestamp = "2026-11-21T20:20:49Z".parse().unwrap();
        assert_eq!(early.to_string(), "2026-11-21T20:20:49.000Z");
        assert!(early.to_string() < early.plus_millis(1).to_string());
        assert!("yesterday".parse::<Timestamp>().is_err());
    }

    #[test]
    fn a_day_knows_its_clock_change() {
        let zone = chrono_tz::Europe::Warsaw;
        let spring = Date::new(2026, 3, 29).unwrap();
        assert_eq!(spring.plus_days(1).start_in(zone).since(spring.start_in(zone)), 23 * 3_600_000);
        assert_eq!(spring.at_in(zone, 2, 30), spring.at_in(zone, 3, 30));
        assert_eq!(spring.start_in(zone).date_in(zone), spring);
    }
}
