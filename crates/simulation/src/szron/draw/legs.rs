//! Trousers, leggings and skirts.

use super::fabric::{rib, weave};
use super::figure::{self, Person};
use super::ink::Ink;
use super::pen::{P, Pen, curve, lerp, line, mirror, num, rounded, symmetric};
use super::sheet::{Cloth, Sheet};
use super::trim::{button, patch, seam, stitch};
use crate::szron::art::{Fabric, Legs, LegsCuff, Skirt, Waist};
use crate::szron::colour::Colour;

struct Lines {
    legs: Legs,
    y: f32,
    k: f32,
    length: f32,
    crotch: f32,
}

impl Lines {
    fn new(legs: Legs, worn: bool) -> Self {
        let (y, k, reach) = if worn { (500.0, 0.76, 0.79) } else { (120.0, 1.12, 0.94) };
        let length = f32::from(legs.length) * reach;
        Self { legs, y, k, length, crotch: y + if worn { 158.0 } else { 226.0 } }
    }
    fn w(&self, half: i16) -> f32 {
        f32::from(half) * self.k
    }
    /// The middle line of the left leg.
    fn axis(&self, t: f32) -> f32 {
        400.0 - self.w(self.legs.hip) * lerp(0.5, 0.6, t)
    }
    fn knee(&self) -> f32 {
        lerp(self.crotch, self.y + self.length, 0.46)
    }
    fn end(&self) -> f32 {
        self.y + self.length
    }
    fn outer(&self) -> Vec<P> {
        let l = &self.legs;
        vec![
            (400.0 - self.w(l.waist), self.y),
            (400.0 - lerp(self.w(l.waist), self.w(l.hip), 0.72), lerp(self.y, self.crotch, 0.42)),
            (400.0 - self.w(l.hip), lerp(self.y, self.crotch, 0.84)),
            (
                self.axis(0.2) - lerp(self.w(l.hip) * 0.5, self.w(l.knee), 0.62),
                lerp(self.crotch, self.knee(), 0.5),
            ),
            (self.axis(0.5) - self.w(l.knee), self.knee()),
            (self.axis(0.8) - lerp(self.w(l.knee), self.w(l.hem), 0.6), lerp(self.knee(), self.end(), 0.55)),
            (self.axis(1.0) - self.w(l.hem), self.end()),
        ]
    }
    fn inner(&self) -> Vec<P> {
        let l = &self.legs;
        vec![
            (self.axis(1.0) + self.w(l.hem), self.end() + 5.0),
            (self.axis(0.8) + lerp(self.w(l.knee), self.w(l.hem), 0.6), lerp(self.knee(), self.end(), 0.55)),
            (self.axis(0.5) + self.w(l.knee), self.knee()),
            ((self.axis(0.2) + self.w(l.hip) * 0.48).min(396.0), lerp(self.crotch, self.knee(), 0.42)),
            (397.0, self.crotch + 22.0),
            (400.0, self.crotch),
        ]
    }
}

