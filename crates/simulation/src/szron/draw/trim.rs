//! Zips, buttons, pockets, seams, prints.

use std::fmt::Write;

use super::fabric::rib;
use super::ink::Ink;
use super::mark;
use super::pen::{P, Pen, between, curve, lerp, line, mirror, num, polygon, rounded, symmetric};
use super::sheet::Sheet;
use super::top::Studio;
use crate::szron::art::{Closure, Collar, Cuff, Fabric, Hem, Pocket, Print, Quilt, Sleeve};

/// A row of stitches beside its own small shadow.
pub fn stitch(d: &str, ink: &Ink) -> String {
    format!(
        r#"<g fill="none"><path d="{d}" stroke="{}" stroke-width="2.2" opacity=".28"/><path d="{d}" stroke="{}" stroke-width="1.2" stroke-dasharray="5 3" opacity=".8"/></g>"#,
        ink.deep, ink.stitch
    )
}

/// A seam: a dark valley with a lit edge.
pub fn seam(d: &str, ink: &Ink) -> String {
    format!(
        r#"<g fill="none"><path d="{d}" stroke="{}" stroke-width="1.8" opacity=".75"/><path d="{d}" stroke="{}" stroke-width="1.2" opacity=".45" transform="translate(1.6 1.6)"/></g>"#,
        ink.line, ink.glow
    )
}

pub fn zip(from: f32, to: f32, ink: &Ink, trim: &Ink, covered: bool) -> String {
    let (tape, teeth) = if covered {
        (ink.shade.as_str(), ink.deep.as_str())
    } else {
        (ink.deep.as_str(), trim.base.as_str())
    };
    let mut out = format!(
        r##"<path d="M400 {a}V{b}" stroke="{line}" stroke-width="15" opacity=".35"/><path d="M400 {a}V{b}" stroke="{tape}" stroke-width="11"/><path d="M400 {a}V{b}" stroke="{teeth}" stroke-width="5.4" stroke-dasharray="2.4 1.8"/>"##,
        a = num(from),
        b = num(to),
        line = ink.line
    );
    if !covered {
        let _ = write!(
            out,
            r##"<path d="M394.5 {y}h11v9h-11z" fill="#b7b3aa" stroke="#55524b" stroke-width="1"/><path d="{}" fill="{}" stroke="{}" stroke-width="1"/>"##,
            rounded(396.4, from + 12.0, 7.2, 27.0, 3.0),
            trim.base,
            trim.line,
            y = num(from + 4.0)
        );
    }
    out
}

pub fn button(x: f32, y: f32, r: f32, ink: &Ink) -> String {
    format!(
        r##"<circle cx="{x}" cy="{y1}" r="{r}" fill="#14120f" opacity=".35"/><circle cx="{x}" cy="{y}" r="{r}" fill="{}" stroke="{}" stroke-width="1"/><circle cx="{x}" cy="{y}" r="{}" fill="none" stroke="{}" stroke-width=".9" opacity=".8"/><path d="M{} {y}h{h}M{} {y}h{h}" stroke="{}" stroke-width="1.5"/>"##,
        ink.base,
        ink.line,
        num(r * 0.68),
        ink.glow,
        num(x - r * 0.42),
        num(x + r * 0.14),
        ink.line,
        x = num(x),
        y = num(y),
        y1 = num(y + 2.2),
        r = num(r),
        h = num(r * 0.28),
    )
}

pub fn snap(x: f32, y: f32, ink: &Ink) -> String {
    format!(
        r##"<circle cx="{x}" cy="{}" r="7.4" fill="#14120f" opacity=".4"/><circle cx="{x}" cy="{y}" r="7" fill="{}" stroke="{}" stroke-width="1"/><circle cx="{x}" cy="{y}" r="4" fill="{}" opacity=".7"/>"##,
        num(y + 1.8),
        ink.shade,
        ink.line,
        ink.light,
        x = num(x),
        y = num(y)
    )
}

