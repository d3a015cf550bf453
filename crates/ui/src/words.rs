//! Two languages: messages from Fluent files, and how money, numbers, dates and distances are written.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, Timelike};
use chrono_tz::Tz;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use kernel::{Currency, Money, Quantity, Timestamp};

use crate::Lang;

/// Where most of our readers live; a location has a zone of its own.
pub const WARSAW: Tz = Tz::Europe__Warsaw;

const NBSP: char = '\u{a0}';

/// The messages of one crate in both languages, above the common ones of this crate.
pub struct Texts {
    pl: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
}

/// `static TEXTS: LazyLock<ui::Texts> = LazyLock::new(|| ui::texts!("locales"));` reads
/// `locales/pl.ftl` and `locales/en.ftl` of the calling crate at compile time. More parts may follow:
/// `ui::texts!("locales/common", "locales/orders")`.
#[macro_export]
macro_rules! texts {
    ($($folder:literal),+ $(,)?) => {
        $crate::Texts::new(
            &[$(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $folder, "/pl.ftl"))),+],
            &[$(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $folder, "/en.ftl"))),+],
        )
    };
}

pub(crate) const COMMON_PL: &str = include_str!("../locales/pl.ftl");
pub(crate) const COMMON_EN: &str = include_str!("../locales/en.ftl");

impl Texts {
    /// Panics on a file that is not valid Fluent: it is part of the program.
    pub fn new(pl: &[&str], en: &[&str]) -> Self {
        Self { pl: bundle(Lang::Pl, COMMON_PL, pl), en: bundle(Lang::En, COMMON_EN, en) }
    }

    pub fn words(&'static self, lang: Lang) -> Words {
        Words { texts: self, lang }
    }
}

fn bundle(lang: Lang, common: &str, parts: &[&str]) -> FluentBundle<FluentResource> {
    let locale = lang.code().parse().expect("`pl` and `en` are language codes");
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    bundle.set_use_isolating(false);
    match lang {
        Lang::Pl => bundle.set_formatter(Some(|value, _| grouped(value, Lang::Pl))),
        Lang::En => bundle.set_formatter(Some(|value, _| grouped(value, Lang::En))),
    }
    for part in std::iter::once(&common).chain(parts) {
        let resource = FluentResource::try_new((*part).to_owned())
            .unwrap_or_else(|(_, errors)| panic!("{}.ftl: {errors:?}", lang.code()));
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// Whole numbers inside messages are written like everywhere else.
fn grouped(value: &FluentValue<'_>, lang: Lang) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value.fract() == 0.0 => Some(whole(number.value as i64, lang)),
        _ => None,
    }
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Texts")
    }
}

/// The voice of one page: `w` in templates. Arguments may be values or references of any depth.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    texts: &'static Texts,
    pub lang: Lang,
}