pub fn draw(sheet: &mut Sheet, legs: Legs, colour: &Colour, back: bool, seed: u64, worn: bool) -> [f32; 4] {
    let ink = Ink::of(colour.hex);
    let trim = Ink::of(colour.trim);
    let l = Lines::new(legs, worn);
    let thread = if legs.fabric == Fabric::Denim {
        Ink { stitch: "#c08a4e".into(), ..ink.clone() }
    } else {
        ink.clone()
    };
    let k = l.k;
    let mut outer = l.outer();
    let waist = outer[0];
    if legs.top == Waist::Elastic {
        outer[0].0 += 6.0 * k;
    }
    let inner = l.inner();
    let (hem_out, hem_in) = (outer[6], inner[0]);
    let outline = symmetric(&[
        vec![(400.0, l.y + 8.0 * k), (lerp(waist.0, 400.0, 0.5), l.y + 6.0 * k), outer[0]],
        outer.clone(),
        vec![hem_out, (lerp(hem_out.0, hem_in.0, 0.5), l.end() + 6.0), hem_in],
        inner.clone(),
    ]);
    let mut inside = String::new();
    let n = (seed % 7) as f32 * 2.0;
    let knee = l.knee();
    let ax = l.axis(0.5);
    let f = |p: P| mirror(p);
    let both = |points: &[P]| -> [String; 2] {
        [curve(points), curve(&points.iter().map(|p| f(*p)).collect::<Vec<_>>())]
    };
    let mut valleys = Vec::new();
    for (points, w) in [
        (vec![(396.0, l.crotch - 6.0), (360.0, l.crotch - 26.0 + n), (318.0, l.crotch - 20.0)], 12.0),
        (vec![(394.0, l.crotch + 12.0), (352.0, l.crotch + 14.0), (312.0 + n, l.crotch + 34.0)], 11.0),
        (vec![(ax - 50.0 * k, knee - 16.0), (ax, knee + 2.0 + n), (ax + 48.0 * k, knee - 14.0)], 9.0),
        (vec![(ax - 44.0 * k, knee + 20.0), (ax - 6.0, knee + 30.0), (ax + 30.0 * k, knee + 18.0)], 8.0),
        (
            vec![
                (l.axis(1.0) - 46.0 * k, l.end() - 36.0),
                (l.axis(1.0), l.end() - 24.0),
                (l.axis(1.0) + 44.0 * k, l.end() - 40.0),
            ],
            9.0,
        ),
        (
            vec![
                (l.axis(1.0) - 40.0 * k, l.end() - 70.0),
                (l.axis(1.0) + 4.0, l.end() - 58.0),
                (l.axis(1.0) + 40.0 * k, l.end() - 74.0),
            ],
            6.0,
        ),
    ] {
        valleys.extend(both(&points).map(|d| (d, w * k)));
    }
    let ridge = [(l.axis(0.1) - 8.0, l.crotch), (ax - 6.0, knee), (l.axis(1.0) - 4.0, l.end() - 50.0)];
    let ridges: Vec<_> = both(&ridge).into_iter().map(|d| (d, 34.0 * k)).collect();
    inside += &sheet.folds(&ink, &valleys, &ridges);
    if legs.fabric == Fabric::Denim {
        // Worn a little lighter where the thigh is.
        let worn_in: Vec<_> = both(&[(l.axis(0.1), l.crotch + 10.0), (ax, knee - 10.0)])
            .into_iter()
            .map(|d| (d, 62.0 * k))
            .collect();
        inside += &sheet.folds(&ink, &[], &worn_in);
    }
    // The gap between the legs.
    inside += &seam(&curve(&[(400.0, l.y + 30.0), (400.0, l.crotch)]), &ink);
    let legging = legs.fabric == Fabric::FineKnit;
    if legs.knees && !legging {
        for flip in [false, true] {
            let g = |p: P| if flip { mirror(p) } else { p };
            let w = l.w(legs.knee) + 10.0;
            let panel = Pen::at(g((ax - w, knee - 70.0 * k)))
                .quad(g((ax, knee - 92.0 * k)), g((ax + w, knee - 66.0 * k)))
                .to(g((ax + w - 6.0, knee + 62.0 * k)))
                .quad(g((ax, knee + 86.0 * k)), g((ax - w, knee + 66.0 * k)))
                .close()
                .d();
            if !back {
                inside += &format!(r#"<path d="{panel}" fill="{}" fill-opacity=".38"/>"#, ink.deep);
                inside += &stitch(&panel, &ink);
            }
        }
    }
    if legs.cargo && !back {
        let w = 74.0 * k;
        for x in [l.axis(0.3) - l.w(legs.hip) * 0.62, 800.0 - l.axis(0.3) + l.w(legs.hip) * 0.62 - w] {
            inside += &patch(x, lerp(l.crotch, knee, 0.26), w, w * 1.2, &ink, true, &trim);
        }
    }
    if back && !legging {
        let w = 92.0 * k;
        let y = lerp(l.y, l.crotch, 0.36);
        for x in [400.0 - 24.0 * k - w, 400.0 + 24.0 * k] {
            inside += &patch(x, y, w, w * 1.12, &thread, false, &trim);
        }
        inside += &stitch(
            &line(&[
                (400.0 - l.w(legs.hip), l.y + 44.0 * k),
                (400.0, l.y + 74.0 * k),
                (400.0 + l.w(legs.hip), l.y + 44.0 * k),
            ]),
            &thread,
        );
    } else if !legging {
        for flip in [false, true] {
            let g = |p: P| if flip { mirror(p) } else { p };
            let d = if legs.fabric == Fabric::Denim {
                curve(&[
                    g((lerp(waist.0, 400.0, 0.52), l.y + 30.0 * k)),
                    g((lerp(waist.0, 400.0, 0.34), l.y + 76.0 * k)),
                    g((waist.0 - 24.0 * k, l.y + 92.0 * k)),
                ])
            } else {
                curve(&[
                    g((lerp(waist.0, 400.0, 0.4), l.y + 30.0 * k)),
                    g((waist.0 - 22.0 * k, l.y + 158.0 * k)),
                ])
            };
            inside += &seam(&d, &thread);
            inside += &stitch(&d, &thread).replace(
                "<g ",
                &format!(r#"<g transform="translate({} 6)" "#, if flip { "-3" } else { "3" }),
            );
        }
    }
    if legging {
        let side: Vec<P> = outer.iter().skip(1).map(|p| (p.0 + 30.0 * k, p.1)).collect();
        for d in both(&side) {
            inside += &seam(&d, &ink);
        }
    }
    let hem_y = l.end();
    let hem = |up: f32| {
        [
            (hem_out.0 - 8.0, hem_y - up),
            ((hem_out.0 + hem_in.0) / 2.0, hem_y + 5.0 - up),
            (hem_in.0 + 8.0, hem_y + 4.0 - up),
        ]
    };
    match legs.cuff {
        LegsCuff::Plain => {
            for d in both(&hem(18.0 * k)) {
                inside += &stitch(&d, &thread);
            }
        }
        LegsCuff::Turned => {
            for d in both(&hem(36.0 * k)) {
                inside += &format!(
                    r#"<path d="{d}" fill="none" stroke="{}" stroke-width="5" opacity=".55"/>"#,
                    ink.line
                );
            }
            let band: Vec<P> = hem(18.0 * k).to_vec();
            for d in both(&band) {
                inside += &format!(
                    r#"<path d="{d}" fill="none" stroke="{}" stroke-width="{}" opacity=".4"/>"#,
                    ink.glow,
                    num(34.0 * k)
                );
            }
        }
        LegsCuff::Zip => {
            for flip in [false, true] {
                let g = |p: P| if flip { mirror(p) } else { p };
                let d =
                    curve(&[g((hem_out.0 + 16.0 * k, hem_y)), g((hem_out.0 + 18.0 * k, hem_y - 120.0 * k))]);
                inside += &format!(
                    r#"<path d="{d}" stroke="{}" stroke-width="8"/><path d="{d}" stroke="{}" stroke-width="3" stroke-dasharray="2 1.6"/>"#,
                    ink.deep, trim.base
                );
            }
            for d in both(&hem(18.0 * k)) {
                inside += &stitch(&d, &ink);
            }
        }
        LegsCuff::Rib => {}
    }
    let cloth = Cloth {
        weave: weave(sheet, legs.fabric, &ink, &trim.base, k.max(0.8), 0.0),
        ink: ink.clone(),
        round: 38.0 * k,
    };
    if legs.cuff == LegsCuff::Rib {
        let band = Cloth { weave: Some(rib(sheet, &ink, 0.8 * k, 0.0)), ink: ink.clone(), round: 14.0 };
        sheet.pair(|sheet| {
            let (a, b) = (hem_out.0 + 8.0, hem_in.0 - 8.0);
            let d = Pen::at((a, hem_y - 8.0))
                .through(&[(a - 2.0, hem_y + 14.0), (a + 5.0, hem_y + 38.0 * k)])
                .quad(((a + b) / 2.0, hem_y + 45.0 * k), (b - 5.0, hem_y + 40.0 * k))
                .through(&[(b + 2.0, hem_y + 14.0), (b, hem_y - 6.0)])
                .close()
                .d();
            sheet.part(&d, &band, "");
        });
    }
    if !worn {
        // The inside of the waist.
        let d = symmetric(&[
            vec![(400.0, l.y - 12.0), (lerp(waist.0, 400.0, 0.4), l.y - 11.0), waist],
            vec![waist, (lerp(waist.0, 400.0, 0.5), l.y + 9.0), (400.0, l.y + 11.0)],
        ]);
        let dark = Cloth { ink: ink.mixed("#15171d", 0.4), weave: None, round: 10.0 };
        let mark = if back { String::new() } else { super::top::label(400.0, l.y - 9.0) };
        sheet.part(&d, &dark, &mark);
    }
    sheet.part(&outline, &cloth, &inside);
    waistband(sheet, &l, &ink, &thread, &trim, back);
    let left = hem_out.0.min(400.0 - l.w(legs.hip));
    [left, l.y - 14.0, 800.0 - left, hem_y + if legs.cuff == LegsCuff::Rib { 50.0 } else { 10.0 }]
}

fn waistband(sheet: &mut Sheet, l: &Lines, ink: &Ink, thread: &Ink, trim: &Ink, back: bool) {
    let k = l.k;
    let x = 400.0 - l.w(l.legs.waist);
    let h = if l.legs.top == Waist::Wide { 66.0 } else { 32.0 } * k;
    let grow = (l.outer()[1].0 - x) * h / (lerp(l.y, l.crotch, 0.42) - l.y);
    let d = symmetric(&[
        vec![(400.0, l.y + 9.0 * k), (lerp(x, 400.0, 0.5), l.y + 7.0 * k), (x - 1.0, l.y)],
        vec![(x - 1.0, l.y), (x + grow - 2.0, l.y + h)],
        vec![(x + grow - 2.0, l.y + h), (lerp(x, 400.0, 0.5), l.y + h + 7.0 * k), (400.0, l.y + h + 9.0 * k)],
    ]);
    let weave = match l.legs.top {
        Waist::Elastic => Some(rib(sheet, ink, 0.9 * k, 0.0)),
        _ => weave(sheet, l.legs.fabric, ink, &trim.base, k.max(0.8), 90.0),
    };
    let mut inside = String::new();
    if l.legs.top != Waist::Elastic {
        let run = |y: f32| curve(&[(x - 4.0, l.y + y), (400.0, l.y + 9.0 * k + y), (804.0 - x, l.y + y)]);
        inside += &stitch(&run(4.0), thread);
        inside += &stitch(&run(h - 4.0), thread);
    }
    sheet.part(&d, &Cloth { ink: ink.clone(), weave, round: 12.0 }, &inside);
    let mut out = String::new();
    match l.legs.top {
        Waist::Button => {
            for t in [0.16, 0.62, 1.38, 1.84] {
                let bx = lerp(x, 400.0, t);
                out += &format!(
                    r##"<path d="{}" fill="{}" stroke="{}" stroke-width="1.2"/>"##,
                    rounded(bx - 6.0 * k, l.y - 1.0, 12.0 * k, h + 12.0 * k, 2.0),
                    ink.light,
                    ink.line
                );
            }
            if !back {
                let fly = Pen::at((400.0 + 30.0 * k, l.y + h + 8.0 * k))
                    .to((400.0 + 30.0 * k, l.crotch - 84.0 * k))
                    .quad((400.0 + 26.0 * k, l.crotch - 46.0 * k), (400.0, l.crotch - 34.0 * k))
                    .d();
                out += &stitch(&fly, thread);
                out += &seam(&line(&[(400.0, l.y + 9.0), (400.0, l.crotch - 30.0 * k)]), ink);
                let metal = Ink::of("#b08a52");
                out += &button(400.0 + 8.0 * k, l.y + h * 0.5 + 8.0 * k, 9.0 * k, &metal);
            } else if l.legs.fabric == Fabric::Denim {
                out += &format!(
                    r##"<path d="{}" fill="#a9744a" stroke="#6d472a" stroke-width="1.4"/>"##,
                    rounded(404.0 + 60.0 * k, l.y + 2.0, 64.0 * k, 34.0 * k, 3.0)
                );
            }
        }
        Waist::Elastic if !back => {
            for (a, b) in [(388.0, 380.0), (412.0, 424.0)] {
                let cord =
                    curve(&[(a, l.y + h * 0.5 + 8.0), ((a + b) / 2.0, l.y + 90.0 * k), (b, l.y + 136.0 * k)]);
                out += &format!(
                    r#"<path d="{cord}" fill="none" stroke="{}" stroke-width="{}" stroke-linecap="round"/><path d="{cord}" fill="none" stroke="{}" stroke-width="{}"/>"#,
                    ink.line,
                    num(7.0 * k),
                    ink.glow,
                    num(4.6 * k)
                );
            }
        }
        _ => {}
    }
    sheet.put(&out);
}

pub fn skirt(sheet: &mut Sheet, s: Skirt, colour: &Colour, back: bool, worn: bool) -> [f32; 4] {
    let (ink, trim) = (Ink::of(colour.hex), Ink::of(colour.trim));
    let (y, k) = if worn { (500.0, 0.72) } else { (170.0, 1.1) };
    let end = y + f32::from(s.length) * if worn { 0.66 } else { 1.0 };
    let (w, h) = (f32::from(s.waist) * k, f32::from(s.hem) * k);
    let outline = symmetric(&[
        vec![(400.0, y + 8.0), (400.0 - w * 0.5, y + 6.0), (400.0 - w, y)],
        vec![
            (400.0 - w, y),
            (400.0 - lerp(w, h, 0.34), lerp(y, end, 0.26)),
            (400.0 - lerp(w, h, 0.72), lerp(y, end, 0.66)),
            (400.0 - h, end - 14.0),
        ],
        vec![(400.0 - h, end - 14.0), (400.0 - h * 0.5, end + 5.0), (400.0, end + 10.0)],
    ]);
    let mut valleys = Vec::new();
    let mut ridges = Vec::new();
    let mut seams = String::new();
    for i in 0..s.pleats {
        let t = (f32::from(i) + 0.5) / f32::from(s.pleats) * 2.0 - 1.0;
        let at = |t: f32, p: f32| (400.0 + t * lerp(w, h, p), lerp(y, end + 10.0 - t.abs() * 22.0, p));
        let d = curve(&[at(t, 0.04), at(t * 1.02, 0.5), at(t, 1.0)]);
        seams +=
            &format!(r#"<path d="{d}" fill="none" stroke="{}" stroke-width="1.6" opacity=".7"/>"#, ink.line);
        valleys.push((curve(&[at(t - 0.03, 0.06), at(t - 0.035, 1.0)]), 13.0 * k));
        ridges.push((curve(&[at(t + 0.08, 0.12), at(t + 0.085, 0.98)]), 18.0 * k));
    }
    let mut inside = sheet.folds(&ink, &valleys, &ridges) + &seams;
    if back {
        inside += &seam(&line(&[(400.0, y), (400.0, y + 190.0 * k)]), &ink);
    }
    let cloth = Cloth {
        weave: weave(sheet, s.fabric, &ink, &trim.base, 1.0, 0.0),
        ink: ink.clone(),
        round: 36.0 * k,
    };
    sheet.part(&outline, &cloth, &inside);
    let band = symmetric(&[
        vec![(400.0, y + 6.0), (400.0 - w * 0.5, y + 4.0), (400.0 - w - 1.0, y - 2.0)],
        vec![(400.0 - w - 1.0, y - 2.0), (400.0 - w - 6.0, y + 34.0 * k)],
        vec![(400.0 - w - 6.0, y + 34.0 * k), (400.0 - w * 0.5, y + 41.0 * k), (400.0, y + 43.0 * k)],
    ]);
    sheet.part(&band, &Cloth { round: 12.0, ..cloth }, "");
    [400.0 - h, y, 400.0 + h, end + 12.0]
}

/// Stands somebody in the trousers or the skirt, in a plain top.
pub fn wear(sheet: &mut Sheet, seed: u64, woman: bool, draw: impl FnOnce(&mut Sheet)) {
    let person = Person { trousers: None, ..Person::of(seed + 1, woman) };
    figure::feet(sheet, person.shoes);
    draw(sheet);
    use crate::szron::art::{Collar, Cuff, Hem, Top};
    let shirt = Top {
        length: 352,
        hem: if woman { 126 } else { 146 },
        waist: if woman { 124 } else { 142 },
        shoulder: if woman { 140 } else { 158 },
        chest: if woman { 142 } else { 160 },
        collar: Collar::Crew,
        cuff: Cuff::Rib,
        finish: Hem::Rib,
        fabric: Fabric::FineKnit,
        ..Top::BASE
    };
    super::top::draw(sheet, shirt, &crate::szron::colour::SNIEG, false, seed, Some(&person));
}
