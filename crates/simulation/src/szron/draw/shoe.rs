//! Shoes and boots from the side, their soles from below, and how they look under a trouser leg.

use super::collar::fur;
use super::fabric::weave;
use super::ink::Ink;
use super::mark::crystal;
use super::pen::{P, Pen, between, blob, curve, lerp, line, num, polygon, rounded};
use super::sheet::{Cloth, Sheet};
use super::trim::{seam, stitch};
use crate::szron::art::{Fabric, Shaft, Shoe, Sole};
use crate::szron::colour::Colour;

struct Last {
    /// The back of the collar, its dip at the ankle, and the top of the tongue.
    back: P,
    dip: P,
    tongue: P,
}

fn last(shaft: Shaft) -> Last {
    let l = |back, dip, tongue| Last { back, dip, tongue };
    match shaft {
        Shaft::Low => l((152.0, 448.0), (236.0, 500.0), (352.0, 414.0)),
        Shaft::Mid => l((160.0, 318.0), (240.0, 336.0), (346.0, 300.0)),
        Shaft::High => l((158.0, 176.0), (250.0, 192.0), (366.0, 170.0)),
        Shaft::Chelsea => l((164.0, 268.0), (250.0, 286.0), (340.0, 264.0)),
        Shaft::Slipper | Shaft::Sandal => l((158.0, 520.0), (270.0, 566.0), (410.0, 480.0)),
    }
}

pub fn draw(sheet: &mut Sheet, shoe: Shoe, colour: &Colour, worn: bool) -> [f32; 4] {
    let l = last(shoe.shaft);
    let top = l.back.1.min(l.tongue.1);
    if worn {
        sheet.twice("translate(78 -74)", |sheet| {
            leg(sheet, shoe, &l);
            one(sheet, shoe, colour, &l);
        });
        return [90.0, 40.0, 800.0, 730.0];
    }
    sheet.twice("translate(74 -86)", |sheet| one(sheet, shoe, colour, &l));
    [100.0, top - 110.0, 800.0, 726.0]
}

/// A trouser leg or a bare one, rising out of the shoe.
fn leg(sheet: &mut Sheet, shoe: Shoe, l: &Last) {
    let bare = matches!(shoe.shaft, Shaft::Sandal | Shaft::Slipper);
    let cloth = |hex: &str| Cloth { ink: Ink::of(hex), weave: None, round: 30.0 };
    if shoe.shaft == Shaft::Low || bare {
        let d = Pen::at((168.0, 240.0))
            .through(&[(172.0, 400.0), (150.0, 560.0), (146.0, 640.0)])
            .to((640.0, 660.0))
            .through(&[(560.0, 600.0), (400.0, 520.0), (330.0, 410.0), (320.0, 240.0)])
            .close()
            .d();
        let sock = if shoe.shaft == Shaft::Sandal { "#d9ad8c" } else { "#d9d3c7" };
        sheet.part(&d, &cloth(sock), "");
    }
    let hem = match shoe.shaft {
        Shaft::Low => 360.0,
        Shaft::Sandal | Shaft::Slipper => 330.0,
        _ => l.tongue.1 + 34.0,
    };
    let ink = Ink::of("#4a5260");
    let (a, b) = (142.0, if shoe.shaft == Shaft::High { 388.0 } else { 366.0 });
    let d = Pen::at((150.0, -700.0))
        .through(&[(146.0, 0.0), (a, hem)])
        .quad(((a + b) / 2.0, hem + 14.0), (b, hem - 4.0))
        .through(&[(388.0, 0.0), (420.0, -700.0)])
        .close()
        .d();
    let valleys = [
        (curve(&[(146.0, hem - 44.0), (240.0, hem - 28.0), (370.0, hem - 56.0)]), 16.0),
        (curve(&[(150.0, hem - 110.0), (230.0, hem - 84.0), (340.0, hem - 96.0)]), 12.0),
    ];
    let inside = sheet.folds(&ink, &valleys, &[(curve(&[(300.0, -100.0), (290.0, hem - 120.0)]), 40.0)])
        + &stitch(&curve(&[(a - 4.0, hem - 18.0), (250.0, hem - 8.0), (b + 4.0, hem - 22.0)]), &ink);
    let weave = weave(sheet, Fabric::Denim, &ink, "#000000", 1.4, 0.0);
    sheet.part(&d, &Cloth { weave, ink, round: 44.0 }, &inside);
}