impl Words {
    /// A message without arguments. A missing key is visible: `⟦key⟧`.
    pub fn t(&self, key: impl AsRef<str>) -> Cow<'static, str> {
        self.say(key.as_ref(), None)
    }

    /// A message that depends on `{ $count }`: Polish has three forms, English two.
    pub fn n(&self, key: impl AsRef<str>, count: impl Count) -> Cow<'static, str> {
        self.args(key.as_ref(), &[("count", &count.count())])
    }

    /// `w.t1("order-title", "number", order.number)` fills `{ $number }`.
    pub fn t1(&self, key: impl AsRef<str>, name: &str, value: impl Arg) -> Cow<'static, str> {
        self.args(key.as_ref(), &[(name, &value)])
    }

    pub fn t2(&self, key: impl AsRef<str>, a: &str, x: impl Arg, b: &str, y: impl Arg) -> Cow<'static, str> {
        self.args(key.as_ref(), &[(a, &x), (b, &y)])
    }

    /// Any number of text arguments.
    pub fn with(&self, key: impl AsRef<str>, args: &[(&str, &str)]) -> Cow<'static, str> {
        let mut filled = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            filled.set(*name, *value);
        }
        self.say(key.as_ref(), Some(&filled))
    }

    /// Any mixture of text and numbers: `w.args("key", &[("name", &name), ("count", &3)])`.
    pub fn args(&self, key: &str, args: &[(&str, &dyn Arg)]) -> Cow<'static, str> {
        let mut filled = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            filled.set(*name, value.value());
        }
        self.say(key, Some(&filled))
    }

    /// Whether there is such a message, for keys that are put together.
    pub fn has(&self, key: impl AsRef<str>) -> bool {
        self.bundle().has_message(key.as_ref())
    }

    /// The word of this language out of a pair, for text that lives in data.
    pub fn pick<'a>(&self, pl: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Pl => pl,
            Lang::En => en,
        }
    }

    fn bundle(&self) -> &'static FluentBundle<FluentResource> {
        match self.lang {
            Lang::Pl => &self.texts.pl,
            Lang::En => &self.texts.en,
        }
    }

    fn say(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        let bundle = self.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return Cow::Owned(format!("⟦{key}⟧"));
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut errors);
        if !errors.is_empty() {
            tracing::error!(key, ?errors, "a message misses an argument");
        }
        Cow::Owned(text.into_owned())
    }

    /// `349,00 zł` · `PLN 349.00`
    pub fn money(&self, amount: impl Amount) -> String {
        let Money { minor, currency } = amount.money();
        let sign = if minor < 0 { "−" } else { "" };
        let digits = digits(minor.unsigned_abs() / 100, self.lang);
        let cents = minor.unsigned_abs() % 100;
        match (self.lang, currency) {
            (Lang::Pl, Currency::Pln) => format!("{sign}{digits},{cents:02}{NBSP}zł"),
            (Lang::Pl, Currency::Eur) => format!("{sign}{digits},{cents:02}{NBSP}€"),
            (Lang::Pl, _) => format!("{sign}{digits},{cents:02}{NBSP}{}", currency.as_str()),
            (Lang::En, Currency::Eur) => format!("{sign}€{digits}.{cents:02}"),
            (Lang::En, Currency::Usd) => format!("{sign}${digits}.{cents:02}"),
            (Lang::En, _) => format!("{sign}{}{NBSP}{digits}.{cents:02}", currency.as_str()),
        }
    }

    /// Without cents where there are none, for tiles and filters: `1 349 zł`.
    pub fn money_short(&self, amount: impl Amount) -> String {
        let full = self.money(amount);
        match self.lang {
            Lang::Pl => full.replacen(",00", "", 1),
            Lang::En => full.strip_suffix(".00").map(str::to_owned).unwrap_or(full),
        }
    }

    /// `12 345` · `12,345`
    pub fn number(&self, number: impl Count) -> String {
        whole(number.count(), self.lang)
    }

    /// `12 345,6` · `12,345.6`
    pub fn decimal(&self, number: impl Fraction, places: usize) -> String {
        let text = format!("{:.places$}", number.fraction().abs());
        let (units, rest) = text.split_once('.').unwrap_or((&text, ""));
        let sign = if number.fraction() < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
            "−"
        } else {
            ""
        };
        let units = digits(units.parse().unwrap_or(0), self.lang);
        let comma = self.pick(",", ".");
        if rest.is_empty() { format!("{sign}{units}") } else { format!("{sign}{units}{comma}{rest}") }
    }

    /// A share of one: `0.1234` is `12,3%`.
    pub fn percent(&self, share: impl Fraction) -> String {
        format!("{}%", self.decimal(share.fraction() * 100.0, 1))
    }

    /// `850 m` · `1,2 km` · `14 km`
    pub fn distance(&self, metres: impl Fraction) -> String {
        let metres = metres.fraction().max(0.0);
        if metres < 995.0 {
            format!("{}{NBSP}m", (metres / 10.0).round() as i64 * 10)
        } else if metres < 9_950.0 {
            format!("{}{NBSP}km", self.decimal(metres / 1000.0, 1))
        } else {
            format!("{}{NBSP}km", self.number((metres / 1000.0).round() as i64))
        }
    }

    /// `22 lis 2026` · `22 Nov 2026`
    pub fn date(&self, at: impl Moment, zone: impl Zone) -> String {
        let day = local(at, zone);
        format!("{} {} {}", day.day(), self.month_short(day.month0()), day.year())
    }

    /// `niedziela, 22 listopada` · `Sunday, 22 November`
    pub fn day(&self, at: impl Moment, zone: impl Zone) -> String {
        let day = local(at, zone);
        let weekday = match self.lang {
            Lang::Pl => ["poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"],
            Lang::En => ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        };
        let weekday = weekday[day.weekday().num_days_from_monday() as usize];
        format!("{weekday}, {} {}", day.day(), self.month_long(day.month0()))
    }

    /// `14:05`
    pub fn time(&self, at: impl Moment, zone: impl Zone) -> String {
        let at = local(at, zone);
        format!("{:02}:{:02}", at.hour(), at.minute())
    }

    /// `22 lis 2026, 14:05`
    pub fn date_time(&self, at: impl Moment, zone: impl Zone) -> String {
        let at = at.timestamp();
        let zone = zone.zone();
        format!("{}, {}", self.date(at, zone), self.time(at, zone))
    }

    /// `przed chwilą`, `5 min temu`, `3 godz. temu`, `2 dni temu`, then the date.
    pub fn ago(&self, at: impl Moment, now: impl Moment) -> String {
        let (at, now) = (at.timestamp(), now.timestamp());
        let minutes = (now.as_millis() - at.as_millis()) / 60_000;
        match minutes {
            ..1 => self.t("ui-just-now").into_owned(),
            1..60 => self.n("ui-minutes-ago", minutes).into_owned(),
            60..1440 => self.n("ui-hours-ago", minutes / 60).into_owned(),
            1440..10_080 => self.n("ui-days-ago", minutes / 1440).into_owned(),
            _ => self.date(at, WARSAW),
        }
    }

    /// For the `datetime` attribute of `<time>`.
    pub fn iso(&self, at: impl Moment) -> String {
        at.timestamp().to_string()
    }

    /// A local calendar day for `<input type=date>`: `2026-11-22`.
    pub fn iso_day(&self, at: impl Moment, zone: impl Zone) -> String {
        local(at, zone).format("%Y-%m-%d").to_string()
    }

    pub fn month_short(&self, month0: u32) -> &'static str {
        match self.lang {
            Lang::Pl => ["sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"]
                [month0 as usize % 12],
            Lang::En => ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
                [month0 as usize % 12],
        }
    }

    fn month_long(&self, month0: u32) -> &'static str {
        let names = match self.lang {
            Lang::Pl => [
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
            ],
            Lang::En => [
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
            ],
        };
        names[month0 as usize % 12]
    }
}

