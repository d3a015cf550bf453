//! Weaves as patterns that lie over a cut of cloth.

use std::fmt::Write;

use super::ink::Ink;
use super::pen::num;
use super::sheet::Sheet;
use crate::szron::art::Fabric;

/// The weave of a fabric at a scale (1 as seen on a garment, more in a close-up), turned by `angle` degrees.
pub fn weave(
    sheet: &mut Sheet,
    fabric: Fabric,
    ink: &Ink,
    trim: &str,
    scale: f32,
    angle: f32,
) -> Option<String> {
    if fabric == Fabric::Shell {
        return None;
    }
    let base = sheet.shared(&format!("{fabric:?} {} {trim}", ink.base), |sheet| {
        let (w, h, drawing) = cell(fabric, ink, trim).unwrap_or_default();
        let id = sheet.id();
        sheet.define(&format!(
            r#"<pattern id="{id}" width="{}" height="{}" patternUnits="userSpaceOnUse">{drawing}</pattern>"#,
            num(w),
            num(h)
        ));
        id
    });
    if scale == 1.0 && angle == 0.0 {
        return Some(base);
    }
    let id = sheet.id();
    sheet.define(&format!(
        r##"<pattern id="{id}" href="#{base}" patternTransform="rotate({}) scale({})"/>"##,
        num(angle),
        num(scale)
    ));
    Some(id)
}

fn strokes(d: &str, colour: &str, width: f32, opacity: f32) -> String {
    format!(
        r#"<path d="{d}" fill="none" stroke="{colour}" stroke-width="{}" stroke-opacity="{opacity:.2}"/>"#,
        num(width)
    )
}

/// Short fibres strewn over a tile, wrapping badly on purpose: cloth is not perfect.
fn fibres(seed: u64, size: f32, count: usize, length: f32) -> String {
    let mut random = fastrand::Rng::with_seed(seed);
    (0..count).fold(String::new(), |mut d, _| {
        let (x, y) = (random.f32() * size, random.f32() * size);
        let a = random.f32() * std::f32::consts::TAU;
        let _ = write!(d, "M{x:.0} {y:.0}l{} {}", num(a.cos() * length), num(a.sin() * length));
        d
    })
}

