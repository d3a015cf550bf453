//! Opening hours: a week that repeats, and the days that differ. Nothing here touches the outside world.

use kernel::{Date, Timestamp, Tz};
use serde::{Deserialize, Serialize};

use crate::Error;

/// When a place is open. Without any hours it is closed; a warehouse is better told by its capabilities.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Hours {
    /// Monday first.
    #[serde(default)]
    pub week: [Vec<Span>; 7],
    /// Holidays and trading Sundays: what is said here stands instead of the week.
    #[serde(default)]
    pub exceptions: Vec<Exception>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    pub date: Date,
    /// Empty: closed all day.
    pub spans: Vec<Span>,
}

/// From, until: wall clock times of the place. An end not after its start lies on the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub from: TimeOfDay,
    pub to: TimeOfDay,
}

/// Minutes since midnight; `24:00` is the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(u32);

const DAY: u32 = 24 * 60;
/// How far ahead an opening is looked for: a closed month is normal, a closed year is not a place to wait for.
const HORIZON_DAYS: i64 = 400;
const MAX_EXCEPTIONS: usize = 1_000;
const MAX_SPANS: usize = 6;

impl TimeOfDay {
    pub fn new(hour: u32, minute: u32) -> Option<Self> {
        (minute < 60 && hour * 60 + minute <= DAY).then_some(Self(hour * 60 + minute))
    }
    fn on(self, date: Date, zone: Tz) -> Timestamp {
        if self.0 == DAY {
            date.plus_days(1).start_in(zone)
        } else {
            date.at_in(zone, self.0 / 60, self.0 % 60)
        }
    }
}
impl std::str::FromStr for TimeOfDay {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "a time of day is written as 09:00".to_owned();
        let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
        let number = |digits: &str| {
            let is_short = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
            if is_short { digits.parse().ok() } else { None }
        };
        number(hour).zip(number(minute)).and_then(|(hour, minute)| Self::new(hour, minute)).ok_or_else(wrong)
    }
}
impl TryFrom<String> for TimeOfDay {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}
impl std::fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}
impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> String {
        time.to_string()
    }
}

impl Span {
    /// `Span::new("09:00", "21:00")`
    pub fn new(from: &str, to: &str) -> Option<Self> {
        Some(Self { from: from.parse().ok()?, to: to.parse().ok()? })
    }
    fn on(self, date: Date, zone: Tz) -> (Timestamp, Timestamp) {
        let until = if self.to > self.from { date } else { date.plus_days(1) };
        (self.from.on(date, zone), self.to.on(until, zone))
    }
}

impl Hours {
    /// The same hours on the given days of the week, Monday being 0.
    pub fn on_days(mut self, days: std::ops::RangeInclusive<usize>, spans: &[Span]) -> Self {
        for day in self.week.iter_mut().take(days.end() + 1).skip(*days.start()) {
            *day = spans.to_vec();
        }
        self
    }
    pub fn except(mut self, date: Date, spans: &[Span]) -> Self {
        self.exceptions.retain(|exception| exception.date != date);
        self.exceptions.push(Exception { date, spans: spans.to_vec() });
        self
    }

