//! Garments worn above the waist, put together from sleeves, body, collar and trims.

use super::collar;
use super::cut::{Cut, Pose};
use super::fabric::{rib, weave};
use super::figure::{self, Person};
use super::ink::Ink;
use super::pen::{P, Pen, between, curve, lerp, line, mirror, polygon, symmetric};
use super::quilt;
use super::sheet::{Cloth, Sheet};
use super::trim;
use crate::szron::art::{Cuff, Fabric, Hem, Quilt, Sleeve, Top};
use crate::szron::colour::Colour;

/// What the pieces of one garment share.
pub struct Studio {
    pub cut: Cut,
    pub back: bool,
    pub ink: Ink,
    pub trim: Ink,
    pub seed: u64,
}

impl Studio {
    pub fn cloth(&self, sheet: &mut Sheet, round: f32, angle: f32) -> Cloth {
        let lean = if self.cut.top.fabric == Fabric::Sherpa { angle + 23.0 } else { angle };
        let weave = weave(sheet, self.cut.top.fabric, &self.ink, &self.trim.base, 1.0, lean);
        Cloth { ink: self.ink.clone(), weave, round }
    }
    pub fn ribbed(&self, sheet: &mut Sheet, round: f32, angle: f32) -> Cloth {
        let ink = match self.cut.top.fabric {
            Fabric::Twill | Fabric::Canvas => self.ink.mixed("#101218", 0.25),
            _ => self.ink.clone(),
        };
        let weave = Some(rib(sheet, &ink, 0.8, angle));
        Cloth { ink, weave, round }
    }
}

/// Draws a garment; returns the box it fills. A person in it is drawn at the right moment between its layers.
pub fn draw(
    sheet: &mut Sheet,
    top: Top,
    colour: &Colour,
    back: bool,
    seed: u64,
    person: Option<&Person>,
) -> [f32; 4] {
    let pose = if person.is_some() { Pose::Worn } else { Pose::Flat };
    let studio =
        Studio { cut: Cut::new(top, pose), back, ink: Ink::of(colour.hex), trim: Ink::of(colour.trim), seed };
    if let Some(person) = person {
        figure::below(sheet, person, &studio.cut);
    }
    if top.sleeve != Sleeve::None {
        sheet.pair(|sheet| sleeve(sheet, &studio));
    }
    let top_edge = collar::behind(sheet, &studio);
    if let Some(person) = person {
        figure::head(sheet, person);
    }
    body(sheet, &studio);
    collar::front(sheet, &studio);
    let cut = &studio.cut;
    let left =
        if top.sleeve == Sleeve::None { cut.armpit.0.min(cut.hem.0) } else { cut.outer(cut.sleeve_end()).0 };
    let bottom =
        (cut.hem.1 + 12.0).max(if top.sleeve == Sleeve::Long { cut.outer(1.0).1 + 30.0 } else { 0.0 });
    [left.min(cut.hem.0), top_edge, 800.0 - left.min(cut.hem.0), bottom]
}

