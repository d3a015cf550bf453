//! Beanies, caps and headbands, lying and on a head.

use std::fmt::Write;

use super::fabric::rib;
use super::ink::Ink;
use super::mark::crystal;
use super::pen::{Pen, curve, lerp, num, polygon, rounded, symmetric};
use super::sheet::{Cloth, Sheet};
use super::small::cloth;
use super::trim::{cables, seam, stitch};
use crate::szron::art::{Beanie, Fabric, Hat};
use crate::szron::colour::Colour;

pub fn draw(sheet: &mut Sheet, hat: Hat, colour: &Colour, back: bool) -> [f32; 4] {
    let (ink, trim) = (Ink::of(colour.hex), Ink::of(colour.trim));
    match hat {
        Hat::Beanie(b) => beanie(sheet, b, &ink, &trim, back),
        Hat::Cap => cap(sheet, &ink, &trim, back),
        Hat::Headband => headband(sheet, &ink, &trim, back, true),
    }
}

/// The same without what a head hides.
pub fn worn(sheet: &mut Sheet, worn: Hat, colour: &Colour) {
    if matches!(worn, Hat::Headband) {
        headband(sheet, &Ink::of(colour.hex), &Ink::of(colour.trim), false, false);
    } else {
        draw(sheet, worn, colour, false);
    }
}

