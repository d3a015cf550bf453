//! Code 128 for printed documents: scanners read it as well as the barcodes on goods.

/// Widths of bars and spaces in turn, per symbol value; ISO/IEC 15417, table 1. The last one is the stop.
const WIDTHS: [&str; 107] = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213",
    "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132",
    "221231", "213212", "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211",
    "212123", "212321", "232121", "111323", "131123", "131321", "112313", "132113", "132311", "211313",
    "231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121", "313121", "211331",
    "231131", "213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111",
    "314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221", "112214",
    "112412", "122114", "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111",
    "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311", "113141",
    "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
];
const START_B: usize = 104;
const STOP: usize = 106;
/// White on both sides, in modules.
const QUIET: u32 = 10;

/// The bars as (distance from the left, width) in modules, and the whole width. Letters outside code set B are left out.
pub fn code128(text: &str) -> (Vec<(u32, u32)>, u32) {
    let mut symbols = vec![START_B];
    symbols.extend(text.bytes().filter(|byte| (32..127).contains(byte)).map(|byte| usize::from(byte - 32)));
    let sum: usize = symbols.iter().enumerate().map(|(place, value)| place.max(1) * value).sum();
    symbols.extend([sum % 103, STOP]);
    let (mut bars, mut at) = (Vec::new(), QUIET);
    for widths in symbols.iter().map(|symbol| WIDTHS[*symbol]) {
        for (place, width) in widths.bytes().map(|digit| u32::from(digit - b'0')).enumerate() {
            if place % 2 == 0 {
                bars.push((at, width));
            }
            at += width;
        }
    }
    (bars, at + QUIET)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_symbol_is_eleven_modules_wide_and_like_no_other() {
        for (value, widths) in WIDTHS.iter().enumerate() {
            let sum: u32 = widths.bytes().map(|digit| u32::from(digit - b'0')).sum();
            assert_eq!(sum, if value == STOP { 13 } else { 11 }, "{value}");
            assert_eq!(WIDTHS.iter().filter(|other| other == &widths).count(), 1, "{value}");
        }
    }

    #[test]
    fn a_text_has_start_check_and_stop() {
        let (bars, width) = code128("7KQ4-M2XR");
        assert_eq!(width, 11 * (9 + 2) + 13 + 2 * QUIET);
        assert_eq!(bars.len(), 3 * (9 + 2) + 4);
        assert_eq!(bars[0], (QUIET, 2));
    }
}
