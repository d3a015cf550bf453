//! Words in several languages, and words as the search sees them.

use std::collections::BTreeMap;

use kernel::{Arg, ToArg};

/// The same words in the languages of our markets: `{"pl": "kurtka", "en": "jacket"}`.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Text(BTreeMap<String, String>);

impl Text {
    pub fn new(pl: impl Into<String>, en: impl Into<String>) -> Self {
        [("pl", pl.into()), ("en", en.into())].into_iter().collect()
    }
    pub fn of(lang: &str, words: impl Into<String>) -> Self {
        [(lang, words.into())].into_iter().collect()
    }
    /// Names that are the same everywhere: sizes, brands.
    pub fn same(words: &str) -> Self {
        Self::new(words, words)
    }
    /// In this language, else in Polish, else in English, else in any; empty if there are no words at all.
    pub fn get(&self, lang: &str) -> &str {
        [lang, "pl", "en"]
            .iter()
            .find_map(|lang| self.0.get(*lang))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }
    pub fn set(&mut self, lang: &str, words: impl Into<String>) {
        self.0.insert(lang.to_owned(), words.into());
    }
    pub fn is_empty(&self) -> bool {
        self.0.values().all(|words| words.trim().is_empty())
    }
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(lang, words)| (lang.as_str(), words.as_str()))
    }
}
impl<'a> FromIterator<(&'a str, String)> for Text {
    fn from_iter<I: IntoIterator<Item = (&'a str, String)>>(words: I) -> Self {
        Text(words.into_iter().map(|(lang, words)| (lang.to_owned(), words)).collect())
    }
}
impl ToArg for Text {
    const NULL: Arg = Arg::Json(None);
    fn to_arg(&self) -> Arg {
        let words: serde_json::Map<String, serde_json::Value> =
            self.iter().map(|(lang, words)| (lang.to_owned(), words.into())).collect();
        Arg::Json(Some(words.into()))
    }
}
kernel::sql_scalar!(Text as sqlx::types::Json<BTreeMap<String, String>>, |raw| Ok(Text(raw.0)));

/// Lower case and without diacritics: `Żółć` and `zolc` are the same word to a searching shopper.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'à'..='å' | 'ą' | 'ă' | 'ā' => folded.push('a'),
            'ç' | 'ć' | 'č' => folded.push('c'),
            'ď' | 'đ' => folded.push('d'),
            'è'..='ë' | 'ę' | 'ě' | 'ė' | 'ē' => folded.push('e'),
            'ğ' => folded.push('g'),
            'ì'..='ï' | 'ı' | 'į' | 'ī' => folded.push('i'),
            'ł' | 'ľ' | 'ĺ' => folded.push('l'),
            'ñ' | 'ń' | 'ň' => folded.push('n'),
            'ò'..='ö' | 'ø' | 'ő' | 'ō' => folded.push('o'),
            'ř' | 'ŕ' => folded.push('r'),
            'ś' | 'š' | 'ş' | 'ș' => folded.push('s'),
            'ť' | 'ţ' | 'ț' => folded.push('t'),
            'ù'..='ü' | 'ů' | 'ű' | 'ų' | 'ū' => folded.push('u'),
            'ý' | 'ÿ' => folded.push('y'),
            'ź' | 'ž' | 'ż' => folded.push('z'),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ß' => folded.push_str("ss"),
            '\u{300}'..='\u{36f}' => {} // a diacritic that stands beside its letter
            other => folded.push(other),
        }
    }
    folded
}

/// The folded words of a text, in order. A point within a number belongs to it: `5.8` is one word.
pub fn words(text: &str) -> Vec<String> {
    const LONGEST: usize = 40;
    let letters: Vec<char> = fold(text).chars().collect();
    let is_digit = |place: usize| letters.get(place).is_some_and(char::is_ascii_digit);
    let (mut words, mut word) = (Vec::new(), String::new());
    for (place, letter) in letters.iter().enumerate() {
        let is_point = matches!(letter, '.' | ',') && place > 0 && is_digit(place - 1) && is_digit(place + 1);
        if letter.is_alphanumeric() {
            word.push(*letter);
        } else if is_point {
            word.push('.');
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words.into_iter().map(|word| word.chars().take(LONGEST).collect()).collect()
}

/// A key for addresses from any name: `Kurtki i płaszcze` becomes `kurtki-i-plaszcze`.
pub fn slug(name: &str) -> String {
    let ascii: Vec<String> = words(name)
        .into_iter()
        .map(|word| {
            word.replace('.', "-").chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
        })
        .filter(|word: &String| !word.is_empty())
        .collect();
    let mut slug = ascii.join("-");
    slug.truncate(100); // ASCII: any byte is a boundary
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_falls_back_to_a_language_it_has() {
        let text = Text::new("kurtka", "jacket");
        assert_eq!((text.get("en"), text.get("de")), ("jacket", "kurtka"));
        assert_eq!(Text::of("cs", "bunda").get("pl"), "bunda");
        assert_eq!(Text::default().get("pl"), "");
    }

    #[test]
    fn folding_forgets_capitals_and_diacritics() {
        assert_eq!(fold("Zażółć GĘŚLĄ jaźń, ŁÓDŹ"), "zazolc gesla jazn, lodz");
        assert_eq!(words("SZR-Kurtka/ŚNIEG 90%"), ["szr", "kurtka", "snieg", "90"]);
        assert_eq!(words("iPhone X, 5.8 cala; 1,5 l."), ["iphone", "x", "5.8", "cala", "1.5", "l"]);
        assert_eq!(slug("Kurtki i płaszcze!"), "kurtki-i-plaszcze");
        assert_eq!(slug("Butelka 1,5 l"), "butelka-1-5-l");
    }
}