    /// The hours of one day.
    pub fn on(&self, date: Date) -> &[Span] {
        use chrono::Datelike;
        match self.exceptions.iter().find(|exception| exception.date == date) {
            Some(exception) => &exception.spans,
            None => &self.week[date.0.weekday().num_days_from_monday() as usize],
        }
    }
    pub fn is_open(&self, at: Timestamp, zone: Tz) -> bool {
        let today = at.date_in(zone);
        [today.plus_days(-1), today].into_iter().any(|date| {
            self.on(date).iter().map(|span| span.on(date, zone)).any(|(from, to)| from <= at && at < to)
        })
    }
    /// When the doors that are open at this moment close. Spans that touch, over midnight too, are one.
    pub fn closing(&self, at: Timestamp, zone: Tz) -> Option<Timestamp> {
        let first = at.date_in(zone).plus_days(-1);
        let mut close = None;
        for day in 0..=HORIZON_DAYS {
            let until = close.unwrap_or(at);
            let mut spans: Vec<_> = self
                .on(first.plus_days(day))
                .iter()
                .map(|span| span.on(first.plus_days(day), zone))
                .collect();
            spans.sort();
            for (from, to) in spans {
                if from <= close.unwrap_or(at) && to > close.unwrap_or(at) {
                    close = Some(to);
                }
            }
            // A day past today that added nothing ends the chain.
            if day >= 1 && close.unwrap_or(at) == until {
                break;
            }
        }
        close
    }
    /// The next moment after `at` at which a span begins; `None` if that is more than a year away.
    pub fn next_opening(&self, at: Timestamp, zone: Tz) -> Option<Timestamp> {
        // A place without hours never opens: there is no need to look at a year of days.
        if self.week.iter().all(|spans| spans.is_empty()) && self.exceptions.is_empty() {
            return None;
        }
        let today = at.date_in(zone);
        (0..=HORIZON_DAYS).find_map(|day| {
            let date = today.plus_days(day);
            let starts = self.on(date).iter().map(|span| span.on(date, zone).0);
            starts.filter(|start| *start > at).min()
        })
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        let invalid = |why: &str| Err(Error::Invalid { pointer: "/hours", why: why.to_owned() });
        if self.exceptions.len() > MAX_EXCEPTIONS {
            return invalid("at most 1000 exceptions");
        }
        let mut dates: Vec<_> = self.exceptions.iter().map(|exception| exception.date).collect();
        dates.sort();
        if dates.windows(2).any(|pair| pair[0] == pair[1]) {
            return invalid("a date stands twice among the exceptions");
        }
        let days = self.week.iter().chain(self.exceptions.iter().map(|exception| &exception.spans));
        for spans in days {
            if spans.len() > MAX_SPANS {
                return invalid("at most six spans a day");
            }
            let mut sorted = spans.clone();
            sorted.sort_by_key(|span| span.from);
            if sorted.windows(2).any(|pair| pair[0].to <= pair[0].from || pair[0].to > pair[1].from) {
                return invalid("the spans of a day overlap");
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Tz = Tz::Europe__Warsaw;

    fn shop() -> Hours {
        let day = [Span::new("09:00", "21:00").unwrap()];
        let christmas_eve = Date::new(2026, 12, 24).unwrap();
        Hours::default()
            .on_days(0..=5, &day)
            .except(christmas_eve, &[Span::new("09:00", "14:00").unwrap()])
            .except(christmas_eve.plus_days(1), &[])
            .except(christmas_eve.plus_days(2), &[])
    }
    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_shop_opens_and_closes_by_its_own_clock() {
        // A Friday; Warsaw is one hour ahead of UTC in winter.
        assert!(!shop().is_open(at("2026-11-20T07:59:59Z"), ZONE));
        assert!(shop().is_open(at("2026-11-20T08:00:00Z"), ZONE));
        assert!(!shop().is_open(at("2026-11-20T20:00:00Z"), ZONE));
        assert_eq!(shop().closing(at("2026-11-20T10:00:00Z"), ZONE), Some(at("2026-11-20T20:00:00Z")));
    }

    #[test]
    fn the_next_opening_skips_sundays_and_holidays() {
        assert_eq!(shop().next_opening(at("2026-11-21T21:00:00Z"), ZONE), Some(at("2026-11-23T08:00:00Z")));
        // Christmas Eve until two o'clock, then two holidays, then a Sunday.
        assert!(!shop().is_open(at("2026-12-24T13:00:00Z"), ZONE));
        assert_eq!(shop().next_opening(at("2026-12-24T13:00:00Z"), ZONE), Some(at("2026-12-28T08:00:00Z")));
        assert_eq!(Hours::default().next_opening(at("2026-12-24T13:00:00Z"), ZONE), None);
    }

    #[test]
    fn a_night_shop_stays_open_over_midnight_and_the_clock_change() {
        let night = Hours::default().on_days(0..=6, &[Span::new("20:00", "04:00").unwrap()]);
        assert!(night.is_open(at("2026-11-20T23:30:00Z"), ZONE));
        assert!(!night.is_open(at("2026-11-20T03:00:00Z"), ZONE));
        // The last Sunday of March: two o'clock does not exist, four o'clock comes an hour early.
        assert_eq!(night.closing(at("2026-03-29T00:30:00Z"), ZONE), Some(at("2026-03-29T02:00:00Z")));
        let always = Hours::default().on_days(0..=6, &[Span::new("00:00", "24:00").unwrap()]);
        assert!(always.is_open(at("2026-03-29T01:00:00Z"), ZONE));
        assert!(always.closing(at("2026-03-29T01:00:00Z"), ZONE) > Some(at("2026-04-29T01:00:00Z")));
    }

    #[test]
    fn hours_read_back_what_they_write() {
        let text = serde_json::to_string(&shop()).unwrap();
        assert!(text.contains(r#"{"from":"09:00","to":"21:00"}"#), "{text}");
        assert_eq!(serde_json::from_str::<Hours>(&text).unwrap(), shop());
        assert!("24:01".parse::<TimeOfDay>().is_err() && "9".parse::<TimeOfDay>().is_err());
        let doubled = [Span::new("09:00", "12:00").unwrap(), Span::new("11:00", "15:00").unwrap()];
        assert!(Hours::default().on_days(0..=0, &doubled).check().is_err());
        assert!(shop().check().is_ok());
    }
}
