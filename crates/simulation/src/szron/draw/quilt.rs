//! Down chambers: rounded, puckered along their seams.

use std::fmt::Write;

use super::ink::Ink;
use super::pen::{P, Pen, between, num};
use super::sheet::Sheet;

/// The light on a chamber, from its upper seam to its lower one.
pub fn swell(sheet: &mut Sheet, ink: &Ink) -> String {
    let (deep, glow) = (ink.deep.clone(), ink.glow.clone());
    let lit = if ink.dark { 0.42 } else { 0.6 };
    sheet.gradient(
        (0.0, 0.0),
        (0.0, 1.0),
        &[
            (0.0, &deep, 0.62),
            (0.14, &deep, 0.14),
            (0.3, &glow, lit),
            (0.5, &glow, lit * 0.35),
            (0.72, &deep, 0.1),
            (1.0, &deep, 0.6),
        ],
    )
}

/// Chambers between lines that go from left to right; each line is (left, middle, right).
pub fn chambers(lines: &[[P; 3]], swell: &str, ink: &Ink, seed: u64) -> String {
    let mut out = format!(r##"<g fill="url(#{swell})">"##);
    for pair in lines.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let d = Pen::at(a[0]).quad(a[1], a[2]).to(b[2]).quad(b[1], b[0]).close().d();
        let _ = write!(out, r#"<path d="{d}"/>"#);
    }
    out.push_str("</g>");
    let inner = &lines[1..lines.len() - 1];
    let (mut seams, mut valleys, mut ridges) = (String::new(), String::new(), String::new());
    let mut random = fastrand::Rng::with_seed(seed);
    for l in inner {
        seams.push_str(&Pen::at(l[0]).quad(l[1], l[2]).d());
        let length = (l[2].0 - l[0].0).hypot(l[2].1 - l[0].1);
        let count = (length / 24.0) as usize;
        let across = (-(l[2].1 - l[0].1) / length, (l[2].0 - l[0].0) / length);
        for i in 0..count {
            let t = (i as f32 + 0.2 + 0.7 * random.f32()) / count as f32;
            let on = between(between(l[0], l[1], t), between(l[1], l[2], t), t);
            let reach = (4.0 + 8.0 * random.f32()) * if random.bool() { 1.0 } else { -1.0 };
            let lean = random.f32() * 8.0 - 4.0;
            let tip = (across.0 * reach + lean, across.1 * reach);
            let into = if i % 3 == 0 { &mut ridges } else { &mut valleys };
            let _ = write!(
                into,
                "M{} {}q{} {} {} {}",
                num(on.0),
                num(on.1),
                num(tip.0 * 0.2),
                num(tip.1 * 0.6),
                num(tip.0),
                num(tip.1)
            );
        }
    }
    let _ = write!(
        out,
        r#"<g fill="none" stroke-linecap="round"><path d="{valleys}" stroke="{}" stroke-width="2.4" opacity=".34"/><path d="{ridges}" stroke="{}" stroke-width="2.6" opacity=".3"/><path d="{seams}" stroke="{}" stroke-width="2" opacity=".8"/><path d="{seams}" stroke="{}" stroke-width="1" stroke-dasharray="4 3" opacity=".55" transform="translate(0 2)"/></g>"#,
        ink.deep, ink.glow, ink.line, ink.stitch
    );
    out
}

/// Small diamonds stitched through a thin filling.
pub fn diamonds(sheet: &mut Sheet, ink: &Ink) -> String {
    let glow = sheet.radial((0.5, 0.45), 0.5, &[(0.0, &ink.glow, 0.42), (1.0, &ink.glow, 0.0)]);
    let id = sheet.id();
    sheet.define(&format!(
        r##"<pattern id="{id}" width="46" height="58" patternUnits="userSpaceOnUse" x="377"><ellipse cx="23" cy="29" rx="20" ry="25" fill="url(#{glow})"/><ellipse rx="20" ry="25" fill="url(#{glow})"/><ellipse cx="46" cy="58" rx="20" ry="25" fill="url(#{glow})"/><path d="M0 0L46 58M46 0L0 58" stroke="{}" stroke-width="3.4" stroke-opacity=".4"/><path d="M0 0L46 58M46 0L0 58" stroke="{}" stroke-width="1.3" stroke-dasharray="4 3" stroke-opacity=".7"/></pattern>"##,
        ink.deep, ink.line
    ));
    id
}