fn upper(shoe: Shoe, l: &Last) -> String {
    if shoe.shaft == Shaft::Slipper {
        return Pen::at((146.0, 640.0))
            .through(&[(126.0, 590.0), (134.0, 548.0), l.back])
            .through(&[(204.0, 548.0), l.dip, (340.0, 536.0), l.tongue])
            .through(&[(470.0, 486.0), (580.0, 530.0), (664.0, 586.0), (698.0, 640.0), (694.0, 690.0)])
            .to((140.0, 690.0))
            .close()
            .d();
    }
    let heel: Vec<P> = match shoe.shaft {
        Shaft::Low => vec![(122.0, 600.0), (126.0, 540.0), (140.0, 490.0), l.back],
        _ => {
            vec![(124.0, 600.0), (132.0, 530.0), (160.0, 440.0), lerp_to((160.0, 440.0), l.back, 0.6), l.back]
        }
    };
    let mut pen = Pen::at((130.0, 660.0)).through(&heel);
    pen = match shoe.shaft {
        Shaft::Low => pen.through(&[(180.0, 470.0), l.dip, (296.0, 476.0), l.tongue]),
        _ => pen.through(&[l.dip, l.tongue]),
    };
    let toe = match shoe.sole {
        Sole::Heel => [(540.0, 532.0), (612.0, 560.0), (672.0, 594.0), (704.0, 634.0), (709.0, 672.0)],
        _ => [(540.0, 522.0), (612.0, 544.0), (670.0, 578.0), (703.0, 624.0), (709.0, 672.0)],
    };
    let mut instep: Vec<P> = match shoe.shaft {
        Shaft::Low => vec![(398.0, 450.0), (464.0, 492.0)],
        Shaft::High => vec![(374.0, 300.0), (398.0, 416.0), (464.0, 490.0)],
        _ => vec![(364.0, 386.0), (404.0, 444.0), (466.0, 490.0)],
    };
    instep.extend(toe);
    pen.through(&instep).to((690.0, 694.0)).to((136.0, 694.0)).close().d()
}

fn lerp_to(a: P, b: P, t: f32) -> P {
    (lerp(a.0, b.0, t), lerp(a.1, b.1, t))
}

