//! Collars and hoods: what lies behind the neck, and what closes in front of it.

use std::fmt::Write;

use super::cut::Pose;
use super::fabric::rib;
use super::ink::Ink;
use super::pen::{P, Pen, curve, lerp, line, mirror, num, polygon, symmetric};
use super::sheet::{Cloth, Sheet};
use super::top::{Studio, label};
use super::trim::stitch;
use crate::szron::art::{Closure, Collar, Fabric};

fn lift(studio: &Studio) -> f32 {
    if studio.cut.pose == Pose::Worn { 34.0 } else { 0.0 }
}

fn lining(studio: &Studio) -> Ink {
    match studio.cut.top.fabric {
        Fabric::Ripstop | Fabric::Shell | Fabric::Softshell | Fabric::Canvas | Fabric::Twill => {
            studio.trim.mixed("#15171d", 0.35)
        }
        _ => studio.ink.mixed("#15171d", 0.3),
    }
}

/// The inside of the neck, the back of the collar, the inside of a hood. Returns the top edge of the garment.
pub fn behind(sheet: &mut Sheet, studio: &Studio) -> f32 {
    let cut = &studio.cut;
    let (n, back) = (cut.neck, studio.back);
    let inner = lining(studio);
    let plain = |ink: &Ink, round: f32| Cloth { ink: ink.clone(), weave: None, round };
    match cut.top.collar {
        Collar::Hood | Collar::FurHood => {
            let up = lift(studio);
            let d = symmetric(&[
                vec![(400.0, 60.0 - up), (336.0, 84.0 - up), (314.0, 150.0), (330.0, 226.0)],
                vec![(330.0, 226.0), (400.0, 244.0)],
            ]);
            if !back {
                let shadow = sheet.gradient(
                    (0.0, 0.0),
                    (0.0, 1.0),
                    &[(0.0, "#0b0c10", 0.8), (0.55, "#0b0c10", 0.35), (1.0, "#0b0c10", 0.7)],
                );
                let mut inside = format!(r##"<path d="{d}" fill="url(#{shadow})"/>"##);
                inside += &stitch(&curve(&[(372.0, 70.0), (378.0, 130.0), (374.0, 200.0)]), &inner);
                inside += &stitch(&curve(&[(428.0, 70.0), (422.0, 130.0), (426.0, 200.0)]), &inner);
                if cut.pose == Pose::Flat {
                    inside += &label(400.0, 168.0);
                }
                sheet.part(&d, &plain(&inner, 30.0), &inside);
            }
            28.0 - up
        }
        _ if back => 130.0,
        collar => {
            let rise = match collar {
                Collar::Stand | Collar::Rib => 46.0,
                Collar::Turtle => 60.0,
                Collar::Shirt | Collar::Lapel => 30.0,
                _ => 14.0,
            };
            let depth = cut.depth(false) + 14.0;
            let d = symmetric(&[
                vec![
                    (400.0, n.1 - rise * 0.9),
                    (lerp(n.0, 400.0, 0.4), n.1 - rise * 0.8),
                    (n.0 + 5.0, n.1 - rise * 0.35),
                ],
                vec![(n.0 + 5.0, n.1 - rise * 0.35), (n.0 - 2.0, n.1 + 6.0)],
                vec![
                    (n.0 - 2.0, n.1 + 6.0),
                    (lerp(n.0, 400.0, 0.5), n.1 + depth * 0.8),
                    (400.0, n.1 + depth),
                ],
            ]);
            let shadow = sheet.gradient(
                (0.0, 0.0),
                (0.0, 1.0),
                &[(0.0, "#0b0c10", 0.1), (0.35, "#0b0c10", 0.28), (1.0, "#0b0c10", 0.5)],
            );
            let mut inside = format!(r##"<path d="{d}" fill="url(#{shadow})"/>"##);
            let tape = curve(&[(n.0 + 4.0, n.1 + 4.0), (400.0, n.1 + 14.0), (796.0 - n.0, n.1 + 4.0)]);
            let _ = write!(
                inside,
                r#"<path d="{tape}" fill="none" stroke="{}" stroke-width="5" stroke-opacity=".8"/>"#,
                studio.ink.shade
            );
            if cut.pose == Pose::Flat && !matches!(collar, Collar::Turtle | Collar::Stand | Collar::Rib) {
                inside += &label(400.0, n.1 + 15.0);
            }
            sheet.part(&d, &plain(&inner, 14.0), &inside);
            if matches!(collar, Collar::Crew | Collar::Vee) {
                let band = curve(&[
                    (n.0 + 4.0, n.1 - 1.0),
                    (lerp(n.0, 400.0, 0.3), n.1 - 8.0),
                    (400.0, n.1 - 10.0),
                    (lerp(n.0, 400.0, 1.7), n.1 - 8.0),
                    (796.0 - n.0, n.1 - 1.0),
                ]);
                sheet.put(&neckband(&band, &studio.ink, 13.0));
            }
            n.1 - rise
        }
    }
}

/// A ribbed band along a line.
fn neckband(d: &str, ink: &Ink, width: f32) -> String {
    format!(
        r#"<g fill="none"><g stroke-linecap="round"><path d="{d}" stroke="{}" stroke-width="{}"/><path d="{d}" stroke="{}" stroke-width="{}"/></g><path d="{d}" stroke="{}" stroke-width="{}" stroke-dasharray="2 4" opacity=".45"/></g>"#,
        ink.line,
        num(width + 2.4),
        ink.base,
        num(width),
        ink.deep,
        num(width)
    )
}

pub fn front(sheet: &mut Sheet, studio: &Studio) {
    let cut = &studio.cut;
    match cut.top.collar {
        Collar::Crew | Collar::Vee => band(sheet, studio),
        Collar::Turtle => turtle(sheet, studio),
        Collar::Shirt => shirt(sheet, studio),
        Collar::Stand => stand(sheet, studio, false),
        Collar::Rib => stand(sheet, studio, true),
        Collar::Hood | Collar::FurHood => hood(sheet, studio),
        Collar::Lapel => lapels(sheet, studio),
    }
}

fn band(sheet: &mut Sheet, studio: &Studio) {
    let mut half = studio.cut.neckline(studio.back);
    half[0] = (half[0].0 + 3.0, half[0].1 - 1.0);
    let mut pen = Pen::at(half[0]).through(&half[1..]);
    let back: Vec<P> = half.iter().rev().map(|p| mirror(*p)).collect();
    pen = if (half[half.len() - 1].0 - 399.0).abs() < 0.6 {
        pen.to(back[0]).through(&back[1..])
    } else {
        pen.through(&back[1..])
    };
    let d = pen.d();
    let shadow = sheet.blur(5);
    sheet.put(&format!(
        r##"<path d="{d}" fill="none" stroke="{}" stroke-width="22" opacity=".35" filter="url(#{shadow})"/>"##,
        studio.ink.deep
    ));
    let width = if studio.cut.top.closure == Closure::Buttons { 22.0 } else { 16.0 };
    let drawn = neckband(&d, &studio.ink, width);
    sheet.put(&if studio.back {
        drawn.replace(r#"stroke-linecap="round""#, r#"stroke-linecap="butt""#)
    } else {
        drawn
    });
}

fn turtle(sheet: &mut Sheet, studio: &Studio) {
    let n = studio.cut.neck;
    let top = 132.0;
    let d = symmetric(&[
        vec![(400.0, top + 9.0), (lerp(n.0, 400.0, 0.5), top + 6.0), (n.0 + 10.0, top)],
        vec![(n.0 + 10.0, top), (n.0 + 3.0, top + 30.0), (n.0 - 7.0, n.1 + 14.0)],
        vec![(n.0 - 7.0, n.1 + 14.0), (lerp(n.0, 400.0, 0.5), n.1 + 31.0), (400.0, n.1 + 35.0)],
    ]);
    let weave = Some(rib(sheet, &studio.ink, 0.7, 0.0));
    let cloth = Cloth { ink: studio.ink.clone(), weave, round: 22.0 };
    let fold = [(curve(&[(n.0 + 2.0, 176.0), (400.0, 192.0), (798.0 - n.0, 176.0)]), 9.0)];
    let inside = sheet.folds(&studio.ink, &fold, &[]);
    sheet.part(&d, &cloth, &inside);
}

fn stand(sheet: &mut Sheet, studio: &Studio, ribbed: bool) {
    let cut = &studio.cut;
    let n = cut.neck;
    let top = if ribbed { 158.0 } else { 138.0 };
    let mid = if studio.back { top - 4.0 } else { top + 12.0 };
    let d = symmetric(&[
        vec![(400.0, mid), (lerp(n.0, 400.0, 0.5), lerp(top, mid, 0.7)), (n.0 + 9.0, top)],
        vec![(n.0 + 9.0, top), (n.0 - 1.0, top + 30.0), (n.0 - 9.0, n.1 + 12.0)],
        vec![(n.0 - 9.0, n.1 + 12.0), (lerp(n.0, 400.0, 0.5), n.1 + 34.0), (400.0, n.1 + 40.0)],
    ]);
    let cloth = if ribbed { studio.ribbed(sheet, 16.0, 0.0) } else { studio.cloth(sheet, 22.0, 0.0) };
    let mut inside = String::new();
    if cut.baffles().is_some() {
        let fold = [(curve(&[(n.0, 186.0), (400.0, 206.0), (800.0 - n.0, 186.0)]), 10.0)];
        let ridge = [(curve(&[(n.0 + 8.0, 164.0), (400.0, 182.0), (792.0 - n.0, 164.0)]), 12.0)];
        inside += &sheet.folds(&studio.ink, &fold, &ridge);
    } else if !ribbed {
        inside += &stitch(
            &curve(&[(n.0 + 9.0, top + 8.0), (400.0, mid + 8.0), (791.0 - n.0, top + 8.0)]),
            &studio.ink,
        );
    }
    sheet.part(&d, &cloth, &inside);
    if !studio.back && cut.top.closure != Closure::None {
        sheet.put(&super::trim::zip(mid + 2.0, n.1 + 42.0, &studio.ink, &studio.trim, false));
    }
}

fn shirt(sheet: &mut Sheet, studio: &Studio) {
    let n = studio.cut.neck;
    let ink = if studio.cut.top.quilt == crate::szron::art::Quilt::None {
        studio.ink.clone()
    } else {
        studio.trim.clone()
    };
    let mut cloth = studio.cloth(sheet, 14.0, 24.0);
    if studio.cut.top.quilt != crate::szron::art::Quilt::None {
        cloth = Cloth {
            weave: super::fabric::weave(sheet, Fabric::Corduroy, &ink, "#000", 0.5, 20.0),
            ink: ink.clone(),
            round: 14.0,
        };
    }
    if studio.back {
        let d = symmetric(&[
            vec![(400.0, 160.0), (lerp(n.0, 400.0, 0.4), 162.0), (n.0 + 8.0, 172.0)],
            vec![(n.0 + 8.0, 172.0), (n.0 - 12.0, 200.0)],
            vec![(n.0 - 12.0, 200.0), (lerp(n.0, 400.0, 0.5), 219.0), (400.0, 222.0)],
        ]);
        sheet.part(&d, &cloth, "");
        return;
    }
    sheet.pair(|sheet| {
        let leaf =
            [(n.0 + 10.0, 164.0), (n.0 - 9.0, 204.0), (n.0 + 8.0, 276.0), (397.0, 240.0), (398.0, 224.0)];
        let d = Pen::at(leaf[0])
            .through(&[(n.0 - 3.0, 182.0), leaf[1]])
            .to(leaf[2])
            .to(leaf[3])
            .to(leaf[4])
            .through(&[(lerp(n.0, 400.0, 0.45), 206.0), leaf[0]])
            .close()
            .d();
        let shadow = sheet.blur(5);
        sheet.put(&format!(
            r##"<path d="{d}" fill="{}" opacity=".45" transform="translate(0 5)" filter="url(#{shadow})"/>"##,
            ink.deep
        ));
        let seam = line(&[
            (leaf[1].0 + 6.0, leaf[1].1),
            (leaf[2].0 + 3.0, leaf[2].1 - 9.0),
            (leaf[3].0 - 2.0, leaf[3].1 - 5.0),
        ]);
        let inside = stitch(&seam, &ink);
        sheet.part(&d, &cloth, &inside);
        sheet.put(&super::trim::button(n.0 + 11.0, 264.0, 3.4, &studio.trim));
    });
}

fn lapels(sheet: &mut Sheet, studio: &Studio) {
    let n = studio.cut.neck;
    if studio.back {
        let d = symmetric(&[
            vec![(400.0, 156.0), (lerp(n.0, 400.0, 0.4), 158.0), (n.0 + 6.0, 168.0)],
            vec![(n.0 + 6.0, 168.0), (n.0 - 22.0, 208.0)],
            vec![(n.0 - 22.0, 208.0), (lerp(n.0, 400.0, 0.5), 226.0), (400.0, 230.0)],
        ]);
        let cloth = studio.cloth(sheet, 14.0, 0.0);
        sheet.part(&d, &cloth, "");
        return;
    }
    let depth = n.1 + studio.cut.depth(false);
    let double = studio.cut.top.closure == Closure::DoubleBreasted;
    let cloth = studio.cloth(sheet, 18.0, 30.0);
    let wide = if double { 26.0 } else { 6.0 };
    sheet.pair(|sheet| {
        let shadow = sheet.blur(7);
        let lapel = Pen::at((n.0 + 6.0, 190.0))
            .through(&[(n.0 - 8.0, 228.0), (n.0 - 24.0, 262.0)])
            .to((n.0 - 34.0 - wide, 268.0 - wide * 0.5))
            .through(&[(n.0 - 12.0 - wide * 0.4, 340.0), (402.0, depth + 10.0)])
            .through(&[(384.0, depth - 90.0), (n.0 + 6.0, 190.0)])
            .close()
            .d();
        sheet.put(&format!(r##"<path d="{lapel}" fill="{}" opacity=".5" transform="translate(-3 7)" filter="url(#{shadow})"/>"##, studio.ink.deep));
        let inside = stitch(&curve(&[(n.0 - 26.0 - wide, 272.0 - wide * 0.4), (n.0 - 2.0 - wide * 0.4, 340.0), (399.0, depth + 2.0)]), &studio.ink);
        sheet.part(&lapel, &cloth, &inside);
        let collar = Pen::at((n.0 + 14.0, 162.0))
            .through(&[(n.0 - 6.0, 184.0), (n.0 - 40.0, 238.0)])
            .to((n.0 - 22.0, 262.0))
            .through(&[(n.0 + 2.0, 236.0), (n.0 + 26.0, 226.0)])
            .through(&[(n.0 + 18.0, 196.0), (n.0 + 22.0, 172.0)])
            .close()
            .d();
        sheet.part(&collar, &cloth, "");
    });
}

fn hood(sheet: &mut Sheet, studio: &Studio) {
    let (cut, ink, up) = (&studio.cut, &studio.ink, lift(studio));
    let n = cut.neck;
    let outer = vec![
        vec![
            (400.0, 28.0 - up),
            (338.0, 42.0 - up),
            (294.0, 100.0 - up * 0.6),
            (288.0, 170.0),
            (n.0 - 30.0, 240.0),
        ],
        vec![(n.0 - 26.0, 238.0), (lerp(n.0, 400.0, 0.35), 262.0), (400.0, 270.0)],
    ];
    let cloth = studio.cloth(sheet, 20.0, 0.0);
    let quilted = cut.baffles().is_some();
    if studio.back {
        let d = symmetric(&outer);
        let mut inside = stitch(&curve(&[(372.0, 30.0), (360.0, 120.0), (372.0, 260.0)]), ink)
            + &stitch(&curve(&[(428.0, 30.0), (440.0, 120.0), (428.0, 260.0)]), ink);
        if quilted {
            let swell = super::quilt::swell(sheet, ink);
            let lines: Vec<[P; 3]> = [10.0, 84.0, 142.0, 200.0, 280.0]
                .map(|y| [(270.0, y), (400.0, y + 16.0), (530.0, y)])
                .to_vec();
            inside = super::quilt::chambers(&lines, &swell, ink, studio.seed + 9);
        } else {
            inside += &sheet.folds(
                ink,
                &[(curve(&[(300.0, 220.0), (380.0, 236.0), (500.0, 222.0)]), 12.0)],
                &[(curve(&[(340.0, 70.0), (318.0, 130.0), (330.0, 190.0)]), 22.0)],
            );
        }
        inside += &format!(
            r#"<path d="{}" fill="none" stroke="{}" stroke-width="5"/>"#,
            curve(&[(360.0, 168.0), (400.0, 172.0), (440.0, 168.0)]),
            studio.trim.shade
        );
        sheet.part(&d, &cloth, &inside);
        if cut.top.collar == Collar::FurHood {
            sheet.put(&fur(
                &[
                    (290.0, 190.0),
                    (276.0, 110.0),
                    (326.0, 36.0),
                    (400.0, 12.0),
                    (474.0, 36.0),
                    (524.0, 110.0),
                    (510.0, 190.0),
                ],
                studio.seed,
                26.0,
            ));
        }
        return;
    }
    let opening = vec![
        vec![(400.0, 78.0 - up), (350.0, 92.0 - up), (328.0, 146.0 - up * 0.4), (340.0, 196.0)],
        vec![(340.0, 196.0), (364.0, 214.0), (400.0, 220.0)],
    ];
    let d = symmetric(&outer) + &symmetric(&opening);
    let mut inside = String::new();
    if quilted {
        // Chambers fan out around the face.
        let valleys: Vec<(String, f32)> = [(0.16, 292.0, 200.0), (0.4, 286.0, 130.0), (0.66, 330.0, 52.0)]
            .iter()
            .flat_map(|(t, x, y)| {
                let o = (lerp(342.0, 352.0, *t), lerp(196.0, 80.0 - up, *t));
                let end = (*x, *y - up * 0.6);
                [curve(&[o, end]), curve(&[mirror(o), mirror(end)])]
            })
            .map(|d| (d, 7.0))
            .collect();
        let ridges: Vec<(String, f32)> = [
            curve(&[(310.0, 176.0), (302.0, 150.0)]),
            curve(&[(306.0, 112.0 - up * 0.6), (322.0, 82.0 - up * 0.6)]),
            curve(&[(352.0, 54.0 - up), (400.0, 46.0 - up), (448.0, 54.0 - up)]),
            curve(&[(490.0, 176.0), (498.0, 150.0)]),
            curve(&[(494.0, 112.0 - up * 0.6), (478.0, 82.0 - up * 0.6)]),
        ]
        .into_iter()
        .map(|d| (d, 20.0))
        .collect();
        inside += &sheet.folds(ink, &valleys, &ridges);
        for (d, _) in &valleys {
            let _ = write!(
                inside,
                r#"<path d="{d}" fill="none" stroke="{}" stroke-width="1.8" opacity=".7"/>"#,
                ink.line
            );
        }
    } else {
        inside += &sheet.folds(
            ink,
            &[
                (curve(&[(n.0 - 20.0, 226.0), (340.0, 238.0), (392.0, 262.0)]), 12.0),
                (curve(&[(820.0 - n.0, 226.0), (460.0, 238.0), (408.0, 262.0)]), 12.0),
                (curve(&[(300.0, 190.0), (312.0, 150.0 - up * 0.4), (308.0, 110.0 - up * 0.6)]), 8.0),
            ],
            &[(curve(&[(302.0, 160.0), (306.0, 100.0 - up * 0.6), (350.0, 52.0 - up)]), 16.0)],
        );
        inside += &stitch(&curve(&[(374.0, 30.0 - up), (376.0, 78.0 - up)]), ink);
        inside += &stitch(&curve(&[(426.0, 30.0 - up), (424.0, 78.0 - up)]), ink);
    }
    sheet.part(&d, &cloth, &inside);
    let brim = symmetric(&[
        vec![(400.0, 70.0 - up), (344.0, 85.0 - up), (320.0, 146.0 - up * 0.4), (332.0, 199.0)],
        vec![(332.0, 199.0), (360.0, 222.0), (400.0, 229.0)],
    ]);
    sheet.put(&stitch(&brim, ink));
    match cut.top.closure {
        Closure::None => {
            // Cords with metal ends.
            for (x, bend) in [(366.0, 358.0), (434.0, 443.0)] {
                let cord = curve(&[(x, 222.0), (bend, 290.0), (x - 2.0, 352.0)]);
                sheet.put(&format!(
                    r##"<circle cx="{x}" cy="220" r="5" fill="{}"/><path d="{cord}" fill="none" stroke="{}" stroke-width="7.5" stroke-linecap="round"/><path d="{cord}" fill="none" stroke="{}" stroke-width="5"/><path d="M{} 348v20" stroke="#b9b6ae" stroke-width="6.5"/>"##,
                    ink.line, ink.line, ink.glow, num(x - 2.0)
                ));
            }
        }
        Closure::CoveredZip | Closure::Snaps => {
            let flap = polygon(&[(388.0, 222.0), (414.0, 222.0), (415.0, 300.0), (388.0, 300.0)]);
            sheet.put(&format!(
                r#"<path d="{flap}" fill="{}" stroke="{}" stroke-width="1.4"/>"#,
                ink.base, ink.line
            ));
            sheet.put(&super::trim::snap(401.0, 242.0, &studio.trim));
        }
        _ => sheet.put(&super::trim::zip(220.0, 276.0, ink, &studio.trim, false)),
    }
    if cut.top.collar == Collar::FurHood {
        sheet.put(&fur(
            &[
                (338.0, 210.0),
                (320.0, 150.0 - up * 0.4),
                (342.0, 88.0 - up),
                (400.0, 68.0 - up),
                (458.0, 88.0 - up),
                (480.0, 150.0 - up * 0.4),
                (462.0, 210.0),
            ],
            studio.seed,
            30.0,
        ));
    }
}

/// Faux fur along a line: three layers of tufts, dark to light.
pub fn fur(along: &[P], seed: u64, length: f32) -> String {
    let mut random = fastrand::Rng::with_seed(seed ^ 0xf0f0);
    let mut out = String::new();
    for (layer, colour) in ["#6d5a46", "#a58b6c", "#d9c6a8"].iter().enumerate() {
        let mut d = String::new();
        for pair in along.windows(2) {
            let span = (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1);
            let count = (span / 6.4) as usize;
            for i in 0..count {
                let t = (i as f32 + random.f32()) / count as f32;
                let p = (lerp(pair[0].0, pair[1].0, t), lerp(pair[0].1, pair[1].1, t));
                let (dx, dy) = ((pair[1].0 - pair[0].0) / span, (pair[1].1 - pair[0].1) / span);
                let side = if (i + layer) % 2 == 0 { 1.0 } else { -1.0 };
                let reach = length * (0.45 + 0.5 * random.f32()) * (1.0 - layer as f32 * 0.16);
                let sweep = reach * (random.f32() - 0.3) * 0.9;
                let tip = (-dy * reach * side + dx * sweep, dx * reach * side + dy * sweep);
                let _ = write!(
                    d,
                    "M{} {}q{} {} {} {}",
                    num(p.0),
                    num(p.1),
                    num(tip.0 * 0.6),
                    num(tip.1 * 0.35),
                    num(tip.0),
                    num(tip.1)
                );
            }
        }
        let _ = write!(out, r#"<path d="{d}" stroke="{colour}"/>"#);
    }
    format!(r#"<g fill="none" stroke-width="4" stroke-linecap="round">{out}</g>"#)
}