fn beanie(sheet: &mut Sheet, b: Beanie, ink: &Ink, trim: &Ink, back: bool) -> [f32; 4] {
    let scale = if b.fabric == Fabric::Cable { 1.7 } else { 1.5 };
    let dome = symmetric(&[
        vec![(400.0, 240.0), (318.0, 254.0), (226.0, 340.0), (182.0, 480.0), (176.0, 640.0)],
        vec![(176.0, 640.0), (280.0, 668.0), (400.0, 674.0)],
    ]);
    let mut inside = String::new();
    if b.fabric == Fabric::Cable {
        let c = cables(sheet, ink, 130.0, 380.0);
        inside += &format!(r#"<g transform="translate(-280 30) scale(1.7)">{c}</g>"#);
    }
    let gather = |x: f32, y: f32| {
        curve(&[(lerp(x, 400.0, 0.72), 252.0), (lerp(x, 400.0, 0.2), lerp(252.0, y, 0.4)), (x, y)])
    };
    let valleys: Vec<_> = [(214.0, 520.0), (300.0, 560.0), (500.0, 560.0), (586.0, 520.0)]
        .iter()
        .map(|p| (gather(p.0, p.1), 16.0))
        .collect();
    inside += &sheet.folds(ink, &valleys, &[(gather(260.0, 600.0), 30.0), (gather(450.0, 560.0), 24.0)]);
    let body = cloth(sheet, b.fabric, ink, trim, scale, 50.0);
    sheet.part(&dome, &body, &inside);
    if b.cuff {
        let band = symmetric(&[
            vec![(400.0, 606.0), (280.0, 600.0), (168.0, 572.0)],
            vec![(168.0, 572.0), (158.0, 640.0), (164.0, 716.0), (176.0, 738.0)],
            vec![(176.0, 738.0), (280.0, 768.0), (400.0, 774.0)],
        ]);
        let ribbed = Cloth { weave: Some(rib(sheet, ink, 2.0, 0.0)), ink: ink.clone(), round: 34.0 };
        sheet.put(&format!(
            r##"<path d="{band}" fill="{}" opacity=".4" transform="translate(0 -9)"/>"##,
            ink.deep
        ));
        sheet.part(&band, &ribbed, "");
        if !back {
            let (x, y) = (400.0, 690.0);
            sheet.put(&format!(
                r##"<path d="{}" fill="{}" stroke="{}" stroke-width="1.6"/>"##,
                rounded(x - 30.0, y - 30.0, 60.0, 60.0, 5.0),
                trim.base,
                trim.line
            ));
            sheet.put(
                &(crystal(x, y, 19.0, &trim.glow, 3.4)
                    + &stitch(&rounded(x - 25.0, y - 25.0, 50.0, 50.0, 3.0), trim)),
            );
        }
    }
    if b.pompom {
        pompom(sheet, 400.0, 190.0, 92.0, ink);
        return [150.0, 80.0, 650.0, 786.0];
    }
    [150.0, 230.0, 650.0, 786.0]
}

fn pompom(sheet: &mut Sheet, x: f32, y: f32, r: f32, ink: &Ink) {
    let disc = |r: f32| {
        let k = r * 0.5523;
        Pen::at((x, y - r))
            .cubic((x + k, y - r), (x + r, y - k), (x + r, y))
            .cubic((x + r, y + k), (x + k, y + r), (x, y + r))
            .cubic((x - k, y + r), (x - r, y + k), (x - r, y))
            .cubic((x - r, y - k), (x - k, y - r), (x, y - r))
            .close()
            .d()
    };
    let plain = Cloth { ink: ink.clone(), weave: None, round: 40.0 };
    sheet.part(&disc(r * 0.86), &plain, "");
    let mut random = fastrand::Rng::with_seed(99);
    let mut out = String::new();
    for (colour, reach, count) in
        [(&ink.deep, 1.05, 70), (&ink.base, 1.02, 80), (&ink.light, 0.92, 60), (&ink.glow, 0.66, 40)]
    {
        let mut d = String::new();
        for _ in 0..count {
            let a = random.f32() * std::f32::consts::TAU;
            let from = r * (0.2 + 0.5 * random.f32());
            let to = (from + r * 0.36).min(r * reach * (0.9 + 0.14 * random.f32()));
            let (ox, oy) = (x - r * 0.12, y - r * 0.12);
            let _ = write!(
                d,
                "M{} {}L{} {}",
                num(ox + a.cos() * from),
                num(oy + a.sin() * from),
                num(x + (a + 0.1).cos() * to),
                num(y + (a + 0.1).sin() * to)
            );
        }
        let _ = write!(out, r#"<path d="{d}" stroke="{colour}"/>"#);
    }
    sheet.put(&format!(r#"<g fill="none" stroke-width="5.4" stroke-linecap="round" opacity=".9">{out}</g>"#));
}

fn cap(sheet: &mut Sheet, ink: &Ink, trim: &Ink, back: bool) -> [f32; 4] {
    let body = cloth(sheet, Fabric::Ripstop, ink, trim, 1.4, 50.0);
    let crown = symmetric(&[
        vec![(400.0, 280.0), (300.0, 296.0), (216.0, 380.0), (192.0, 500.0), (196.0, 590.0)],
        vec![(196.0, 590.0), (300.0, 612.0), (400.0, 616.0)],
    ]);
    let mut inside = sheet.folds(
        ink,
        &[(curve(&[(200.0, 560.0), (300.0, 580.0), (400.0, 584.0)]), 16.0)],
        &[(curve(&[(290.0, 330.0), (250.0, 440.0)]), 40.0), (curve(&[(450.0, 330.0), (480.0, 450.0)]), 30.0)],
    );
    for d in [
        curve(&[(400.0, 282.0), (400.0, 620.0)]),
        curve(&[(396.0, 284.0), (300.0, 400.0), (272.0, 612.0)]),
        curve(&[(404.0, 284.0), (500.0, 400.0), (528.0, 612.0)]),
    ] {
        inside += &(seam(&d, ink) + &stitch(&d, ink).replace("<g ", r#"<g transform="translate(7 0)" "#));
    }
    for (x, y) in [(330.0, 420.0), (470.0, 420.0), (250.0, 460.0), (550.0, 460.0)] {
        let _ = write!(
            inside,
            r#"<circle cx="{x}" cy="{y}" r="7" fill="{}" stroke="{}" stroke-width="3"/>"#,
            ink.line, ink.light
        );
    }
    if back {
        let gap = symmetric(&[
            vec![(400.0, 520.0), (340.0, 536.0), (318.0, 620.0)],
            vec![(318.0, 620.0), (400.0, 640.0)],
        ]);
        inside += &format!(r##"<path d="{gap}" fill="#2a2622"/>"##);
    }
    sheet.part(&crown, &body, &inside);
    sheet.put(&format!(
        r#"<ellipse cx="400" cy="282" rx="22" ry="9" fill="{}" stroke="{}" stroke-width="1.6"/>"#,
        ink.light, ink.line
    ));
    if back {
        let strap = polygon(&[(306.0, 590.0), (494.0, 590.0), (494.0, 622.0), (306.0, 622.0)]);
        sheet.part(&strap, &Cloth { ink: trim.clone(), weave: None, round: 8.0 }, "");
        return [180.0, 268.0, 620.0, 640.0];
    }
    let visor = symmetric(&[
        vec![(400.0, 596.0), (290.0, 592.0), (198.0, 566.0)],
        vec![(198.0, 566.0), (150.0, 620.0), (146.0, 676.0), (176.0, 694.0)],
        vec![(176.0, 694.0), (270.0, 660.0), (400.0, 650.0)],
    ]);
    let mut inside =
        sheet.folds(ink, &[], &[(curve(&[(180.0, 640.0), (280.0, 618.0), (400.0, 612.0)]), 22.0)]);
    for i in 0..4 {
        let up = i as f32 * 11.0;
        inside += &stitch(
            &curve(&[
                (150.0, 684.0 - up),
                (270.0, 650.0 - up),
                (400.0, 642.0 - up),
                (530.0, 650.0 - up),
                (650.0, 684.0 - up),
            ]),
            ink,
        );
    }
    sheet.part(&visor, &Cloth { round: 24.0, ..body }, &inside);
    sheet.put(&crystal(400.0, 470.0, 34.0, if ink.dark { &ink.glow } else { &trim.base }, 5.0));
    [140.0, 268.0, 660.0, 700.0]
}

fn headband(sheet: &mut Sheet, ink: &Ink, trim: &Ink, back: bool, whole: bool) -> [f32; 4] {
    let inner = Cloth { ink: ink.mixed("#14161c", 0.4), weave: Some(rib(sheet, ink, 1.2, 0.0)), round: 30.0 };
    let far = symmetric(&[
        vec![(400.0, 356.0), (240.0, 372.0), (140.0, 440.0)],
        vec![(140.0, 440.0), (150.0, 520.0)],
        vec![(150.0, 520.0), (260.0, 470.0), (400.0, 460.0)],
    ]);
    if whole {
        sheet.part(&far, &inner, "");
    }
    let body = cloth(sheet, Fabric::FineKnit, ink, trim, 1.8, 40.0);
    let band = symmetric(&[
        vec![(400.0, 520.0), (260.0, 500.0), (136.0, 424.0)],
        vec![(136.0, 424.0), (124.0, 500.0), (146.0, 590.0)],
        vec![(146.0, 590.0), (260.0, 680.0), (400.0, 700.0)],
    ]);
    let twist = [
        (curve(&[(180.0, 470.0), (300.0, 560.0), (392.0, 590.0)]), 14.0),
        (curve(&[(170.0, 560.0), (290.0, 610.0), (392.0, 612.0)]), 14.0),
        (curve(&[(620.0, 470.0), (500.0, 560.0), (408.0, 590.0)]), 14.0),
        (curve(&[(630.0, 560.0), (510.0, 610.0), (408.0, 612.0)]), 14.0),
    ];
    let inside = sheet.folds(
        ink,
        if back { &twist[..1] } else { &twist },
        &[
            (curve(&[(180.0, 520.0), (300.0, 590.0), (380.0, 604.0)]), 22.0),
            (curve(&[(620.0, 520.0), (500.0, 590.0), (420.0, 604.0)]), 22.0),
        ],
    );
    sheet.part(&band, &body, &inside);
    if !back {
        let knot = symmetric(&[vec![
            (400.0, 512.0),
            (366.0, 520.0),
            (358.0, 608.0),
            (366.0, 696.0),
            (400.0, 708.0),
        ]]);
        let inside = sheet.folds(
            ink,
            &[
                (curve(&[(372.0, 530.0), (392.0, 610.0), (378.0, 690.0)]), 10.0),
                (curve(&[(430.0, 530.0), (410.0, 610.0), (424.0, 690.0)]), 10.0),
            ],
            &[(curve(&[(396.0, 530.0), (402.0, 680.0)]), 14.0)],
        );
        sheet.part(&knot, &body, &inside);
    }
    [112.0, 340.0, 688.0, 716.0]
}