/// The end of a sleeve, drawn inside it.
pub fn cuff(sheet: &mut Sheet, studio: &Studio) -> String {
    let (cut, ink) = (&studio.cut, &studio.ink);
    let end = cut.sleeve_end();
    let across = |t: f32| {
        let (a, b) = (cut.outer(t), cut.across(t));
        [(a.0 - 14.0, a.1 - 1.0), (b.0 + 14.0, b.1 + 1.0)]
    };
    match cut.top.cuff {
        Cuff::Rib => String::new(),
        Cuff::Plain => {
            let [a, b] = across(end - 0.035);
            stitch(&line(&[a, b]), ink)
        }
        Cuff::Elastic => {
            let ([a, b], [c, d]) = (across(end - 0.032), across(end + 0.02));
            let weave = rib(sheet, ink, 0.45, 8.0);
            let band = polygon(&[a, b, d, c]);
            format!(r##"<path d="{band}" fill="{}"/><path d="{band}" fill="url(#{weave})"/>"##, ink.shade)
                + &seam(&line(&[a, b]), ink)
        }
        Cuff::Button => {
            let [a, b] = across(end - 0.09);
            let hole = between(cut.outer(end - 0.045), cut.across(end - 0.045), 0.24);
            seam(&line(&[a, b]), ink)
                + &stitch(&line(&[(a.0, a.1 + 6.0), (b.0, b.1 + 6.0)]), ink)
                + &button(hole.0, hole.1, 5.0, &studio.trim)
        }
        Cuff::Tab => {
            let [a, b] = across(end - 0.03);
            let (p, q) = (
                between(cut.outer(end - 0.085), cut.across(end - 0.085), 0.08),
                between(cut.outer(end - 0.05), cut.across(end - 0.05), 0.74),
            );
            let tab = Pen::at(p)
                .to((q.0, p.1 + 6.0))
                .quad((q.0 + 10.0, q.1 - 8.0), (q.0, q.1 + 6.0))
                .to((p.0 - 4.0, p.1 + 22.0))
                .close()
                .d();
            stitch(&line(&[a, b]), ink)
                + &format!(
                    r#"<path d="{tab}" fill="{}" stroke="{}" stroke-width="1.2"/>"#,
                    ink.shade, ink.line
                )
        }
    }
}

pub fn hem(studio: &Studio) -> String {
    let (cut, ink) = (&studio.cut, &studio.ink);
    let y = cut.hem.1;
    let run = |up: f32| {
        curve(&[(cut.side(y) - 12.0, y - up), (400.0, y + 8.0 - up), (812.0 - cut.side(y), y - up)])
    };
    match cut.top.finish {
        Hem::Rib => String::new(),
        Hem::Plain => {
            stitch(&run(14.0), ink)
                + &if cut.top.quilt == Quilt::None && cut.top.fabric != Fabric::Sherpa {
                    stitch(&run(19.0), ink)
                } else {
                    String::new()
                }
        }
        Hem::Drawcord => {
            let x = cut.side(y) + 34.0;
            seam(&run(24.0), ink)
                + &format!(
                    r##"<path d="M{} {}q6 14 -2 26" fill="none" stroke="{}" stroke-width="3"/><path d="{}" fill="#2a2a2c"/>"##,
                    num(x),
                    num(y - 22.0),
                    studio.trim.base,
                    rounded(x - 5.0, y - 20.0, 10.0, 14.0, 3.0)
                )
        }
        Hem::Tail => {
            let x = cut.side(y);
            let half = [
                (x - 4.0, y - 58.0),
                (x + 30.0, y - 27.0),
                (lerp(x, 400.0, 0.55), y - 5.0),
                (400.0, y - 3.0),
            ];
            let mut all = half.to_vec();
            all.extend(half.iter().rev().skip(1).map(|p| mirror(*p)));
            stitch(&curve(&all), ink)
        }
    }
}

/// Shoulder, armhole, yoke and side seams, drawn inside the body.
pub fn seams(sheet: &mut Sheet, studio: &Studio) -> String {
    let (cut, ink) = (&studio.cut, &studio.ink);
    let mut out = String::new();
    let top = &cut.top;
    if top.sleeve != Sleeve::None && top.quilt == Quilt::None {
        let hole = [
            (cut.tip.0 + 7.0, cut.tip.1 - 4.0),
            (cut.tip.0 + 24.0, cut.tip.1 + 58.0),
            (lerp(cut.tip.0, cut.armpit.0, 0.4) + 22.0, cut.armpit.1 - 44.0),
            (cut.armpit.0 + 6.0, cut.armpit.1 + 2.0),
        ];
        out += &stitch(&curve(&hole), ink);
        out += &stitch(&curve(&hole.map(mirror)), ink);
    }
    if top.sleeve == Sleeve::None {
        let hole: Vec<P> = vec![
            cut.tip,
            (cut.tip.0 + 4.0, cut.tip.1 + 60.0),
            (lerp(cut.tip.0, cut.armpit.0, 0.35) + 10.0, cut.armpit.1 - 26.0),
            cut.armpit,
        ];
        let other: Vec<P> = hole.iter().map(|p| mirror(*p)).collect();
        for d in [curve(&hole), curve(&other)] {
            let _ = write!(out, r#"<path d="{d}" fill="none" stroke="{}" stroke-width="14"/>"#, ink.deep);
        }
    }
    let yoked = matches!(top.collar, Collar::Shirt) && top.quilt == Quilt::None;
    if studio.back
        && (yoked || matches!(top.collar, Collar::Hood | Collar::FurHood) && top.quilt == Quilt::None)
    {
        out += &seam(&curve(&[(cut.tip.0 - 4.0, 300.0), (400.0, 312.0), (804.0 - cut.tip.0, 300.0)]), ink);
    }
    if studio.back && yoked {
        out += &seam(&line(&[(386.0, 312.0), (384.0, cut.hem.1 - 40.0)]), ink);
        out += &seam(&line(&[(414.0, 312.0), (416.0, cut.hem.1 - 40.0)]), ink);
    }
    if studio.back && top.collar == Collar::Lapel {
        out += &seam(&line(&[(400.0, 230.0), (400.0, cut.hem.1)]), ink);
        let valley = [(line(&[(402.0, cut.hem.1 - 170.0), (404.0, cut.hem.1)]), 9.0)];
        out += &sheet.folds(ink, &valley, &[]);
    }
    if top.collar == Collar::Lapel && !studio.back {
        out += &seam(
            &curve(&[
                (lerp(cut.armpit.0, 400.0, 0.34), 330.0),
                (lerp(cut.waist.0, 400.0, 0.36), cut.waist.1),
                (lerp(cut.hem.0, 400.0, 0.3), cut.hem.1),
            ]),
            ink,
        );
        out += &seam(
            &curve(&[
                mirror((lerp(cut.armpit.0, 400.0, 0.34), 330.0)),
                mirror((lerp(cut.waist.0, 400.0, 0.36), cut.waist.1)),
                mirror((lerp(cut.hem.0, 400.0, 0.3), cut.hem.1)),
            ]),
            ink,
        );
    }
    out
}

/// Three columns of cables on a knitted front.
pub fn cables(sheet: &mut Sheet, ink: &Ink, from: f32, to: f32) -> String {
    let mut out = String::new();
    for (x, w) in [(400.0f32, 22.0f32), (318.0, 15.0), (482.0, 15.0)] {
        let (mut a, mut b) = (String::new(), String::new());
        let step = w * 2.2;
        let mut y = from;
        let mut left = true;
        while y < to {
            let s = if left { 1.0 } else { -1.0 };
            let cross = |s: f32| {
                Pen::at((x - w * 0.62 * s, y))
                    .cubic(
                        (x - w * 0.62 * s, y + step * 0.5),
                        (x + w * 0.62 * s, y + step * 0.5),
                        (x + w * 0.62 * s, y + step),
                    )
                    .d()
            };
            a += &cross(-s);
            b += &cross(s);
            left = !left;
            y += step;
        }
        let (first, second) = (sheet.id(), sheet.id());
        sheet.define(&format!(r#"<path id="{first}" d="{a}"/><path id="{second}" d="{b}"/>"#));
        let rope = |id: &str| {
            format!(
                r##"<use href="#{id}" stroke="{}" stroke-width="{}"/><use href="#{id}" stroke="{}" stroke-width="{}"/><use href="#{id}" stroke="{}" stroke-width="{}" opacity=".8"/><use href="#{id}" stroke="{}" stroke-width="{}" stroke-dasharray="3 5" stroke-linecap="butt" opacity=".35"/>"##,
                ink.line,
                num(w * 0.98),
                ink.base,
                num(w * 0.82),
                ink.light,
                num(w * 0.36),
                ink.deep,
                num(w * 0.8)
            )
        };
        let _ = write!(
            out,
            r#"<path d="M{x0} {from}V{to}M{x1} {from}V{to}" stroke="{}" stroke-width="7" opacity=".5"/>{}{}"#,
            ink.deep,
            rope(&first),
            rope(&second),
            x0 = num(x - w * 1.5),
            x1 = num(x + w * 1.5),
            from = num(from),
            to = num(to)
        );
    }
    format!(r#"<g fill="none" stroke-linecap="round">{out}</g>"#)
}

/// Prints and contrast pieces, drawn inside the body.
pub fn print(studio: &Studio) -> String {
    let (cut, ink, trim) = (&studio.cut, &studio.ink, &studio.trim);
    match cut.top.print {
        Print::None => String::new(),
        Print::Crystal if studio.back => String::new(),
        Print::Crystal => mark::crystal(
            lerp(400.0, 800.0 - cut.armpit.0, 0.52),
            316.0,
            15.0,
            if ink.dark { &ink.glow } else { &trim.base },
            2.4,
        ),
        Print::Contour if studio.back => String::new(),
        Print::Contour => contour(if ink.dark { "#e8dfce" } else { "#2f4f45" }, studio.seed),
        Print::Yoke => {
            let d = Pen::at((150.0, 150.0))
                .to((650.0, 150.0))
                .to((650.0, 292.0))
                .quad((520.0, 300.0), (400.0, 334.0))
                .quad((280.0, 300.0), (150.0, 292.0))
                .close()
                .d();
            let tone = trim.mixed(&ink.base, 0.25);
            let edge = Pen::at((150.0, 292.0))
                .quad((280.0, 300.0), (400.0, 334.0))
                .quad((520.0, 300.0), (650.0, 292.0))
                .d();
            let quilt = if cut.baffles().is_some() { "0.82" } else { "1" };
            format!(r#"<path d="{d}" fill="{}" fill-opacity="{quilt}"/>"#, tone.base) + &seam(&edge, ink)
        }
        Print::Jacquard => jacquard(ink, trim, cut.tip),
    }
}

/// The contour lines of a mountain that does not exist.
fn contour(colour: &str, seed: u64) -> String {
    let mut random = fastrand::Rng::with_seed(seed);
    let wobble: Vec<f32> = (0..9).map(|_| 0.75 + random.f32() * 0.5).collect();
    let mut out = String::new();
    for ring in 0..8 {
        let r = 12.0 + ring as f32 * 11.5;
        let points: Vec<P> = (0..9)
            .map(|i| {
                let a = i as f32 / 9.0 * std::f32::consts::TAU;
                let k = lerp(1.0, wobble[i], 0.3 + ring as f32 * 0.09);
                (392.0 + a.cos() * r * 1.18 * k + ring as f32 * 1.5, 388.0 + a.sin() * r * k)
            })
            .collect();
        let _ = write!(out, r#"<path d="{}"/>"#, super::pen::blob(&points));
    }
    format!(
        r#"<g fill="none" stroke="{colour}" stroke-width="2.2" opacity=".85">{out}<path d="M388 384l5 -9 5 9z" fill="{colour}"/></g>"#
    )
}

/// Rings of a knitted ornament around the neck.
fn jacquard(ink: &Ink, trim: &Ink, tip: P) -> String {
    let (a, b) = if ink.dark { ("#efe8da", trim.base.as_str()) } else { (trim.base.as_str(), "#2a3a55") };
    let mut out = String::new();
    let centre = (400.0, 96.0);
    let wide = (400.0 - tip.0) / 166.0;
    for (row, r) in [132.0f32, 152.0, 172.0, 192.0, 214.0, 236.0].iter().enumerate() {
        let colour = if row % 2 == 0 { a } else { b };
        let count = (r * 0.3) as i32;
        let mut d = String::new();
        for i in 0..=count {
            let angle = (0.10 + 0.80 * i as f32 / count as f32) * std::f32::consts::PI;
            let (x, y) = (centre.0 + angle.cos() * r * 1.12 * wide, centre.1 + angle.sin() * r);
            let s = match row {
                0 | 5 => 2.6,
                2 => 8.0,
                _ => 4.6,
            };
            let _ = match row {
                2 => write!(d, "M{} {}l{s} {s}l-{s} {s}l-{s} -{s}z", num(x), num(y - s)),
                1 | 3 => write!(d, "M{} {}l{s} {k}h-{w}z", num(x), num(y - s), k = s * 1.6, w = s * 2.0),
                _ => write!(d, "M{} {}h{w}v{w}h-{w}z", num(x - s), num(y - s), w = s * 2.0),
            };
        }
        let _ = write!(out, r#"<path d="{d}" fill="{colour}" opacity=".92"/>"#);
    }
    out
}

/// Pockets, closure and belt: what lies on the body.
pub fn details(sheet: &mut Sheet, studio: &Studio) {
    let (cut, ink, trim) = (&studio.cut, &studio.ink, &studio.trim);
    if studio.back {
        if cut.top.belt {
            sheet.put(&waist_belt(studio));
        }
        return;
    }
    let (pit, end) = (cut.armpit, cut.body_end());
    let mut out = String::new();
    for pocket in cut.top.pockets {
        let y = lerp(cut.waist.1, end, 0.3).min(cut.waist.1 + 60.0);
        let x = lerp(cut.side(y), 400.0, 0.24);
        match pocket {
            Pocket::SlantZip => {
                let a = (x + 16.0, y - 62.0);
                let b = (x - 6.0, y + 36.0);
                for flip in [false, true] {
                    let f = |p: P| if flip { mirror(p) } else { p };
                    let d = line(&[f(a), f(b)]);
                    let _ = write!(
                        out,
                        r#"<path d="{d}" stroke="{}" stroke-width="13" stroke-linecap="round" opacity=".4"/><path d="{d}" stroke="{}" stroke-width="8" stroke-linecap="round"/><path d="{d}" stroke="{}" stroke-width="3" stroke-dasharray="2 1.6"/><path d="{}" stroke="{}" stroke-width="5" stroke-linecap="round"/>"#,
                        ink.line,
                        ink.deep,
                        trim.base,
                        line(&[f(a), (f(a).0, a.1 + 20.0)]),
                        trim.base
                    );
                }
            }
            Pocket::Welt => {
                for flip in [false, true] {
                    let f = |p: P| if flip { mirror(p) } else { p };
                    let d = polygon(&[
                        f((x + 22.0, y - 60.0)),
                        f((x + 42.0, y - 56.0)),
                        f((x + 18.0, y + 26.0)),
                        f((x - 2.0, y + 20.0)),
                    ]);
                    let _ = write!(
                        out,
                        r#"<path d="{d}" fill="{}" stroke="{}" stroke-width="1.4"/>"#,
                        ink.shade, ink.line
                    );
                }
            }
            Pocket::Patch | Pocket::Flap => {
                let w = (400.0 - x) * 0.62;
                let h = w * 1.12;
                let y = y.min(end - h - 34.0).max(pit.1 + 40.0);
                for left in [x - 6.0, 800.0 - x + 6.0 - w] {
                    out += &patch(left, y, w, h, ink, *pocket == Pocket::Flap, trim);
                }
            }
            Pocket::ChestPatch | Pocket::ChestFlap => {
                let w = (400.0 - pit.0) * 0.4;
                let sides: &[f32] = if *pocket == Pocket::ChestFlap && cut.top.fabric != Fabric::Sherpa {
                    &[0.0, 1.0]
                } else {
                    &[1.0]
                };
                for side in sides {
                    let left = lerp(400.0 - 28.0 - w, 400.0 + 28.0, *side);
                    let tone = if cut.top.fabric == Fabric::Sherpa { trim } else { ink };
                    let y = if cut.top.fabric == Fabric::Sherpa { 312.0 } else { 326.0 };
                    if cut.top.fabric == Fabric::Sherpa {
                        let _ = write!(
                            out,
                            r#"<path d="{}" fill="{}"/>"#,
                            rounded(left, y, w, w * 1.1, 6.0),
                            tone.base
                        );
                    }
                    out += &patch(left, y, w, w * 1.1, tone, *pocket == Pocket::ChestFlap, trim);
                }
            }
            Pocket::ChestZip => {
                let d = line(&[(450.0, 318.0), (516.0, 306.0)]);
                let _ = write!(
                    out,
                    r#"<path d="{d}" stroke="{}" stroke-width="10" stroke-linecap="round"/><path d="{d}" stroke="{}" stroke-width="3.4" stroke-dasharray="2 1.6"/><path d="M450 318l-2 16" stroke="{}" stroke-width="4.4" stroke-linecap="round"/>"#,
                    ink.deep, trim.base, trim.base
                );
            }
            Pocket::Kangaroo => {
                let (y0, y1) = (end - 150.0, end - 6.0);
                let d = symmetric(&[
                    vec![(400.0, y0), (330.0, y0)],
                    vec![(330.0, y0), (296.0, y0 + 40.0), (274.0, y1 - 44.0)],
                    vec![(274.0, y1 - 44.0), (276.0, y1)],
                    vec![(276.0, y1), (400.0, y1 + 8.0)],
                ]);
                let _ = write!(out, r#"<path d="{d}" fill="{}" fill-opacity=".12"/>"#, ink.deep);
                out += &seam(&d, ink);
                for flip in [false, true] {
                    let f = |p: P| if flip { mirror(p) } else { p };
                    out += &stitch(
                        &curve(&[f((338.0, y0 + 8.0)), f((306.0, y0 + 44.0)), f((284.0, y1 - 42.0))]),
                        ink,
                    );
                }
            }
        }
    }
    sheet.put(&out);
    closure(sheet, studio);
    if cut.top.belt {
        sheet.put(&waist_belt(studio));
    }
}

/// A patch pocket with its stitches, and a flap if it has one.
pub fn patch(x: f32, y: f32, w: f32, h: f32, ink: &Ink, flap: bool, trim: &Ink) -> String {
    let body = Pen::at((x, y))
        .to((x + w, y))
        .to((x + w, y + h - 12.0))
        .quad((x + w, y + h), (x + w - 12.0, y + h))
        .to((x + 12.0, y + h))
        .quad((x, y + h), (x, y + h - 12.0))
        .close()
        .d();
    let inner = Pen::at((x + 5.0, y + 4.0))
        .to((x + 5.0, y + h - 14.0))
        .quad((x + 5.0, y + h - 5.0), (x + 14.0, y + h - 5.0))
        .to((x + w - 14.0, y + h - 5.0))
        .quad((x + w - 5.0, y + h - 5.0), (x + w - 5.0, y + h - 14.0))
        .to((x + w - 5.0, y + 4.0))
        .d();
    let mut out = format!(
        r##"<path d="{body}" fill="#0c0d12" opacity=".2" transform="translate(2 5)"/><path d="{body}" fill="{}" fill-opacity=".4" stroke="{}" stroke-width="1.5"/>"##,
        ink.base, ink.line
    ) + &stitch(&inner, ink);
    if flap {
        let lid = Pen::at((x - 3.0, y - 8.0))
            .to((x + w + 3.0, y - 8.0))
            .to((x + w + 2.0, y + h * 0.24))
            .quad((x + w / 2.0, y + h * 0.42), (x - 2.0, y + h * 0.24))
            .close()
            .d();
        let edge = Pen::at((x + 1.0, y - 3.0))
            .to((x + 2.0, y + h * 0.21))
            .quad((x + w / 2.0, y + h * 0.37), (x + w - 2.0, y + h * 0.21))
            .to((x + w - 1.0, y - 3.0))
            .d();
        let _ = write!(
            out,
            r##"<path d="{lid}" fill="#0c0d12" opacity=".3" transform="translate(0 5)"/><path d="{lid}" fill="{}" stroke="{}" stroke-width="1.5"/>"##,
            ink.base, ink.line
        );
        out += &stitch(&edge, ink);
        out += &button(x + w / 2.0, y + h * 0.2, (w * 0.055).clamp(3.6, 6.5), trim);
    } else {
        out += &stitch(&line(&[(x + 2.0, y + 12.0), (x + w - 2.0, y + 12.0)]), ink);
    }
    out
}

fn closure(sheet: &mut Sheet, studio: &Studio) {
    let (cut, ink, trim) = (&studio.cut, &studio.ink, &studio.trim);
    let from = cut.neck.1 + cut.depth(false);
    let end = if cut.top.finish == Hem::Rib { cut.hem.1 + 8.0 } else { cut.hem.1 + 6.0 };
    let pale = Ink::of("#e9e2d2");
    let buttons = match cut.top.fabric {
        Fabric::Oxford | Fabric::Flannel | Fabric::Jersey => &pale,
        _ => trim,
    };
    let mut out = String::new();
    let placket = |to: f32, half: f32, from: f32| {
        let d =
            polygon(&[(400.0 - half, from), (400.0 + half, from), (400.0 + half, to), (400.0 - half, to)]);
        let mut all = format!(r#"<path d="{d}" fill="{}" fill-opacity=".35"/>"#, ink.base);
        all += &seam(&line(&[(400.0 + half, from), (400.0 + half, to)]), ink);
        all += &stitch(&line(&[(400.0 - half + 4.0, from), (400.0 - half + 4.0, to)]), ink);
        all += &stitch(&line(&[(400.0 + half - 5.0, from), (400.0 + half - 5.0, to)]), ink);
        all
    };
    match cut.top.closure {
        Closure::None => {}
        Closure::Zip => {
            out += &zip(
                from - 8.0,
                end,
                ink,
                trim,
                matches!(cut.top.collar, Collar::Hood | Collar::Stand | Collar::Rib),
            )
        }
        Closure::CoveredZip => out += &placket(end, 17.0, from - 6.0),
        Closure::HalfZip => {
            out += &stitch(&rounded(386.0, from - 10.0, 28.0, 128.0, 4.0), ink);
            out += &zip(from - 8.0, from + 112.0, ink, trim, true);
        }
        Closure::Buttons | Closure::Snaps => {
            let deep = matches!(cut.top.collar, Collar::Vee | Collar::Lapel);
            let start = if deep { from - 4.0 } else { from + 2.0 };
            let half = if cut.top.collar == Collar::Lapel { 0.0 } else { 17.0 };
            let bottom = end;
            if half > 0.0 {
                out += &placket(bottom, half, start);
            } else {
                out += &seam(&line(&[(416.0, from), (417.0, end)]), ink);
            }
            let big =
                matches!(cut.top.fabric, Fabric::Wool | Fabric::Herringbone | Fabric::Knit | Fabric::Cable);
            let count = if big { 4 } else { 6 };
            let last = if cut.top.collar == Collar::Lapel { lerp(from, end, 0.56) } else { bottom - 40.0 };
            for i in 0..count {
                let y = lerp(start + 26.0, last, i as f32 / (count - 1) as f32);
                out += &if cut.top.closure == Closure::Snaps {
                    snap(400.0, y, trim)
                } else {
                    button(400.0, y, if big { 11.0 } else { 5.6 }, buttons)
                };
            }
        }
        Closure::Placket => {
            let to = if cut.top.sleeve == Sleeve::Short { from + 120.0 } else { end };
            out += &placket(to, 15.0, from);
            if cut.top.sleeve == Sleeve::Short {
                for i in 0..3 {
                    out += &button(400.0, from + 28.0 + 36.0 * i as f32, 5.2, &pale);
                }
            }
        }
        Closure::DoubleBreasted => {
            out += &seam(&curve(&[(404.0, from + 4.0), (452.0, from + 40.0), (458.0, end)]), ink);
            let ys = [from + 34.0, from + 116.0, from + 198.0];
            for y in ys {
                out += &button(358.0, y, 11.5, trim);
                out += &button(436.0, y, 11.5, trim);
            }
        }
    }
    sheet.put(&out);
}

fn waist_belt(studio: &Studio) -> String {
    let (cut, ink) = (&studio.cut, &studio.ink);
    let y = cut.waist.1 - 10.0;
    let (l, r) = (cut.side(y) - 5.0, 805.0 - cut.side(y));
    let d = Pen::at((l, y))
        .quad((400.0, y + 14.0), (r, y))
        .to((r, y + 30.0))
        .quad((400.0, y + 44.0), (l, y + 30.0))
        .close()
        .d();
    let up = Pen::at((l, y + 5.0)).quad((400.0, y + 19.0), (r, y + 5.0)).d();
    let low = Pen::at((l, y + 25.0)).quad((400.0, y + 39.0), (r, y + 25.0)).d();
    let mut out = format!(
        r##"<path d="{d}" fill="#0c0d12" opacity=".35" transform="translate(0 6)"/><path d="{d}" fill="{}" stroke="{}" stroke-width="1.4"/>"##,
        ink.shade, ink.line
    ) + &stitch(&up, ink)
        + &stitch(&low, ink);
    if !studio.back {
        let _ = write!(
            out,
            r##"<path d="{}" fill="none" stroke="#8d877b" stroke-width="5"/><path d="M400 {}v30" stroke="#8d877b" stroke-width="4"/>"##,
            rounded(374.0, y + 2.0, 52.0, 40.0, 6.0),
            num(y + 7.0)
        );
    }
    out
}