fn cell(fabric: Fabric, ink: &Ink, trim: &str) -> Option<(f32, f32, String)> {
    let (dark, light) = (ink.deep.as_str(), ink.glow.as_str());
    let both = |d: &str, l: &str, width: f32, a: f32, b: f32| {
        strokes(d, dark, width, a) + &strokes(l, light, width, b)
    };
    Some(match fabric {
        Fabric::Shell => return None,
        Fabric::Ripstop => (16.0, 16.0, strokes("M0 8H16M8 0V16", dark, 0.8, 0.16)),
        Fabric::Softshell => (6.0, 6.0, both("M0 6L6 0", "M0 3L3 0M3 6L6 3", 0.9, 0.25, 0.14)),
        Fabric::Jersey => (4.0, 5.0, both("M1 0L2 2.5L1 5", "M3 0L2.5 2.5L3 5", 0.7, 0.2, 0.15)),
        Fabric::Oxford => (5.0, 5.0, both("M0 1.2H2.5M2.5 3.7H5", "M2.5 1.2H5M0 3.7H2.5", 1.3, 0.18, 0.3)),
        Fabric::Twill => (5.0, 5.0, both("M-1 6L6 -1", "M-1 3.5L3.5 -1M1.5 6L6 1.5", 0.9, 0.2, 0.12)),
        Fabric::Canvas => (
            7.0,
            7.0,
            both("M0 1.7H3.5M3.5 5.2H7M1.7 3.5V7M5.2 0V3.5", "M3.5 1.7H7M0 5.2H3.5", 1.2, 0.2, 0.14),
        ),
        Fabric::Denim => (
            6.0,
            6.0,
            strokes("M-1 7L7 -1", light, 1.3, 0.26) + &strokes("M-1 4L4 -1M2 7L7 2", dark, 1.0, 0.3),
        ),
        Fabric::Corduroy => (
            11.0,
            20.0,
            format!(
                r#"<path d="M0 0H3V20H0Z" fill="{dark}" fill-opacity=".5"/><path d="M3 0H5V20H3Z" fill="{dark}" fill-opacity=".2"/><path d="M6.5 0H8.5V20H6.5Z" fill="{light}" fill-opacity=".35"/>"#
            ),
        ),
        Fabric::Knit | Fabric::Cable => {
            let d = "M0 -2L6 4.5L12 -2M0 8L6 14.5L12 8";
            (12.0, 10.0, strokes(d, dark, 3.2, 0.36) + &strokes("M0 1.5L6 8L12 1.5", light, 2.2, 0.26))
        }
        Fabric::FineKnit => (
            6.0,
            5.0,
            strokes("M0 -1L3 2L6 -1M0 4L3 7L6 4", dark, 1.4, 0.26)
                + &strokes("M0 1L3 4L6 1", light, 1.0, 0.18),
        ),
        Fabric::Herringbone => {
            let d = "M0 0L8 8M0 6L8 14M0 -6L8 2M8 8L16 0M8 14L16 6M8 2L16 -6M0 12L8 20M8 20L16 12";
            (16.0, 12.0, strokes(d, light, 1.6, 0.34))
        }
        Fabric::Wool => {
            let size = 64.0;
            (
                size,
                size,
                strokes(&fibres(3, size, 90, 5.0), dark, 0.9, 0.24)
                    + &strokes(&fibres(4, size, 80, 4.0), light, 0.9, 0.3),
            )
        }
        Fabric::Felt => {
            let size = 56.0;
            (
                size,
                size,
                strokes(&fibres(5, size, 70, 4.0), dark, 1.2, 0.2)
                    + &strokes(&fibres(6, size, 70, 5.0), light, 1.2, 0.3),
            )
        }
        Fabric::Suede => {
            let size = 48.0;
            (
                size,
                size,
                strokes(&fibres(7, size, 60, 2.5), dark, 1.1, 0.26)
                    + &strokes(&fibres(8, size, 50, 2.5), light, 1.0, 0.24),
            )
        }
        Fabric::Leather => {
            let size = 70.0;
            (size, size, strokes(&fibres(9, size, 36, 2.2), dark, 0.9, 0.24))
        }
        Fabric::Sherpa | Fabric::Fleece => {
            let size = 104.0;
            let mut random = fastrand::Rng::with_seed(11);
            // Curls that bend every way.
            let mut curls = |count: usize| {
                (0..count).fold(String::new(), |mut d, _| {
                    let (x, y) = (random.f32() * size, random.f32() * size);
                    let (a, r) = (random.f32() * std::f32::consts::TAU, 4.0 + random.f32() * 3.0);
                    let tip = (a.cos() * r * 1.7, a.sin() * r * 1.7);
                    let bow = (tip.0 * 0.5 - tip.1 * 0.7, tip.1 * 0.5 + tip.0 * 0.7);
                    let _ = write!(d, "M{x:.0} {y:.0}q{:.0} {:.0} {:.0} {:.0}", bow.0, bow.1, tip.0, tip.1);
                    d
                })
            };
            let (a, b) = (curls(90), curls(96));
            (size, size, strokes(&a, dark, 2.8, 0.34) + &strokes(&b, light, 2.6, 0.5))
        }
        Fabric::Flannel => {
            let bar = |x: f32, w: f32, colour: &str, a: f32| {
                format!(
                    r#"<path d="M{x} 0h{w}v96h-{w}zM0 {x}v{w}h96v-{w}z" fill="{colour}" fill-opacity="{a}"/>"#,
                    x = num(x),
                    w = num(w)
                )
            };
            let drawing = bar(0.0, 34.0, dark, 0.42)
                + &bar(60.0, 10.0, light, 0.4)
                + &bar(44.0, 4.0, trim, 0.75)
                + &bar(84.0, 4.0, trim, 0.6)
                + &strokes("M0 96L96 0M0 48L48 0M48 96L96 48", light, 0.8, 0.14);
            (96.0, 96.0, drawing)
        }
        Fabric::Mesh => (
            9.0,
            9.0,
            format!(
                r#"<path d="M1.2 2.3a1.5 1.2 0 103 0a1.5 1.2 0 10-3 0zM5.7 6.8a1.5 1.2 0 103 0a1.5 1.2 0 10-3 0z" fill="{dark}" fill-opacity=".6"/>"#
            ),
        ),
        Fabric::Webbing => (8.0, 8.0, both("M0 1L4 4L8 1", "M0 5L4 8L8 5", 1.4, 0.4, 0.3)),
    })
}

/// Ribs for cuffs and hems, upright.
pub fn rib(sheet: &mut Sheet, ink: &Ink, scale: f32, angle: f32) -> String {
    let id = sheet.id();
    sheet.define(&format!(
        r#"<pattern id="{id}" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate({}) scale({})"><path d="M0 0H3.4V9H0Z" fill="{}" fill-opacity=".55"/><path d="M5 0H7V9H5Z" fill="{}" fill-opacity=".35"/></pattern>"#,
        num(angle),
        num(scale),
        ink.deep,
        ink.glow
    ));
    id
}
