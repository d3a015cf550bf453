//! The mark of Szron: a frost crystal of six arms, and the word drawn with it.

use std::fmt::Write;

use super::pen::num;

/// A small crystal as strokes around a point.
pub fn crystal(x: f32, y: f32, r: f32, colour: &str, width: f32) -> String {
    format!(
        r#"<path d="{}" fill="none" stroke="{colour}" stroke-width="{}" stroke-linecap="round" stroke-linejoin="round"/>"#,
        crystal_path(x, y, r),
        num(width)
    )
}

pub fn crystal_path(x: f32, y: f32, r: f32) -> String {
    let mut d = String::new();
    for arm in 0..6 {
        let a = std::f32::consts::PI * (arm as f32 / 3.0 + 0.5);
        let at = |k: f32, turn: f32| {
            let b = a + turn;
            (x + b.cos() * r * k, y + b.sin() * r * k)
        };
        let tip = at(1.0, 0.0);
        let _ = write!(d, "M{} {}L{} {}", num(x), num(y), num(tip.0), num(tip.1));
        let joint = at(0.56, 0.0);
        for side in [0.4, -0.4] {
            let twig = at(0.86, side);
            let _ = write!(d, "M{} {}L{} {}", num(joint.0), num(joint.1), num(twig.0), num(twig.1));
        }
    }
    d
}

const SWASH: &str =
    "M58 22C52 12 40 8 29 8C16 8 7 15 7 25C7 49 60 35 60 61C60 73 49 80 34 80C20 80 9 74 4 63";

/// The crystal alone, on a transparent ground.
pub fn mark(colour: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" role="img" aria-label="Szron">{}</svg>"#,
        crystal(48.0, 48.0, 42.0, colour, 6.0)
    )
}

/// The crystal in frost on a round of one colour: small, and clear on light and dark alike.
pub fn icon(colour: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" role="img" aria-label="Szron"><circle cx="48" cy="48" r="48" fill="{colour}"/>{}</svg>"#,
        crystal(48.0, 48.0, 32.0, "#f7f3ec", 7.0)
    )
}

/// The word: S, Z, R, N around a hexagonal O with the crystal in it.
pub fn letters(x: f32, y: f32, scale: f32, colour: &str) -> String {
    let hexagon = "M300 8L336 26V62L300 80L264 62V26Z";
    format!(
        r#"<g transform="translate({} {}) scale({})" fill="none" stroke="{colour}" stroke-width="9" stroke-linejoin="miter"><path d="{SWASH}"/><path d="M88 12.5H140L90 75.500H144"/><path d="M176 84V12.500H206C222 12.500 230 20 230 31.500C230 43 222 50 206 50H176M204 50L232 84"/><path d="{hexagon}" stroke-width="8"/><path d="M370 84V18L424 70V4" stroke-linejoin="bevel"/>{}</g>"#,
        num(x),
        num(y),
        format_args!("{scale:.3}"),
        crystal(300.0, 44.0, 22.0, colour, 4.2)
    )
}

/// The word on a transparent ground.
pub fn wordmark(colour: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="-6 -4 442 98" role="img" aria-label="Szron">{}</svg>"#,
        letters(0.0, 0.0, 1.0, colour)
    )
}
