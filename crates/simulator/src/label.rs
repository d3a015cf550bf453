//! The label of a parcel: A6, black on white, with a barcode that scanners read.

use std::fmt::Write;

use crate::page::escape;
use crate::parcels::{Address, Locker, SentParcel};

/// Wide elements of each digit, first to last; ISO/IEC 16390 (interleaved two of five).
const DIGITS: [&str; 10] =
    ["00110", "10001", "01001", "11000", "00101", "10100", "01100", "00011", "10010", "01010"];
const WIDE: u32 = 3;

/// The bars of an even number of digits as (distance from the left, width) in modules, and the whole width.
fn bars(number: &str) -> (Vec<(u32, u32)>, u32) {
    let digits: Vec<usize> = number.bytes().map(|byte| usize::from(byte - b'0')).collect();
    // Bars and spaces in turn.
    let mut widths = vec![1, 1, 1, 1];
    for pair in digits.chunks_exact(2) {
        for (bar, space) in DIGITS[pair[0]].bytes().zip(DIGITS[pair[1]].bytes()) {
            widths.extend([bar, space].map(|it| if it == b'1' { WIDE } else { 1 }));
        }
    }
    widths.extend([WIDE, 1, 1]);
    let (mut found, mut at) = (Vec::new(), 0);
    for (place, width) in widths.into_iter().enumerate() {
        if place % 2 == 0 {
            found.push((at, width));
        }
        at += width;
    }
    (found, at)
}

/// Lines of at most `most` letters, broken between words.
fn broken(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.chars().take(most).collect()),
        }
    }
    lines
}

/// An SVG of 105 × 148 mm; one for all parcels of a shipment.
pub fn label(it: &SentParcel, locker: Option<&Locker>) -> String {
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"105mm\" height=\"148mm\" viewBox=\"0 0 1050 1480\" \
         font-family=\"sans-serif\"><rect width=\"1050\" height=\"1480\" fill=\"#fff\"/>",
    );
    let mut text = |x: u32, y: u32, size: u32, weight: u32, words: &str| {
        let words = escape(words);
        let _ = write!(
            svg,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" font-weight=\"{weight}\">{words}</text>"
        );
    };
    text(60, 110, 64, 700, "SimShip");
    text(60, 160, 34, 400, if locker.is_some() { "Automat paczkowy" } else { "Kurier" });
    if let Some(locker) = locker {
        text(520, 130, 96, 700, &locker.code);
    }
    text(60, 240, 28, 400, "Nadawca");
    for (line, words) in lines_of(&it.sender).iter().take(3).enumerate() {
        text(60, 280 + 38 * line as u32, 30, 400, words);
    }
    text(60, 470, 28, 400, "Odbiorca");
    let mut y = 530;
    for words in lines_of(&it.receiver) {
        for line in broken(&words, 28) {
            text(60, y, 54, 700, &line);
            y += 64;
        }
    }
    if let Some(phone) = &it.receiver.phone {
        text(60, y, 40, 400, phone);
    }
    let weight: i64 = it.parcels.iter().map(|one| one.weight_g).sum();
    let kilos = format!("{},{:02} kg", weight / 1000, weight % 1000 / 10);
    text(60, 1000, 34, 400, &format!("Nr ref. {}   {kilos}   szt. {}", it.reference, it.parcels.len()));
    let (bars, width) = bars(&it.tracking);
    // Five tenths of a millimetre a module, in the middle; the white around it is wider than ten modules.
    let (module, left) = (5, (1050 - width * 5) / 2);
    svg.push_str("<path d=\"M60 1030H990\" stroke=\"#000\" stroke-width=\"4\"/><path d=\"");
    for (at, wide) in bars {
        let _ = write!(svg, "M{} 1080h{}v260h-{}z", left + at * module, wide * module, wide * module);
    }
    svg.push_str("\"/>");
    let spaced: Vec<&str> = [0, 4, 8, 12].iter().filter_map(|at| it.tracking.get(*at..at + 4)).collect();
    let _ = write!(
        svg,
        "<text x=\"525\" y=\"1410\" font-size=\"52\" text-anchor=\"middle\">{}</text></svg>",
        spaced.join(" ")
    );
    svg
}

fn lines_of(it: &Address) -> Vec<String> {
    vec![it.name.clone(), it.street.clone(), format!("{} {}", it.postcode, it.city)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_has_two_wide_elements_and_is_like_no_other() {
        for (value, wide) in DIGITS.iter().enumerate() {
            assert_eq!(wide.bytes().filter(|it| *it == b'1').count(), 2, "{value}");
            assert_eq!(DIGITS.iter().filter(|other| other == &wide).count(), 1, "{value}");
        }
        let (bars, width) = bars("6212345678901234");
        assert_eq!((bars.len(), width), (2 + 8 * 5 + 2, 4 + 8 * 18 + 5));
    }

    #[test]
    fn long_addresses_are_broken_between_words() {
        assert_eq!(broken("aleja Niepodległości 12 m. 4", 20), ["aleja Niepodległości", "12 m. 4"]);
    }
}
