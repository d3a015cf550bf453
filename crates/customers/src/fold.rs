//! Words as people search for them: without case, accents and punctuation.

use std::collections::BTreeSet;

/// Lower-case letters and digits without diacritics; everything else parts words.
pub fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .chars()
        .flat_map(plain)
        .collect::<String>()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().take(40).collect())
        .collect()
}

/// Hexadecimal, so that the range from [`key`] to [`end`] holds exactly the words that start with it, in any collation.
pub fn key(word: &str) -> String {
    word.bytes().map(|byte| format!("{byte:02x}")).collect()
}
pub fn end(word: &str) -> String {
    format!("{}g", key(word))
}

/// What a person is found by.
pub fn index(texts: &[&str]) -> BTreeSet<String> {
    texts.iter().flat_map(|text| words(text)).map(|word| key(&word)).collect()
}

fn plain(letter: char) -> impl Iterator<Item = char> {
    let (first, second) = match letter {
        'ą' | 'á' | 'à' | 'â' | 'ã' | 'å' | 'ă' | 'ā' => ('a', None),
        'ä' | 'æ' => ('a', Some('e')),
        'ć' | 'č' | 'ç' => ('c', None),
        'ď' | 'đ' => ('d', None),
        'ę' | 'é' | 'è' | 'ê' | 'ë' | 'ě' | 'ė' | 'ē' => ('e', None),
        'ğ' => ('g', None),
        'í' | 'ì' | 'î' | 'ï' | 'ı' | 'į' | 'ī' => ('i', None),
        'ł' | 'ľ' | 'ĺ' => ('l', None),
        'ń' | 'ň' | 'ñ' => ('n', None),
        'ó' | 'ò' | 'ô' | 'õ' | 'ő' | 'ø' => ('o', None),
        'ö' | 'œ' => ('o', Some('e')),
        'ř' | 'ŕ' => ('r', None),
        'ś' | 'š' | 'ş' | 'ș' => ('s', None),
        'ß' => ('s', Some('s')),
        'ť' | 'ţ' | 'ț' => ('t', None),
        'ú' | 'ù' | 'û' | 'ů' | 'ű' | 'ų' | 'ū' => ('u', None),
        'ü' => ('u', Some('e')),
        'ý' | 'ÿ' => ('y', None),
        'ź' | 'ż' | 'ž' => ('z', None),
        // The accent that lower-casing leaves behind a Turkish İ.
        '\u{307}' => return None.into_iter().chain(None),
        other => (other, None),
    };
    Some(first).into_iter().chain(second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_without_accents_and_case() {
        assert_eq!(words("Żaneta Łęcka-Wójcik"), ["zaneta", "lecka", "wojcik"]);
        assert_eq!(words("  O'Brien, Müller "), ["o", "brien", "mueller"]);
        assert_eq!(words("Иванов"), ["иванов"]);
    }

    #[test]
    fn a_range_is_a_prefix() {
        let within = |word: &str, start: &str| key(word) >= key(start) && key(word) < end(start);
        assert!(within("kowalska", "kow") && within("kow", "kow"));
        assert!(!within("kot", "kow") && !within("ko", "kow") && !within("kox", "kow"));
    }
}
