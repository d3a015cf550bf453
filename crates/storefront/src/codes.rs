//! Codes that scanners read, drawn as SVG: a QR code of anything short, an EAN-13 of a loyalty card.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};

/// A quiet zone of four modules, as the standard wants it.
const QUIET: i32 = 4;

/// `label` is what a screen reader says. Empty if the text does not fit.
pub fn qr(text: &str, label: &str) -> String {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return String::new() };
    let (size, mut path) = (code.size(), String::new());
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let start = x;
            while x < size && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                let _ = write!(path, "M{},{}h{}v1h-{}z", start + QUIET, y + QUIET, x - start, x - start);
            }
            x += 1;
        }
    }
    let side = size + 2 * QUIET;
    format!(
        "<svg class=\"code code-qr\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"{}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>",
        escape(label)
    )
}

/// Bars of an EAN-13; empty unless the text is thirteen digits.
pub fn ean13(digits: &str, label: &str) -> String {
    const LEFT: [&str; 10] = [
        "0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111",
        "0001011",
    ];
    /// Which digits of the left half are mirrored tells the first digit.
    const FIRST: [u8; 10] =
        [0b000000, 0b001011, 0b001101, 0b001110, 0b010011, 0b011001, 0b011100, 0b010101, 0b010110, 0b011010];
    let digits: Vec<usize> =
        digits.chars().filter_map(|c| c.to_digit(10)).map(|digit| digit as usize).collect();
    if digits.len() != 13 {
        return String::new();
    }
    let inverted =
        |bits: &str| -> String { bits.chars().map(|bit| if bit == '0' { '1' } else { '0' }).collect() };
    let mut bits = String::from("101");
    for (place, digit) in digits[1..7].iter().enumerate() {
        let is_even = FIRST[digits[0]] >> (5 - place) & 1 == 1;
        let left = LEFT[*digit];
        bits.push_str(&if is_even { inverted(left).chars().rev().collect() } else { left.to_owned() });
    }
    bits.push_str("01010");
    digits[7..].iter().for_each(|digit| bits.push_str(&inverted(LEFT[*digit])));
    bits.push_str("101");
    let mut path = String::new();
    for (x, _) in bits.char_indices().filter(|(_, bit)| *bit == '1') {
        let _ = write!(path, "M{},4h1v52h-1z", x + 11);
    }
    format!(
        "<svg class=\"code code-ean\" viewBox=\"0 0 117 60\" role=\"img\" aria-label=\"{}\" preserveAspectRatio=\"none\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h117v60H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>",
        escape(label)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_drawn_as_ninety_five_modules() {
        let svg = ean13("5901234123457", "5901234123457");
        // The start, the first digit 9 of the left half, and the end of the well-known example.
        assert!(svg.contains("M11,4h1v52h-1zM13,4h1v52h-1zM17,4h1v52h-1zM19,4h1v52h-1z"));
        assert!(svg.contains("M103,4h1v52h-1zM105,4h1v52h-1z"));
        assert_eq!(ean13("590", ""), "");
    }

    #[test]
    fn a_code_keeps_its_label_harmless() {
        let svg = qr("123456", "a\"><script>");
        assert!(svg.contains("aria-label=\"a&quot;>&lt;script>\""));
    }
}