fn local(at: impl Moment, zone: impl Zone) -> DateTime<Tz> {
    DateTime::from_timestamp_millis(at.timestamp().as_millis())
        .expect("a timestamp lies within the calendar")
        .with_timezone(&zone.zone())
}

fn whole(number: i64, lang: Lang) -> String {
    let sign = if number < 0 { "−" } else { "" };
    format!("{sign}{}", digits(number.unsigned_abs(), lang))
}

/// Digits in groups of three; Polish leaves four digits together.
fn digits(number: u64, lang: Lang) -> String {
    let plain = number.to_string();
    if lang == Lang::Pl && plain.len() < 5 || plain.len() < 4 {
        return plain;
    }
    let gap = if lang == Lang::Pl { NBSP } else { ',' };
    let mut out = String::with_capacity(plain.len() + 8);
    for (i, digit) in plain.chars().enumerate() {
        if i > 0 && (plain.len() - i).is_multiple_of(3) {
            out.push(gap);
        }
        out.push(digit);
    }
    out
}

/// What may stand in a message.
pub trait Arg {
    fn value(&self) -> FluentValue<'static>;
}
/// A whole number of something.
pub trait Count {
    fn count(&self) -> i64;
}
pub trait Fraction {
    fn fraction(&self) -> f64;
}
pub trait Amount {
    fn money(&self) -> Money;
}
pub trait Moment {
    fn timestamp(&self) -> Timestamp;
}
pub trait Zone {
    fn zone(&self) -> Tz;
}

impl<T: Arg + ?Sized> Arg for &T {
    fn value(&self) -> FluentValue<'static> {
        (**self).value()
    }
}
impl<T: Count + ?Sized> Count for &T {
    fn count(&self) -> i64 {
        (**self).count()
    }
}
impl<T: Fraction + ?Sized> Fraction for &T {
    fn fraction(&self) -> f64 {
        (**self).fraction()
    }
}
impl<T: Amount + ?Sized> Amount for &T {
    fn money(&self) -> Money {
        (**self).money()
    }
}
impl<T: Moment + ?Sized> Moment for &T {
    fn timestamp(&self) -> Timestamp {
        (**self).timestamp()
    }
}
impl<T: Zone + ?Sized> Zone for &T {
    fn zone(&self) -> Tz {
        (**self).zone()
    }
}
impl Amount for Money {
    fn money(&self) -> Money {
        *self
    }
}
impl Moment for Timestamp {
    fn timestamp(&self) -> Timestamp {
        *self
    }
}
impl Zone for Tz {
    fn zone(&self) -> Tz {
        *self
    }
}
impl Count for Quantity {
    fn count(&self) -> i64 {
        self.get()
    }
}
impl Arg for Quantity {
    fn value(&self) -> FluentValue<'static> {
        self.get().into()
    }
}
impl Arg for str {
    fn value(&self) -> FluentValue<'static> {
        FluentValue::String(Cow::Owned(self.to_owned()))
    }
}
impl Arg for String {
    fn value(&self) -> FluentValue<'static> {
        self.as_str().value()
    }
}
impl Arg for Cow<'_, str> {
    fn value(&self) -> FluentValue<'static> {
        self.as_ref().value()
    }
}

macro_rules! numbers {
    ($($type:ty),*) => { $(
        impl Arg for $type {
            fn value(&self) -> FluentValue<'static> {
                FluentValue::from(*self as i64)
            }
        }
        impl Count for $type {
            fn count(&self) -> i64 {
                *self as i64
            }
        }
        impl Fraction for $type {
            fn fraction(&self) -> f64 {
                *self as f64
            }
        }
    )* };
}
numbers!(i16, i32, i64, u16, u32, u64, usize);

impl Fraction for f64 {
    fn fraction(&self) -> f64 {
        *self
    }
}
impl Fraction for f32 {
    fn fraction(&self) -> f64 {
        f64::from(*self)
    }
}