fn one(sheet: &mut Sheet, shoe: Shoe, colour: &Colour, l: &Last) {
    let ink = Ink::of(colour.hex);
    let trim = Ink::of(colour.trim);
    let rubber = Ink::of(shoe.rubber);
    if shoe.shaft == Shaft::Sandal {
        return sandal(sheet, &ink, &trim, &rubber);
    }
    let cloth =
        Cloth { weave: weave(sheet, shoe.fabric, &ink, &trim.base, 1.2, 0.0), ink: ink.clone(), round: 42.0 };
    let lining = Ink::of(if shoe.fur { "#cdb997" } else { colour.trim })
        .mixed("#1a1714", if shoe.fur { 0.25 } else { 0.45 });
    // The far side of the collar and the tongue.
    let far = Pen::at(l.back)
        .quad(((l.back.0 + l.tongue.0) / 2.0, l.back.1 - 26.0), (l.tongue.0 - 6.0, l.tongue.1 + 6.0))
        .to((l.tongue.0 - 10.0, l.tongue.1 + 110.0))
        .quad((l.dip.0, l.dip.1 + 60.0), (l.back.0, l.back.1 + 30.0))
        .close()
        .d();
    sheet.part(&far, &Cloth { ink: lining.clone(), weave: None, round: 18.0 }, "");
    if shoe.laces {
        let t = l.tongue;
        let d = Pen::at((t.0 - 34.0, t.1 + 40.0))
            .through(&[
                (t.0 - 28.0, t.1 - 14.0),
                (t.0 + 2.0, t.1 - 34.0),
                (t.0 + 26.0, t.1 - 14.0),
                (t.0 + 40.0, t.1 + 60.0),
            ])
            .to((t.0, t.1 + 100.0))
            .close()
            .d();
        let tongue = Cloth { ink: ink.mixed("#14161c", 0.12), weave: cloth.weave.clone(), round: 18.0 };
        sheet.part(&d, &tongue, &crystal(t.0 - 1.0, t.1 - 6.0, 10.0, &ink.stitch, 2.0));
    }
    let mut inside = String::new();
    let ankle_fold = match shoe.shaft {
        Shaft::Low | Shaft::Slipper => vec![],
        _ => vec![
            (curve(&[(372.0, 446.0), (300.0, 470.0), (226.0, 462.0)]), 13.0),
            (curve(&[(388.0, 476.0), (320.0, 500.0), (250.0, 496.0)]), 9.0),
        ],
    };
    let mut valleys = ankle_fold;
    valleys.push((curve(&[(560.0, 560.0), (556.0, 600.0), (530.0, 640.0)]), 9.0));
    valleys.push((curve(&[(520.0, 552.0), (512.0, 590.0), (488.0, 622.0)]), 7.0));
    let ridges = [
        (curve(&[(600.0, 590.0), (650.0, 610.0), (676.0, 640.0)]), 20.0),
        (curve(&[(170.0, 520.0), (156.0, 570.0), (158.0, 620.0)]), 18.0),
        (curve(&[(250.0, 560.0), (350.0, 560.0), (440.0, 580.0)]), 26.0),
        (curve(&[(l.back.0 + 40.0, l.back.1 + 60.0), (190.0, 460.0)]), 22.0),
    ];
    inside += &sheet.folds(&ink, &valleys, &ridges);
    let panel = |d: &str, ink: &Ink, opacity: f32| {
        format!(
            r#"<path d="{d}" fill="{}" fill-opacity="{opacity:.2}" stroke="{}" stroke-width="1.6"/>"#,
            ink.base, ink.line
        )
    };
    let accent = ink.mixed("#12141a", if ink.dark { 0.3 } else { 0.22 });
    match shoe.shaft {
        Shaft::Chelsea => {
            let gore = Pen::at((220.0, l.dip.1 - 20.0))
                .through(&[(232.0, 380.0), (258.0, 470.0)])
                .quad((286.0, 486.0), (306.0, 466.0))
                .through(&[(316.0, 380.0), (318.0, l.dip.1 - 24.0)])
                .close()
                .d();
            let rib = super::fabric::rib(sheet, &accent, 0.7, 0.0);
            inside += &(panel(&gore, &accent, 1.0)
                + &format!(r##"<path d="{gore}" fill="url(#{rib})"/>"##)
                + &stitch(&gore, &ink));
            inside += &format!(
                r#"<path d="{}" fill="none" stroke="{}" stroke-width="14"/>"#,
                curve(&[(158.0, l.back.1 - 16.0), (150.0, l.back.1 + 30.0), (166.0, l.back.1 + 64.0)]),
                accent.base
            );
        }
        Shaft::Slipper => {
            inside += &stitch(
                &curve(&[(160.0, 532.0), (210.0, 560.0), (272.0, 578.0), (346.0, 548.0), (414.0, 492.0)]),
                &trim,
            );
            inside += &crystal(560.0, 590.0, 20.0, &ink.stitch, 3.0);
        }
        _ => {
            // Heel counter, quarter, toe.
            let counter =
                Pen::at((110.0, 700.0)).to((110.0, 556.0)).quad((210.0, 560.0), (248.0, 700.0)).close().d();
            inside += &(panel(&counter, &accent, 0.75)
                + &stitch(&Pen::at((118.0, 564.0)).quad((204.0, 570.0), (240.0, 700.0)).d(), &ink));
            let toe = Pen::at((566.0, 540.0))
                .quad((540.0, 620.0), (560.0, 700.0))
                .to((720.0, 700.0))
                .to((720.0, 560.0))
                .close()
                .d();
            inside += &(panel(&toe, &accent, if shoe.rand { 0.55 } else { 0.0 })
                + &stitch(&Pen::at((573.0, 544.0)).quad((548.0, 620.0), (568.0, 700.0)).d(), &ink));
            if shoe.rand {
                let rand = Pen::at((100.0, 668.0))
                    .to((100.0, 640.0))
                    .through(&[(260.0, 652.0), (460.0, 650.0), (600.0, 626.0), (720.0, 612.0)])
                    .to((720.0, 720.0))
                    .to((100.0, 720.0))
                    .close()
                    .d();
                let mix = if shoe.sole == Sole::Lug { 0.9 } else { 0.25 };
                inside += &panel(&rand, &ink.mixed("#26262a", mix), 1.0);
            }
            if shoe.shaft == Shaft::Low && shoe.sole != Sole::Cup {
                let swoop = curve(&[(236.0, 660.0), (330.0, 560.0), (440.0, 540.0)]);
                inside += &format!(
                    r#"<path d="{swoop}" fill="none" stroke="{}" stroke-width="13" stroke-linecap="round"/>"#,
                    trim.base
                );
                inside += &stitch(&swoop, &trim);
            }
            inside +=
                &crystal(200.0, if shoe.shaft == Shaft::Low { 612.0 } else { 600.0 }, 17.0, &ink.stitch, 2.6);
        }
    }
    if shoe.shaft == Shaft::High {
        let y = 470.0;
        inside += &seam(&curve(&[(150.0, y), (270.0, y + 34.0), (400.0, y - 14.0)]), &ink);
        if shoe.fabric == Fabric::Leather {
            // The rubber shell.
            let shell = Pen::at((90.0, 500.0))
                .quad((270.0, 566.0), (420.0, 480.0))
                .quad((520.0, 540.0), (720.0, 560.0))
                .to((720.0, 720.0))
                .to((90.0, 720.0))
                .close()
                .d();
            inside += &panel(&shell, &ink.mixed("#232326", 0.85), 0.96);
            inside += &sheet.folds(
                &Ink::of("#2c2c30"),
                &[],
                &[
                    (curve(&[(160.0, 560.0), (150.0, 620.0)]), 12.0),
                    (curve(&[(600.0, 590.0), (670.0, 622.0)]), 12.0),
                ],
            );
        }
    }
    // The padded edge of the collar.
    if !matches!(shoe.shaft, Shaft::Slipper) {
        let rim = match shoe.shaft {
            Shaft::Low => {
                curve(&[(148.0, 452.0), (182.0, 480.0), (236.0, 510.0), (300.0, 484.0), (356.0, 426.0)])
            }
            _ => curve(&[
                (l.back.0 - 6.0, l.back.1 + 9.0),
                (l.dip.0, l.dip.1 + 12.0),
                (l.tongue.0 + 6.0, l.tongue.1 + 10.0),
            ]),
        };
        inside += &format!(
            r#"<path d="{rim}" fill="none" stroke="{}" stroke-width="22" opacity=".9"/>"#,
            accent.base
        );
        inside += &stitch(&rim.clone(), &ink).replace("<g ", r#"<g transform="translate(0 14)" "#);
    }
    sheet.part(&upper(shoe, l), &cloth, &inside);
    if shoe.laces {
        laces(sheet, shoe, l, &ink, &accent);
    } else if shoe.shaft == Shaft::High {
        for y in [300.0, 400.0] {
            let strap = Pen::at((176.0, y))
                .quad((280.0, y + 30.0), (388.0, y - 8.0))
                .to((390.0, y + 26.0))
                .quad((280.0, y + 66.0), (172.0, y + 36.0))
                .close()
                .d();
            sheet.put(&format!(
                r#"<path d="{strap}" fill="{}" stroke="{}" stroke-width="1.6"/>"#,
                trim.base, trim.line
            ));
        }
    }
    if shoe.fur {
        let a = (l.back.0 - 4.0, l.back.1 + 4.0);
        sheet.put(&fur(&[a, (l.dip.0, l.dip.1 + 6.0), (l.tongue.0 + 2.0, l.tongue.1 + 4.0)], 7, 34.0));
    }
    sole(sheet, shoe, &rubber, &trim, &ink);
}

fn laces(sheet: &mut Sheet, shoe: Shoe, l: &Last, ink: &Ink, accent: &Ink) {
    // The line of eyelets down the instep and how many there are.
    let top = (l.tongue.0 + 2.0, l.tongue.1 + 26.0);
    let (path, count): (Vec<P>, usize) = match shoe.shaft {
        Shaft::Low => (vec![top, (404.0, 462.0), (464.0, 502.0), (536.0, 532.0)], 6),
        Shaft::High => (vec![top, (376.0, 330.0), (402.0, 430.0), (464.0, 502.0), (536.0, 532.0)], 10),
        _ => (vec![top, (366.0, 396.0), (406.0, 456.0), (466.0, 502.0), (536.0, 532.0)], 8),
    };
    let at = |t: f32| {
        let s = t * (path.len() - 1) as f32;
        let i = (s.floor() as usize).min(path.len() - 2);
        between(path[i], path[i + 1], s - i as f32)
    };
    let shift = |p: P, by: f32| (p.0 - by * 0.78, p.1 + by * 0.62);
    let stay_front: Vec<P> = (0..=6).map(|i| shift(at(i as f32 / 6.0), 2.0)).collect();
    let stay_back: Vec<P> = (0..=6).rev().map(|i| shift(at(i as f32 / 6.0), 44.0)).collect();
    let stay = Pen::at(stay_front[0])
        .through(&stay_front[1..])
        .to(stay_back[0])
        .through(&stay_back[1..])
        .close()
        .d();
    sheet.put(&format!(
        r#"<path d="{stay}" fill="{}" stroke="{}" stroke-width="1.6"/>"#,
        accent.base, ink.line
    ));
    let edge: Vec<P> = (0..=6).map(|i| shift(at(i as f32 / 6.0), 38.0)).collect();
    sheet.put(&stitch(&curve(&edge), ink));
    let lace = Ink::of(if ink.dark { "#d8d0c0" } else { "#f2ede2" });
    let lace = if matches!(shoe.fabric, Fabric::Leather) && shoe.sole != Sole::Cup {
        Ink::of("#3a2c22")
    } else {
        lace
    };
    let hooks = shoe.shaft != Shaft::Low;
    let (mut shadows, mut bars, mut lights, mut eyes) =
        (String::new(), String::new(), String::new(), String::new());
    for i in 0..count {
        let p = at((i as f32 + 0.3) / count as f32);
        let (a, b) = (shift(p, 24.0), (p.0 + 17.0, p.1 - 9.0));
        let d = Pen::at(a).quad((p.0 - 2.0, p.1 - 10.0), b).d();
        shadows += &d;
        bars += &d;
        lights += &Pen::at((a.0, a.1 - 2.0)).quad((p.0 - 2.0, p.1 - 12.0), (b.0, b.1 - 2.0)).d();
        let (fill, r) = if hooks && i < count / 2 { ("#b09a6a", 6.5) } else { ("#77736c", 5.5) };
        eyes += &format!(
            r#"<circle cx="{}" cy="{}" r="{r}" fill="{fill}" stroke="{}" stroke-width="1.4"/>"#,
            num(a.0),
            num(a.1),
            ink.line
        );
    }
    sheet.put(&format!(
        r##"{eyes}<g fill="none" stroke-linecap="round"><path d="{shadows}" stroke="#0d0d10" stroke-width="13" opacity=".35" transform="translate(1 4)"/><path d="{bars}" stroke="{}" stroke-width="12"/><path d="{bars}" stroke="{}" stroke-width="9.5"/><path d="{lights}" stroke="{}" stroke-width="3" stroke-dasharray="3 2.5" opacity=".7"/></g>"##,
        lace.line, lace.base, lace.shade
    ));
    let t = at(0.02);
    let bow = |points: &[P]| curve(points);
    let loops = bow(&[
        (t.0 - 6.0, t.1),
        (t.0 - 60.0, t.1 + 6.0),
        (t.0 - 84.0, t.1 + 50.0),
        (t.0 - 48.0, t.1 + 48.0),
        (t.0 - 8.0, t.1 + 6.0),
    ]) + &bow(&[(t.0 - 4.0, t.1 + 2.0), (t.0 - 26.0, t.1 + 60.0), (t.0 - 20.0, t.1 + 104.0)])
        + &bow(&[(t.0, t.1), (t.0 + 22.0, t.1 + 26.0), (t.0 + 16.0, t.1 + 76.0)]);
    sheet.put(&format!(
        r##"<g fill="none" stroke-linecap="round"><path d="{loops}" stroke="{}" stroke-width="9"/><path d="{loops}" stroke="{}" stroke-width="6.4"/></g><circle cx="{}" cy="{}" r="8" fill="{}" stroke="{}" stroke-width="1.4"/>"##,
        lace.line, lace.base, num(t.0 - 4.0), num(t.1 + 2.0), lace.base, lace.line
    ));
}

fn sole(sheet: &mut Sheet, shoe: Shoe, rubber: &Ink, trim: &Ink, ink: &Ink) {
    let plain = |ink: &Ink, round: f32| Cloth { ink: ink.clone(), weave: None, round };
    match shoe.sole {
        Sole::Cup => {
            let d = Pen::at((114.0, 648.0))
                .through(&[(300.0, 656.0), (520.0, 652.0), (708.0, 640.0)])
                .quad((724.0, 676.0), (700.0, 704.0))
                .through(&[(560.0, 716.0), (300.0, 716.0), (134.0, 714.0)])
                .quad((106.0, 690.0), (114.0, 648.0))
                .close()
                .d();
            let inside =
                stitch(&curve(&[(108.0, 666.0), (300.0, 674.0), (520.0, 670.0), (716.0, 658.0)]), rubber)
                    + &seam(&curve(&[(108.0, 700.0), (400.0, 702.0), (716.0, 690.0)]), rubber);
            sheet.part(&d, &plain(rubber, 18.0), &inside);
        }
        Sole::Trail | Sole::Wedge => {
            let lugs = shoe.sole == Sole::Trail;
            let out = Ink::of("#2b2a2c");
            let mut teeth = Pen::at((118.0, 684.0)).to((122.0, 716.0));
            let n = if lugs { 14 } else { 40 };
            let deep = if lugs { 13.0 } else { 6.0 };
            for i in 0..n {
                let x = lerp(124.0, 700.0, i as f32 / n as f32);
                let w = 576.0 / n as f32;
                let rise = if x > 580.0 {
                    (x - 580.0) * 0.22
                } else if x < 190.0 {
                    (190.0 - x) * 0.08
                } else {
                    0.0
                };
                let y = 712.0 - rise;
                teeth = teeth
                    .to((x, y))
                    .to((x + w * 0.12, y + deep))
                    .to((x + w * 0.62, y + deep))
                    .to((x + w * 0.74, y));
            }
            sheet.part(&teeth.to((716.0, 676.0)).close().d(), &plain(&out, 10.0), "");
            let lift = if lugs { 0.0 } else { 16.0 };
            let d = Pen::at((104.0, 632.0 - lift))
                .through(&[(200.0, 652.0 - lift), (360.0, 664.0), (540.0, 654.0), (716.0, 618.0)])
                .quad((738.0, 650.0), (708.0, 680.0))
                .through(&[(600.0, 706.0), (340.0, 708.0), (130.0, 706.0)])
                .quad((92.0, 690.0), (104.0, 632.0 - lift))
                .close()
                .d();
            let valleys = [
                (curve(&[(120.0, 676.0), (260.0, 690.0), (420.0, 684.0), (560.0, 690.0)]), 7.0),
                (curve(&[(300.0, 690.0), (440.0, 674.0), (700.0, 664.0)]), 6.0),
            ];
            let wave = curve(&[
                (96.0, 664.0 - lift),
                (220.0, 684.0 - lift * 0.5),
                (330.0, 676.0),
                (480.0, 690.0),
                (724.0, 662.0),
            ]);
            let inside = sheet.folds(
                rubber,
                &valleys,
                &[(curve(&[(120.0, 652.0), (300.0, 668.0), (600.0, 660.0)]), 8.0)],
            ) + &format!(
                r#"<path d="{wave}" fill="none" stroke="{}" stroke-width="5" opacity=".9"/>"#,
                if lugs { &trim.base } else { &ink.base }
            );
            sheet.part(&d, &plain(rubber, 20.0), &inside);
        }
        Sole::Lug => {
            let mut d = Pen::at((108.0, 662.0))
                .through(&[(300.0, 674.0), (520.0, 668.0), (712.0, 648.0)])
                .quad((726.0, 676.0), (706.0, 700.0));
            let blocks = [(700.0, 642.0), (630.0, 572.0), (560.0, 502.0), (490.0, 438.0)];
            for (a, b) in blocks {
                let up = ((a - 560.0f32).max(0.0)) * 0.13;
                d = d.to((a, 722.0 - up)).to((b, 726.0 - up)).to((b - 3.0, 700.0 - up * 0.6));
            }
            let d = d
                .to((380.0, 692.0))
                .to((352.0, 690.0))
                .to((348.0, 726.0))
                .to((286.0, 726.0))
                .to((284.0, 704.0))
                .to((276.0, 704.0))
                .to((274.0, 726.0))
                .to((206.0, 726.0))
                .to((204.0, 704.0))
                .to((196.0, 704.0))
                .to((194.0, 726.0))
                .to((126.0, 724.0))
                .quad((98.0, 700.0), (108.0, 662.0))
                .close()
                .d();
            let inside = format!(
                r#"<path d="{}" fill="none" stroke="{}" stroke-width="7"/>"#,
                curve(&[(100.0, 668.0), (300.0, 680.0), (520.0, 674.0), (720.0, 654.0)]),
                trim.base
            );
            sheet.part(&d, &plain(rubber, 14.0), &inside);
        }
        Sole::Heel => {
            let heel =
                Pen::at((122.0, 690.0)).to((288.0, 694.0)).to((276.0, 734.0)).to((132.0, 734.0)).close().d();
            sheet.part(&heel, &plain(rubber, 14.0), &seam(&line(&[(120.0, 716.0), (300.0, 716.0)]), rubber));
            let d = Pen::at((108.0, 668.0))
                .through(&[(300.0, 680.0), (520.0, 678.0), (712.0, 656.0)])
                .quad((724.0, 672.0), (706.0, 690.0))
                .through(&[(620.0, 716.0), (520.0, 722.0), (430.0, 708.0), (290.0, 702.0), (116.0, 698.0)])
                .close()
                .d();
            let welt = Ink::of("#7a5434");
            let inside = format!(
                r#"<path d="{}" fill="none" stroke="{}" stroke-width="12"/>"#,
                curve(&[(100.0, 676.0), (300.0, 687.0), (520.0, 685.0), (720.0, 663.0)]),
                welt.base
            ) + &stitch(
                &curve(&[(100.0, 676.0), (300.0, 687.0), (520.0, 685.0), (720.0, 663.0)]),
                &Ink::of("#d9c3a0"),
            );
            sheet.part(&d, &plain(rubber, 10.0), &inside);
        }
    }
}

fn sandal(sheet: &mut Sheet, ink: &Ink, trim: &Ink, rubber: &Ink) {
    let webbing = Cloth {
        weave: weave(sheet, Fabric::Webbing, ink, &trim.base, 1.0, 0.0),
        ink: ink.clone(),
        round: 12.0,
    };
    let back = Pen::at((150.0, 640.0))
        .through(&[(138.0, 560.0), (150.0, 520.0)])
        .to((186.0, 520.0))
        .through(&[(178.0, 570.0), (196.0, 640.0)])
        .close()
        .d();
    sheet.part(&back, &webbing, "");
    for points in [
        [
            (150.0, 520.0),
            (240.0, 500.0),
            (360.0, 470.0),
            (400.0, 500.0),
            (390.0, 540.0),
            (300.0, 556.0),
            (180.0, 560.0),
        ],
        [
            (300.0, 640.0),
            (330.0, 560.0),
            (390.0, 500.0),
            (432.0, 510.0),
            (420.0, 560.0),
            (390.0, 600.0),
            (366.0, 648.0),
        ],
        [
            (478.0, 640.0),
            (510.0, 566.0),
            (566.0, 540.0),
            (616.0, 566.0),
            (640.0, 600.0),
            (596.0, 610.0),
            (560.0, 640.0),
        ],
    ] {
        sheet.part(&blob(&points), &webbing, "");
    }
    for (x, y) in [(396.0, 508.0), (588.0, 572.0)] {
        sheet.put(&format!(r##"<path d="{}" fill="#2c2c30" stroke="#0f0f12" stroke-width="1.5"/><path d="{}" fill="#55555c"/>"##, rounded(x - 22.0, y - 16.0, 44.0, 32.0, 6.0), rounded(x - 13.0, y - 8.0, 26.0, 16.0, 3.0)));
    }
    let bed = Pen::at((128.0, 628.0))
        .through(&[(250.0, 646.0), (420.0, 640.0), (560.0, 634.0), (712.0, 620.0)])
        .quad((728.0, 640.0), (710.0, 664.0))
        .through(&[(420.0, 680.0), (140.0, 676.0)])
        .quad((112.0, 654.0), (128.0, 628.0))
        .close()
        .d();
    sheet.part(&bed, &Cloth { ink: Ink::of("#6e665c"), weave: None, round: 14.0 }, "");
    sole(
        sheet,
        Shoe {
            shaft: Shaft::Sandal,
            sole: Sole::Lug,
            laces: false,
            fur: false,
            rand: false,
            rubber: "#2c2a29",
            fabric: Fabric::Webbing,
        },
        rubber,
        trim,
        ink,
    );
}

/// A pair of soles from below.
pub fn soles(sheet: &mut Sheet, shoe: Shoe, colour: &Colour) -> [f32; 4] {
    let trim = Ink::of(colour.trim);
    let pale = matches!(shoe.sole, Sole::Cup);
    let ink = if pale { Ink::of(shoe.rubber) } else { Ink::of("#343336") };
    sheet.pair(|sheet| {
        let outline = Pen::at((250.0, 130.0))
            .through(&[(188.0, 170.0), (166.0, 280.0), (186.0, 400.0), (214.0, 500.0), (204.0, 620.0), (212.0, 740.0), (262.0, 800.0), (322.0, 772.0), (344.0, 680.0), (340.0, 560.0), (350.0, 430.0), (362.0, 290.0), (330.0, 166.0), (250.0, 130.0)])
            .close()
            .d();
        let mut inside = String::new();
        let mut blocks = String::new();
        let step = match shoe.sole {
            Sole::Cup => 20.0,
            Sole::Heel => 24.0,
            _ => 46.0,
        };
        let mut y = 150.0;
        while y < 800.0 {
            let arch = (520.0..600.0).contains(&y);
            if !arch || pale {
                if step > 40.0 {
                    blocks += &polygon(&[(170.0, y), (252.0, y + 26.0), (252.0, y + 50.0), (170.0, y + 24.0)]);
                    blocks += &polygon(&[(362.0, y), (280.0, y + 26.0), (280.0, y + 50.0), (362.0, y + 24.0)]);
                    blocks += &polygon(&[(254.0, y + 2.0), (266.0, y - 10.0), (278.0, y + 2.0), (266.0, y + 14.0)]);
                } else {
                    blocks += &line(&[(160.0, y), (212.0, y + 9.0), (266.0, y), (320.0, y + 9.0), (370.0, y)]);
                }
            }
            y += step;
        }
        if step > 40.0 {
            inside += &format!(r##"<path d="{blocks}" fill="#000" opacity=".5" transform="translate(3 5)"/><path d="{blocks}" fill="{}" stroke="{}" stroke-width="1.4"/>"##, ink.light, ink.line);
        } else {
            inside += &format!(r#"<path d="{blocks}" fill="none" stroke="{}" stroke-width="4" opacity=".6"/>"#, ink.deep);
        }
        inside += &format!(r#"<ellipse cx="274" cy="562" rx="42" ry="32" fill="{}" stroke="{}" stroke-width="2"/>"#, trim.base, ink.line);
        inside += &crystal(274.0, 562.0, 20.0, &trim.glow, 3.4);
        sheet.part(&outline, &Cloth { ink: ink.clone(), weave: None, round: 30.0 }, &inside);
    });
    [160.0, 120.0, 640.0, 810.0]
}
