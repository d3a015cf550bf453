//! Gloves, scarves, socks and belts.

use std::fmt::Write;

use super::fabric::{rib, weave};
use super::ink::Ink;
use super::mark::crystal;
use super::pen::{P, Pen, curve, lerp, line, num, polygon, rounded, symmetric};
use super::sheet::{Cloth, Sheet};
use super::trim::{seam, stitch};
use crate::szron::art::{Belt, Fabric, Hands, Scarf, Socks};
use crate::szron::colour::Colour;

pub fn cloth(sheet: &mut Sheet, fabric: Fabric, ink: &Ink, trim: &Ink, scale: f32, round: f32) -> Cloth {
    Cloth { weave: weave(sheet, fabric, ink, &trim.base, scale, 0.0), ink: ink.clone(), round }
}

/// One left hand glove around (0, 0) to (300, 620); used for a pair.
fn glove(sheet: &mut Sheet, h: Hands, ink: &Ink, trim: &Ink, back: bool) {
    let body = cloth(sheet, h.fabric, ink, trim, 1.4, 34.0);
    let d = if h.mitten {
        Pen::at((150.0, 640.0))
            .through(&[
                (140.0, 540.0),
                (126.0, 420.0),
                (134.0, 290.0),
                (196.0, 224.0),
                (266.0, 252.0),
                (298.0, 340.0),
                (306.0, 430.0),
            ])
            .through(&[
                (340.0, 396.0),
                (376.0, 392.0),
                (388.0, 430.0),
                (360.0, 500.0),
                (320.0, 560.0),
                (312.0, 640.0),
            ])
            .close()
            .d()
    } else {
        let finger = |pen: Pen, left: P, tip: P, right: P, w: f32| {
            pen.through(&[left, (tip.0 - w, tip.1 + w * 0.9), tip, (tip.0 + w, tip.1 + w * 0.9), right])
        };
        let mut pen = Pen::at((152.0, 640.0)).through(&[(142.0, 540.0), (124.0, 450.0), (114.0, 400.0)]);
        pen = finger(pen, (98.0, 320.0), (104.0, 262.0), (148.0, 372.0), 22.0);
        pen = finger(pen, (142.0, 270.0), (160.0, 190.0), (196.0, 352.0), 24.0);
        pen = finger(pen, (198.0, 260.0), (222.0, 168.0), (248.0, 352.0), 24.0);
        pen = finger(pen, (256.0, 276.0), (284.0, 200.0), (300.0, 380.0), 23.0);
        pen.through(&[(304.0, 440.0)])
            .through(&[
                (344.0, 396.0),
                (378.0, 384.0),
                (394.0, 412.0),
                (366.0, 480.0),
                (322.0, 548.0),
                (312.0, 640.0),
            ])
            .close()
            .d()
    };
    let mut inside = sheet.folds(
        ink,
        &[
            (curve(&[(300.0, 450.0), (292.0, 500.0), (310.0, 560.0)]), 12.0),
            (curve(&[(150.0, 560.0), (220.0, 580.0), (306.0, 566.0)]), 12.0),
            (curve(&[(140.0, 404.0), (210.0, 392.0), (290.0, 404.0)]), 10.0),
        ],
        &[
            (curve(&[(180.0, 440.0), (200.0, 520.0)]), 40.0),
            (curve(&[(160.0, 250.0), (164.0, 330.0)]), 14.0),
            (curve(&[(222.0, 230.0), (224.0, 320.0)]), 14.0),
        ],
    );
    if back {
        let palm = if h.mitten {
            rounded(170.0, 330.0, 110.0, 190.0, 40.0)
        } else {
            rounded(140.0, 400.0, 150.0, 130.0, 34.0)
        };
        inside +=
            &(format!(r#"<path d="{palm}" fill="{}" fill-opacity=".5"/>"#, ink.deep) + &stitch(&palm, ink));
    } else if h.mitten {
        inside += &stitch(&curve(&[(136.0, 420.0), (210.0, 440.0), (304.0, 426.0)]), ink);
        inside += &crystal(216.0, 350.0, 28.0, if ink.dark { &ink.glow } else { &trim.base }, 4.4);
    } else {
        for d in [
            curve(&[(168.0, 410.0), (172.0, 480.0)]),
            curve(&[(214.0, 402.0), (216.0, 486.0)]),
            curve(&[(260.0, 410.0), (258.0, 480.0)]),
        ] {
            inside += &stitch(&d, ink);
        }
    }
    if !h.mitten {
        for (x, y) in [(284.0, 214.0), (222.0, 184.0)] {
            inside += &format!(r#"<circle cx="{x}" cy="{y}" r="22" fill="{}" opacity=".55"/>"#, trim.base);
        }
    }
    sheet.part(&d, &body, &inside);
    let cuff = Pen::at((138.0, 600.0))
        .quad((230.0, 622.0), (324.0, 600.0))
        .through(&[(326.0, 680.0), (336.0, 770.0)])
        .quad((230.0, 800.0), (124.0, 772.0))
        .through(&[(136.0, 690.0), (138.0, 600.0)])
        .close()
        .d();
    let band = Cloth {
        weave: if h.mitten { None } else { Some(rib(sheet, ink, 1.2, 0.0)) },
        ink: if h.mitten { trim.clone() } else { ink.mixed("#14161c", 0.2) },
        round: 26.0,
    };
    let strap = if h.mitten {
        seam(&curve(&[(120.0, 668.0), (230.0, 688.0), (340.0, 668.0)]), &band.ink)
    } else {
        String::new()
    };
    sheet.part(&cuff, &band, &strap);
}

pub fn hands(sheet: &mut Sheet, h: Hands, colour: &Colour, back: bool) -> [f32; 4] {
    let (ink, trim) = (Ink::of(colour.hex), Ink::of(colour.trim));
    sheet.pair(|sheet| {
        sheet.group("translate(-34 30) rotate(-6 230 480)", |sheet| glove(sheet, h, &ink, &trim, back))
    });
    [60.0, 170.0, 740.0, 850.0]
}

pub fn scarf(sheet: &mut Sheet, scarf: Scarf, colour: &Colour, back: bool) -> [f32; 4] {
    let (ink, trim) = (Ink::of(colour.hex), Ink::of(colour.trim));
    match scarf {
        Scarf::Gaiter(fabric) => {
            let body = cloth(sheet, fabric, &ink, &trim, 1.8, 50.0);
            let mouth = Pen::at((230.0, 290.0))
                .quad((400.0, 236.0), (570.0, 290.0))
                .quad((400.0, 350.0), (230.0, 290.0))
                .close()
                .d();
            sheet.part(&mouth, &Cloth { ink: ink.mixed("#14161c", 0.45), weave: None, round: 16.0 }, "");
            let tube = symmetric(&[
                vec![(400.0, 322.0), (310.0, 316.0), (226.0, 286.0)],
                vec![(226.0, 286.0), (222.0, 440.0), (206.0, 600.0), (196.0, 760.0)],
                vec![(196.0, 760.0), (290.0, 800.0), (400.0, 808.0)],
            ]);
            let shift = if back { 30.0 } else { 0.0 };
            let inside =
                sheet.folds(
                    &ink,
                    &[
                        (curve(&[(224.0, 400.0), (360.0, 470.0 + shift), (560.0, 420.0)]), 18.0),
                        (curve(&[(216.0, 520.0), (380.0, 600.0), (580.0, 520.0 - shift)]), 20.0),
                        (curve(&[(210.0, 660.0), (400.0, 700.0 - shift), (590.0, 640.0)]), 18.0),
                    ],
                    &[
                        (curve(&[(230.0, 450.0), (380.0, 530.0), (570.0, 470.0)]), 26.0),
                        (curve(&[(220.0, 600.0), (400.0, 650.0), (580.0, 590.0)]), 26.0),
                    ],
                ) + &stitch(
                    &curve(&[(196.0, 746.0), (290.0, 784.0), (400.0, 792.0), (510.0, 784.0), (604.0, 746.0)]),
                    &ink,
                ) + &if back { String::new() } else { crystal(520.0, 720.0, 22.0, &ink.stitch, 3.4) };
            sheet.part(&tube, &body, &inside);
            [190.0, 250.0, 610.0, 812.0]
        }
        Scarf::Fringed(fabric) => {
            let body = cloth(sheet, fabric, &ink, &trim, 1.2, 40.0);
            let turned = Cloth { weave: weave(sheet, fabric, &ink, &trim.base, 1.2, 38.0), ..body.clone() };
            let tails: [(&[P], f32); 2] = [
                (&[(430.0, 380.0), (470.0, 560.0), (520.0, 800.0)], 150.0),
                (&[(330.0, 380.0), (300.0, 560.0), (262.0, 850.0)], 158.0),
            ];
            for (i, (spine, w)) in tails.iter().enumerate() {
                let half = w / 2.0;
                let left: Vec<P> = spine.iter().map(|p| (p.0 - half, p.1)).collect();
                let right: Vec<P> = spine.iter().rev().map(|p| (p.0 + half, p.1 - 6.0)).collect();
                let end = spine[spine.len() - 1];
                let mut fringe = String::new();
                for n in 0..=18 {
                    let x = lerp(end.0 - half + 4.0, end.0 + half - 4.0, n as f32 / 18.0);
                    let sway = ((n * 7 + i * 3) % 5) as f32 - 2.0;
                    fringe +=
                        &curve(&[(x, end.1 - 8.0), (x + sway, end.1 + 30.0), (x + sway * 1.6, end.1 + 62.0)]);
                }
                sheet.put(&format!(r#"<g fill="none" stroke-linecap="round"><path d="{fringe}" stroke="{}" stroke-width="6.4"/><path d="{fringe}" stroke="{}" stroke-width="4"/></g>"#, ink.line, ink.light));
                let d = Pen::at(left[0]).through(&left[1..]).to(right[0]).through(&right[1..]).close().d();
                let inside = sheet.folds(
                    &ink,
                    &[
                        (
                            curve(&[
                                (spine[0].0 - 20.0, 400.0),
                                (spine[1].0 - 30.0, 560.0),
                                (end.0 - 20.0, end.1),
                            ]),
                            18.0,
                        ),
                        (curve(&[(spine[0].0 + 40.0, 400.0), (spine[1].0 + 34.0, 560.0)]), 14.0),
                    ],
                    &[(
                        curve(&[(spine[0].0, 420.0), (spine[1].0 + 4.0, 600.0), (end.0 + 10.0, end.1)]),
                        26.0,
                    )],
                );
                sheet.part(&d, &body, &inside);
            }
            let collar = Pen::at((196.0, 300.0))
                .through(&[
                    (214.0, 196.0),
                    (310.0, 130.0),
                    (400.0, 118.0),
                    (490.0, 130.0),
                    (586.0, 196.0),
                    (604.0, 300.0),
                    (560.0, 400.0),
                    (470.0, 470.0),
                    (400.0, 486.0),
                    (320.0, 470.0),
                    (236.0, 400.0),
                    (196.0, 300.0),
                ])
                .close()
                .d()
                + &Pen::at((400.0, 208.0))
                    .through(&[
                        (320.0, 222.0),
                        (282.0, 270.0),
                        (330.0, 320.0),
                        (400.0, 336.0),
                        (470.0, 320.0),
                        (518.0, 270.0),
                        (480.0, 222.0),
                        (400.0, 208.0),
                    ])
                    .close()
                    .d();
            let wraps = [
                (
                    curve(&[(220.0, 250.0), (250.0, 360.0), (400.0, 430.0), (540.0, 380.0), (590.0, 290.0)]),
                    20.0,
                ),
                (curve(&[(260.0, 250.0), (300.0, 350.0), (420.0, 384.0), (540.0, 320.0)]), 14.0),
                (curve(&[(300.0, 170.0), (400.0, 152.0), (520.0, 176.0)]), 12.0),
            ];
            let inside = sheet.folds(
                &ink,
                &wraps,
                &[
                    (curve(&[(230.0, 300.0), (290.0, 400.0), (420.0, 450.0)]), 22.0),
                    (curve(&[(300.0, 300.0), (400.0, 360.0), (500.0, 330.0)]), 16.0),
                ],
            );
            sheet.part(&collar, &turned, &inside);
            let _ = back;
            [170.0, 110.0, 620.0, 920.0]
        }
    }
}

fn sock(sheet: &mut Sheet, s: Socks, ink: &Ink, trim: &Ink) {
    let top = 780.0 - f32::from(s.height) * 1.35;
    let body = cloth(sheet, Fabric::FineKnit, ink, trim, 1.5, 40.0);
    let d = Pen::at((250.0, top))
        .through(&[
            (254.0, lerp(top, 640.0, 0.4)),
            (262.0, 600.0),
            (238.0, 690.0),
            (250.0, 770.0),
            (310.0, 812.0),
        ])
        .through(&[
            (420.0, 816.0),
            (540.0, 812.0),
            (612.0, 792.0),
            (632.0, 740.0),
            (590.0, 700.0),
            (500.0, 676.0),
            (440.0, 640.0),
            (424.0, 580.0),
        ])
        .through(&[(428.0, lerp(top, 580.0, 0.5)), (432.0, top)])
        .close()
        .d();
    let mut inside = sheet.folds(
        ink,
        &[
            (curve(&[(430.0, 600.0), (360.0, 640.0), (300.0, 636.0)]), 16.0),
            (curve(&[(436.0, 650.0), (370.0, 680.0), (310.0, 670.0)]), 12.0),
        ],
        &[
            (curve(&[(320.0, top + 80.0), (326.0, 560.0)]), 34.0),
            (curve(&[(340.0, 760.0), (520.0, 760.0)]), 30.0),
        ],
    );
    if s.stripes {
        for i in 0..4 {
            let y = top + 120.0 + i as f32 * 52.0;
            inside += &format!(
                r#"<path d="{}" fill="none" stroke="{}" stroke-width="20" opacity=".85"/>"#,
                curve(&[(230.0, y), (340.0, y + 12.0), (450.0, y)]),
                trim.base
            );
        }
    } else {
        inside += &crystal(386.0, top + 150.0, 17.0, &ink.stitch, 3.0);
    }
    for patch in [
        Pen::at((200.0, 640.0)).quad((330.0, 690.0), (330.0, 840.0)).to((200.0, 840.0)).close().d(),
        Pen::at((548.0, 660.0))
            .quad((520.0, 740.0), (548.0, 840.0))
            .to((680.0, 840.0))
            .to((680.0, 660.0))
            .close()
            .d(),
    ] {
        inside +=
            &(format!(r#"<path d="{patch}" fill="{}" fill-opacity=".8"/>"#, trim.mixed(&ink.base, 0.3).base)
                + &seam(&patch, ink));
    }
    let weave = rib(sheet, ink, 1.1, 0.0);
    let band = polygon(&[(230.0, top - 20.0), (450.0, top - 20.0), (450.0, top + 84.0), (230.0, top + 84.0)]);
    inside += &format!(r##"<path d="{band}" fill="url(#{weave})"/>"##);
    inside += &seam(&line(&[(230.0, top + 84.0), (450.0, top + 84.0)]), ink);
    sheet.part(&d, &body, &inside);
}

pub fn socks(sheet: &mut Sheet, s: Socks, colour: &Colour, back: bool) -> [f32; 4] {
    let (ink, trim) = (Ink::of(colour.hex), Ink::of(colour.trim));
    let top = 780.0 - f32::from(s.height) * 1.35;
    let place = if back { "translate(860 0) scale(-1 1)" } else { "translate(-30 0)" };
    sheet.group(place, |sheet| {
        sheet.twice("translate(90 -64) rotate(4 400 800)", |sheet| sock(sheet, s, &ink, &trim))
    });
    [180.0, top - 60.0, 720.0, 824.0]
}

/// A sock on a leg without a shoe.
pub fn socks_worn(sheet: &mut Sheet, s: Socks, colour: &Colour) {
    let (ink, trim) = (Ink::of(colour.hex), Ink::of(colour.trim));
    let top = 780.0 - f32::from(s.height) * 1.35;
    sheet.twice("translate(110 -60)", |sheet| {
        let d = Pen::at((256.0, -300.0))
            .through(&[(234.0, 0.0), (252.0, top + 30.0)])
            .to((430.0, top + 30.0))
            .through(&[(446.0, 0.0), (470.0, -300.0)])
            .close()
            .d();
        sheet.part(&d, &Cloth { ink: Ink::of("#dbb293"), weave: None, round: 40.0 }, "");
        sock(sheet, s, &ink, &trim);
    });
}

pub fn belt(sheet: &mut Sheet, belt: Belt, colour: &Colour, back: bool) -> [f32; 4] {
    let (ink, trim) = (Ink::of(colour.hex), Ink::of(colour.trim));
    let fabric = if matches!(belt, Belt::Leather) { Fabric::Leather } else { Fabric::Webbing };
    let body = cloth(sheet, fabric, &ink, &trim, 1.4, 24.0);
    let inner = Cloth { ink: ink.mixed("#14110d", 0.4), weave: None, round: 18.0 };
    let h = 84.0;
    // The far side of the loop, then the near one over it.
    let far = Pen::at((140.0, 440.0))
        .through(&[(200.0, 368.0), (400.0, 336.0), (600.0, 368.0), (660.0, 440.0)])
        .to((660.0, 440.0 + h))
        .through(&[(600.0, 368.0 + h), (400.0, 336.0 + h), (200.0, 368.0 + h), (140.0, 440.0 + h)])
        .close()
        .d();
    sheet.part(&far, &inner, "");
    let near = Pen::at((138.0, 436.0))
        .through(&[
            (180.0, 530.0),
            (290.0, 580.0),
            (400.0, 592.0),
            (510.0, 580.0),
            (620.0, 530.0),
            (662.0, 436.0),
        ])
        .to((664.0, 436.0 + h))
        .through(&[
            (624.0, 540.0 + h),
            (510.0, 594.0 + h),
            (400.0, 606.0 + h),
            (290.0, 594.0 + h),
            (176.0, 540.0 + h),
            (136.0, 436.0 + h),
        ])
        .close()
        .d();
    let top: Vec<P> = [
        (146.0, 450.0),
        (184.0, 540.0),
        (290.0, 590.0),
        (400.0, 602.0),
        (510.0, 590.0),
        (616.0, 540.0),
        (656.0, 450.0),
    ]
    .to_vec();
    let low: Vec<P> = top.iter().map(|p| (p.0, p.1 + h - 16.0)).collect();
    let mut inside =
        sheet.folds(&ink, &[], &[(curve(&[(240.0, 600.0), (400.0, 632.0), (520.0, 620.0)]), 26.0)]);
    inside += &(stitch(&curve(&top), &ink) + &stitch(&curve(&low), &ink));
    if matches!(belt, Belt::Leather) && !back {
        for i in 0..5 {
            let t = i as f32;
            let _ = write!(
                inside,
                r##"<ellipse cx="{}" cy="{}" rx="6" ry="7.5" fill="#15120f"/>"##,
                num(470.0 + t * 34.0),
                num(638.0 - t * t * 1.5 - t * 3.0)
            );
        }
    }
    sheet.part(&near, &body, &inside);
    if back {
        return [126.0, 326.0, 674.0, 706.0];
    }
    let (x, y) = (352.0, 578.0);
    match belt {
        Belt::Leather => {
            let metal = sheet.gradient(
                (0.0, 0.0),
                (1.0, 1.0),
                &[(0.0, "#e8d29a", 1.0), (0.5, "#a8843f", 1.0), (1.0, "#d9bf80", 1.0)],
            );
            sheet.put(&format!(
                r##"<path d="{}" fill="{}" stroke="{}" stroke-width="1.6"/><path d="{}" fill="#0b0a08" opacity=".35" transform="translate(3 7)" fill-rule="evenodd"/><path d="{}" fill="url(#{metal})" stroke="#6b5020" stroke-width="2" fill-rule="evenodd"/><path d="M{} {}l104 8" stroke="#6b5020" stroke-width="13" stroke-linecap="round"/><path d="M{} {}l104 8" stroke="url(#{metal})" stroke-width="9" stroke-linecap="round"/>"##,
                rounded(x - 100.0, y - 4.0, 36.0, 120.0, 8.0),
                ink.shade,
                ink.line,
                rounded(x - 54.0, y - 26.0, 132.0, 164.0, 26.0) + &rounded(x - 30.0, y, 84.0, 112.0, 12.0),
                rounded(x - 54.0, y - 26.0, 132.0, 164.0, 26.0) + &rounded(x - 30.0, y, 84.0, 112.0, 12.0),
                num(x - 38.0),
                num(y + 50.0),
                num(x - 38.0),
                num(y + 50.0)
            ));
        }
        Belt::Webbing => {
            let metal = sheet.gradient(
                (0.0, 0.0),
                (0.0, 1.0),
                &[(0.0, "#cfd3d6", 1.0), (0.5, "#7e858b", 1.0), (1.0, "#b4babf", 1.0)],
            );
            sheet.put(&format!(
                r##"<path d="{a}" fill="#0b0a08" opacity=".4" transform="translate(3 8)"/><path d="{a}" fill="url(#{metal})" stroke="#3c4145" stroke-width="2"/><path d="{b}" fill="none" stroke="#4d5358" stroke-width="3"/>"##,
                a = rounded(x - 60.0, y - 10.0, 190.0, 128.0, 16.0),
                b = rounded(x - 40.0, y + 10.0, 150.0, 88.0, 10.0)
            ));
            sheet.put(&crystal(x + 35.0, y + 54.0, 26.0, "#3c4145", 4.4));
        }
    }
    [126.0, 326.0, 674.0, 722.0]
}
