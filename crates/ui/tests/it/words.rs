use std::sync::LazyLock;

use kernel::{Currency, Money, Timestamp};
use ui::{Lang, Texts, WARSAW};

static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    Texts::new(&["hello = Cześć { $name }, { $size }\n"], &["hello = Hello { $name }, { $size }\n"])
});

#[test]
fn money_is_written_as_each_language_writes_it() {
    let (pl, en) = (TEXTS.words(Lang::Pl), TEXTS.words(Lang::En));
    let price = Money::new(34_900, Currency::Pln);
    assert_eq!(pl.money(price), "349,00\u{a0}zł");
    assert_eq!(en.money(price), "PLN\u{a0}349.00");
    assert_eq!(pl.money(Money::new(-123_456_789, Currency::Pln)), "−1\u{a0}234\u{a0}567,89\u{a0}zł");
    assert_eq!(en.money(Money::new(123_456, Currency::Eur)), "€1,234.56");
    assert_eq!(pl.money_short(price), "349\u{a0}zł");
    assert_eq!(en.money_short(Money::new(34_950, Currency::Pln)), "PLN\u{a0}349.50");
}

#[test]
fn polish_counts_in_three_forms() {
    let pl = TEXTS.words(Lang::Pl);
    assert_eq!(pl.n("ui-results", 1), "1 wynik");
    assert_eq!(pl.n("ui-results", 23), "23 wyniki");
    assert_eq!(pl.n("ui-results", 112), "112 wyników");
    assert_eq!(pl.n("ui-results", 12_345), "12\u{a0}345 wyników");
}

#[test]
fn a_missing_word_is_seen() {
    assert_eq!(TEXTS.words(Lang::Pl).t("no-such-key"), "⟦no-such-key⟧");
}

#[test]
fn messages_take_their_arguments() {
    let en = TEXTS.words(Lang::En);
    assert_eq!(en.t2("hello", "name", "Ewa", "size", 4), "Hello Ewa, 4");
    assert_eq!(en.with("hello", &[("name", "Ewa"), ("size", "M")]), "Hello Ewa, M");
}

#[test]
fn moments_are_told_in_the_zone_of_the_place() {
    let at = Timestamp::try_from("2026-07-01T22:30:00.000Z".to_owned()).unwrap();
    let (pl, en) = (TEXTS.words(Lang::Pl), TEXTS.words(Lang::En));
    assert_eq!(pl.date_time(at, WARSAW), "2 lip 2026, 00:30");
    assert_eq!(en.day(at, WARSAW), "Thursday, 2 July");
    assert_eq!(pl.ago(at, at.plus_minutes(5)), "5 min temu");
    assert_eq!(pl.ago(at, at.plus_minutes(60 * 24)), "wczoraj");
    assert_eq!(en.ago(at, at.plus_minutes(60 * 24 * 30)), "2 Jul 2026");
}

#[test]
fn numbers_and_distances_keep_their_language() {
    let (pl, en) = (TEXTS.words(Lang::Pl), TEXTS.words(Lang::En));
    assert_eq!(pl.distance(1234), "1,2\u{a0}km");
    assert_eq!(en.distance(1234.0), "1.2\u{a0}km");
    assert_eq!(pl.distance(846), "850\u{a0}m");
    assert_eq!(pl.distance(14_200), "14\u{a0}km");
    assert_eq!(pl.number(1234), "1234");
    assert_eq!(en.number(1234), "1,234");
    assert_eq!(pl.percent(0.1234), "12,3%");
    assert_eq!(pl.decimal(-0.04, 1), "0,0");
}

#[test]
fn the_common_words_are_there_in_both_languages() {
    let root = env!("CARGO_MANIFEST_DIR");
    ui::check_locales(
        include_str!("../../locales/pl.ftl"),
        include_str!("../../locales/en.ftl"),
        format!("{root}/templates"),
        format!("{root}/src"),
    );
}

#[test]
#[should_panic(expected = "en.ftl lacks `only-here`")]
fn a_key_of_one_language_is_found() {
    ui::check_locales("only-here = Tu\n", "", "nowhere", "nowhere");
}