fn sleeve(sheet: &mut Sheet, studio: &Studio) {
    let (cut, ink) = (&studio.cut, &studio.ink);
    let end = cut.sleeve_end();
    let deep_in: P = (cut.armpit.0 + 40.0, cut.armpit.1 - 20.0);
    let mut pen = Pen::at(cut.tip);
    let ts: Vec<f32> = match cut.baffles() {
        Some(n) => (1..=n).map(|i| f32::from(i) / f32::from(n)).collect(),
        None => vec![0.2, 0.4, 0.6, 0.8, 1.0],
    };
    let puffed = cut.baffles().is_some();
    let mut last = 0.0;
    let mut run = Vec::new();
    for t in &ts {
        if puffed {
            let m = cut.outer((last + t) / 2.0 * end);
            pen = pen.through(&[(m.0 - 7.0, m.1), cut.outer(t * end)]);
        } else {
            run.push(cut.outer(t * end));
        }
        last = *t;
    }
    if !puffed {
        pen = pen.through(&run);
    }
    pen = pen.to(cut.across(end));
    let back: Vec<f32> = ts.iter().rev().skip(1).copied().filter(|t| t * end > 0.5).collect();
    if puffed {
        let mut last = 1.0;
        for t in back {
            let m = cut.across((last + t) / 2.0 * end);
            pen = pen.through(&[(m.0 + 6.0, m.1), cut.across(t * end)]);
            last = t;
        }
        pen = pen.to(cut.inner(0.0));
    } else if end > 0.6 {
        pen = pen.through(&[cut.inner(0.7 * end), cut.inner(0.35), cut.inner(0.0)]);
    } else {
        pen = pen.to(cut.inner(0.0));
    }
    let outline = pen.to(deep_in).to((cut.tip.0 + 40.0, cut.tip.1 + 30.0)).close().d();

    let mut inside = String::new();
    match cut.top.quilt {
        Quilt::Baffles(_) => {
            let swell = quilt::swell(sheet, ink);
            let lines: Vec<[P; 3]> = std::iter::once(0.0)
                .chain(ts.iter().copied())
                .map(|t| {
                    let (a, b) = (cut.outer(t * end), cut.across(t * end));
                    let m = between(a, b, 0.5);
                    [(a.0 - 12.0, a.1 - 3.0), (m.0, m.1 + 8.0), (b.0 + 12.0, b.1)]
                })
                .collect();
            inside += &quilt::chambers(&lines, &swell, ink, studio.seed + 5);
        }
        Quilt::Diamond | Quilt::Onion => {
            let id = quilt::diamonds(sheet, ink);
            inside += &format!(r##"<path d="{outline}" fill="url(#{id})"/>"##);
        }
        Quilt::None => {}
    }
    let soft = if puffed { 0.0 } else { 1.0 };
    if end > 0.6 {
        let at = |t: f32, w: f32| between(cut.outer(t), cut.across(t), w);
        let crease =
            |a: (f32, f32), b: (f32, f32), c: (f32, f32)| curve(&[at(a.0, a.1), at(b.0, b.1), at(c.0, c.1)]);
        let n = (studio.seed % 5) as f32 * 0.012;
        let valleys = [
            (crease((0.5 + n, 0.98), (0.58, 0.7), (0.6 + n, 0.35)), 9.0 * soft + 3.0),
            (crease((0.62, 0.96), (0.66 + n, 0.6), (0.64, 0.2)), 8.0 * soft + 2.0),
            (crease((0.74, 0.05), (0.8, 0.3), (0.83 + n, 0.62)), 7.0 * soft),
            (crease((0.34, 0.3), (0.5, 0.42), (0.72, 0.5)), 12.0 * soft),
            (crease((0.86, 0.95), (0.9, 0.6), (0.89, 0.3)), 7.0 * soft),
        ];
        let ridges = [
            (crease((0.2, 0.18), (0.45, 0.22), (0.7, 0.26)), 16.0 * soft),
            (crease((0.56, 0.9), (0.62, 0.62), (0.62, 0.3)), 6.0 * soft),
            (crease((0.8, 0.9), (0.85, 0.62), (0.85, 0.34)), 6.0 * soft),
        ];
        if soft > 0.0 {
            inside += &sheet.folds(ink, &valleys, &ridges);
        }
        inside += &trim::cuff(sheet, studio);
    } else {
        let (a, b) = (cut.outer(end - 0.045), cut.across(end - 0.045));
        let valley = [(
            curve(&[cut.outer(0.2), between(cut.outer(0.35), cut.across(0.35), 0.45), between(a, b, 0.6)]),
            12.0,
        )];
        inside += &sheet.folds(ink, &valley, &[]);
        inside += &trim::stitch(&line(&[(a.0 - 8.0, a.1), b]), ink);
    }
    let cloth = studio.cloth(sheet, 34.0, if end > 0.6 { 6.0 } else { 20.0 });
    if cut.top.cuff == Cuff::Rib && end > 0.6 {
        let (a, b) = (cut.outer(end), cut.across(end));
        let d = ((a.0 - cut.outer(end - 0.1).0) * 0.55, 34.0);
        let (a, b) = (between(a, b, 0.05), between(a, b, 0.95));
        let shape = Pen::at((a.0, a.1 - 6.0))
            .through(&[(a.0 + d.0 - 2.0, a.1 + 16.0), (a.0 + d.0 + 4.0, a.1 + d.1)])
            .to((b.0 + d.0 - 4.0, b.1 + d.1 - 2.0))
            .through(&[(b.0 + d.0 + 2.0, b.1 + 14.0), (b.0, b.1 - 6.0)])
            .close()
            .d();
        let band = studio.ribbed(sheet, 16.0, 8.0);
        sheet.part(&shape, &band, "");
    }
    sheet.part(&outline, &cloth, &inside);
}

fn body(sheet: &mut Sheet, studio: &Studio) {
    let (cut, ink, back) = (&studio.cut, &studio.ink, studio.back);
    let outline = symmetric(&cut.body(back));
    let end = cut.body_end();
    let mut inside = String::new();
    match cut.top.quilt {
        Quilt::Baffles(_) => {
            let swell = quilt::swell(sheet, ink);
            let sag = 10.0;
            let lines: Vec<[P; 3]> = std::iter::once(150.0)
                .chain(cut.seams())
                .chain([end + 6.0])
                .map(|y| {
                    let x = if y < cut.armpit.1 { cut.tip.0 - 6.0 } else { cut.side(y) - 8.0 };
                    [(x, y), (400.0, y + sag), (800.0 - x, y)]
                })
                .collect();
            inside += &quilt::chambers(&lines, &swell, ink, studio.seed);
        }
        Quilt::Diamond | Quilt::Onion => {
            let id = quilt::diamonds(sheet, ink);
            inside += &format!(r##"<path d="{outline}" fill="url(#{id})"/>"##);
        }
        Quilt::None => inside += &drape(sheet, studio),
    }
    inside += &trim::print(studio);
    if cut.top.fabric == Fabric::Cable && !back {
        inside += &trim::cables(sheet, ink, 206.0, end);
    }
    inside += &trim::seams(sheet, studio);
    inside += &trim::hem(studio);
    let cloth = studio.cloth(sheet, 40.0, 0.0);
    if cut.top.finish == Hem::Rib {
        let x = cut.side(end);
        let shape = symmetric(&[
            vec![(400.0, end - 8.0), (x + 6.0, end - 14.0)],
            vec![(x + 6.0, end - 14.0), (x + 5.0, end + 14.0), (x + 10.0, end + 36.0)],
            vec![(x + 10.0, end + 36.0), (lerp(x, 400.0, 0.5), end + 43.0), (400.0, end + 45.0)],
        ]);
        let band = studio.ribbed(sheet, 18.0, 0.0);
        sheet.part(&shape, &band, "");
    }
    sheet.part(&outline, &cloth, &inside);
    trim::details(sheet, studio);
}

/// How cloth hangs from shoulders: pulled from the armpits, gathered at the waist, loose at the hem.
fn drape(sheet: &mut Sheet, studio: &Studio) -> String {
    let cut = &studio.cut;
    let (pit, end) = (cut.armpit, cut.body_end());
    let n = |i: u64| ((studio.seed.wrapping_mul(31 + i * 17) >> 3) % 17) as f32 - 8.0;
    let mid = cut.waist.1;
    let mut valleys = vec![
        (
            curve(&[
                (pit.0 + 4.0, pit.1 + 8.0),
                (pit.0 + 44.0 + n(1), pit.1 + 60.0),
                (pit.0 + 70.0 + n(2), pit.1 + 150.0),
            ]),
            14.0,
        ),
        (
            curve(&[
                mirror((pit.0 + 2.0, pit.1 + 6.0)),
                mirror((pit.0 + 36.0 + n(3), pit.1 + 70.0)),
                mirror((pit.0 + 50.0, pit.1 + 170.0)),
            ]),
            14.0,
        ),
        (
            curve(&[
                (lerp(cut.hem.0, 400.0, 0.3), end),
                (lerp(cut.hem.0, 400.0, 0.34) + n(4), end - 90.0),
                (lerp(cut.hem.0, 400.0, 0.26), mid + 10.0),
            ]),
            13.0,
        ),
        (
            curve(&[
                (lerp(cut.hem.0, 400.0, 1.55), end),
                (lerp(cut.hem.0, 400.0, 1.5) + n(5), end - 110.0),
                (lerp(cut.hem.0, 400.0, 1.6), mid - 10.0),
            ]),
            15.0,
        ),
        (
            curve(&[
                (cut.side(mid), mid),
                (cut.side(mid) + 50.0, mid + 8.0 + n(6)),
                (cut.side(mid) + 96.0, mid - 6.0),
            ]),
            4.0,
        ),
        (
            curve(&[
                mirror((cut.side(mid), mid + 14.0)),
                mirror((cut.side(mid) + 54.0, mid + 16.0)),
                mirror((cut.side(mid) + 90.0, mid + n(7))),
            ]),
            4.0,
        ),
    ];
    if cut.hem.1 > 700.0 {
        valleys.push((curve(&[(380.0 + n(8), end), (384.0, end - 120.0), (376.0, end - 220.0)]), 12.0));
    }
    let ridges = [
        (
            curve(&[
                (lerp(cut.tip.0, 400.0, 0.34), 270.0),
                (lerp(cut.armpit.0, 400.0, 0.36), 400.0),
                (lerp(cut.hem.0, 400.0, 0.2), end - 60.0),
            ]),
            30.0,
        ),
        (
            curve(&[
                (lerp(cut.tip.0, 400.0, 1.5), 290.0),
                (lerp(cut.armpit.0, 400.0, 1.42), 430.0),
                (lerp(cut.hem.0, 400.0, 1.36), end - 30.0),
            ]),
            22.0,
        ),
    ];
    let strength = match cut.top.fabric {
        Fabric::Knit
        | Fabric::Cable
        | Fabric::Sherpa
        | Fabric::Wool
        | Fabric::Herringbone
        | Fabric::Canvas => 0.6,
        _ => 1.0,
    };
    for valley in &mut valleys {
        valley.1 *= strength;
    }
    sheet.folds(&studio.ink, &valleys, &ridges)
}

/// A box around the hanging loop or label inside the neck.
pub fn label(x: f32, y: f32) -> String {
    format!(
        r##"<path d="{}" fill="#f4efe6"/><path d="M{x} {y1}v9M{x0} {y2}l7.8 4.5M{x0} {y3}l7.8 -4.5" stroke="#3c4654" stroke-width="1.1"/>"##,
        polygon(&[(x - 19.0, y), (x + 19.0, y), (x + 19.0, y + 19.0), (x - 19.0, y + 19.0)]),
        y1 = y + 5.0,
        x0 = x - 3.9,
        y2 = y + 7.2,
        y3 = y + 11.8,
    )
}
