//! Backpacks and bags, from the front, from behind and carried.

use super::fabric::weave;
use super::ink::Ink;
use super::mark::crystal;
use super::pen::{P, Pen, blob, curve, line, num, polygon, rounded, symmetric};
use super::sheet::{Cloth, Sheet};
use super::trim::stitch;
use crate::szron::art::{Bag, Fabric};
use crate::szron::colour::Colour;

struct Kit {
    ink: Ink,
    trim: Ink,
    accent: Ink,
    cloth: Cloth,
    webbing: Cloth,
    /// Worn, so that its strap goes around a body.
    worn: bool,
}

fn kit(sheet: &mut Sheet, bag: Bag, colour: &Colour, worn: bool) -> Kit {
    let (ink, trim) = (Ink::of(colour.hex), Ink::of(colour.trim));
    let fabric = match bag {
        Bag::Tote | Bag::Rolltop | Bag::Messenger => Fabric::Canvas,
        Bag::Duffel => Fabric::Shell,
        _ => Fabric::Ripstop,
    };
    let cloth =
        Cloth { weave: weave(sheet, fabric, &ink, &trim.base, 1.0, 0.0), ink: ink.clone(), round: 44.0 };
    let dark = Ink::of("#33343a");
    let webbing =
        Cloth { weave: weave(sheet, Fabric::Webbing, &dark, &trim.base, 0.8, 0.0), ink: dark, round: 10.0 };
    Kit { accent: ink.mixed("#14161b", 0.3), ink, trim, cloth, webbing, worn }
}

pub fn draw(sheet: &mut Sheet, bag: Bag, colour: &Colour, back: bool) -> [f32; 4] {
    let kit = kit(sheet, bag, colour, false);
    make(sheet, bag, &kit, back)
}

fn make(sheet: &mut Sheet, bag: Bag, kit: &Kit, back: bool) -> [f32; 4] {
    match bag {
        Bag::Daypack => pack(sheet, kit, back, false),
        Bag::Alpine => pack(sheet, kit, back, true),
        Bag::Rolltop => rolltop(sheet, kit, back),
        Bag::Tote => tote(sheet, kit, back),
        Bag::WaistPack => waist_pack(sheet, kit, back),
        Bag::Duffel => duffel(sheet, kit, back),
        Bag::Messenger => messenger(sheet, kit, back),
    }
}

fn zip_line(d: &str, ink: &Ink, trim: &Ink, pull: P) -> String {
    format!(
        r##"<g fill="none" stroke-linecap="round"><path d="{d}" stroke="{}" stroke-width="15" opacity=".55"/><path d="{d}" stroke="#24252a" stroke-width="8"/><path d="{d}" stroke="#8d8a84" stroke-width="2.6" stroke-dasharray="2 1.8"/><path d="M{x} {y}v34" stroke="{}" stroke-width="7"/><path d="M{x} {y}v8" stroke="#c3beb3" stroke-width="9"/></g>"##,
        ink.line,
        trim.base,
        x = num(pull.0),
        y = num(pull.1)
    )
}

fn buckle(x: f32, y: f32) -> String {
    format!(
        r##"<path d="{}" fill="#2a2b30" stroke="#0e0e11" stroke-width="1.6"/><path d="{}" fill="#4a4c54"/><path d="M{} {}h26" stroke="#6d7079" stroke-width="3"/>"##,
        rounded(x - 22.0, y - 18.0, 44.0, 40.0, 7.0),
        rounded(x - 13.0, y - 10.0, 26.0, 18.0, 4.0),
        num(x - 13.0),
        num(y + 15.0)
    )
}

fn badge(x: f32, y: f32, kit: &Kit) -> String {
    format!(
        r##"<path d="{}" fill="{}" stroke="{}" stroke-width="1.4"/>"##,
        rounded(x - 24.0, y - 24.0, 48.0, 48.0, 6.0),
        kit.trim.base,
        kit.trim.line
    ) + &crystal(x, y, 15.0, &kit.trim.glow, 2.6)
}

fn straps(sheet: &mut Sheet, kit: &Kit, top: f32, bottom: f32) {
    let pad = kit.accent.clone();
    let mesh = Cloth {
        weave: weave(sheet, Fabric::Mesh, &pad, &kit.trim.base, 1.3, 0.0),
        ink: pad.clone(),
        round: 22.0,
    };
    sheet.pair(|sheet| {
        let tail = curve(&[(272.0, bottom - 170.0), (262.0, bottom - 100.0), (236.0, bottom - 24.0)]);
        sheet.put(&format!(r##"<path d="{tail}" fill="none" stroke="#17181c" stroke-width="19"/><path d="{tail}" fill="none" stroke="#3c3d44" stroke-width="15"/>"##));
        let d = Pen::at((350.0, top))
            .through(&[(310.0, top + 40.0), (262.0, top + 150.0), (252.0, top + 290.0), (256.0, bottom - 160.0)])
            .quad((272.0, bottom - 140.0), (292.0, bottom - 162.0))
            .through(&[(304.0, top + 300.0), (322.0, top + 180.0), (372.0, top + 70.0), (386.0, top + 10.0)])
            .close()
            .d();
        let inner = curve(&[(358.0, top + 24.0), (318.0, top + 90.0), (280.0, top + 190.0), (270.0, top + 300.0), (272.0, bottom - 176.0)]);
        let inside = stitch(&inner, &pad);
        sheet.part(&d, &mesh, &inside);
        sheet.put(&format!(r##"<path d="{}" fill="#26272c"/>"##, rounded(250.0, bottom - 172.0, 48.0, 22.0, 4.0)));
    });
    let chest = line(&[(272.0, top + 210.0), (528.0, top + 210.0)]);
    sheet.put(&format!(r##"<path d="{chest}" stroke="#17181c" stroke-width="13"/><path d="{chest}" stroke="#43454d" stroke-width="10"/>"##));
    sheet.put(&buckle(400.0, top + 210.0));
}

fn pack(sheet: &mut Sheet, kit: &Kit, back: bool, alpine: bool) -> [f32; 4] {
    let ink = &kit.ink;
    let top = if alpine { 110.0 } else { 170.0 };
    let bottom = 850.0;
    // The handle and, seen from the front, the straps peeping out.
    let handle = curve(&[
        (356.0, top + 16.0),
        (362.0, top - 34.0),
        (400.0, top - 50.0),
        (438.0, top - 34.0),
        (444.0, top + 16.0),
    ]);
    sheet.put(&format!(r##"<path d="{handle}" fill="none" stroke="#15161a" stroke-width="21"/><path d="{handle}" fill="none" stroke="#3a3c43" stroke-width="17"/>"##));
    sheet.pair(|sheet| {
        let side = if alpine { 208.0 } else { 196.0 };
        if !back {
            let strap = curve(&[(244.0, top + 120.0), (176.0, top + 260.0), (166.0, top + 430.0), (206.0, bottom - 90.0)]);
            sheet.put(&format!(r##"<path d="{strap}" fill="none" stroke="{}" stroke-width="34" opacity=".9"/><path d="{strap}" fill="none" stroke="{}" stroke-width="29"/>"##, kit.accent.line, kit.accent.base));
        }
        let pocket = Pen::at((side + 50.0, 590.0)).through(&[(side + 6.0, 596.0), (side - 22.0, 680.0), (side - 18.0, 780.0), (side + 24.0, bottom - 20.0)]).to((side + 80.0, bottom - 10.0)).close().d();
        let mesh = Cloth { weave: weave(sheet, Fabric::Mesh, &kit.accent, "#000000", 1.4, 0.0), ink: kit.accent.clone(), round: 18.0 };
        let rim = format!(r#"<path d="{}" fill="none" stroke="{}" stroke-width="12"/>"#, curve(&[(side + 56.0, 592.0), (side + 6.0, 598.0), (side - 20.0, 676.0)]), kit.trim.base);
        sheet.part(&pocket, &mesh, &rim);
    });
    let body = symmetric(&[
        vec![(400.0, top), (330.0, top + 6.0), (262.0, top + 54.0), (226.0, top + 160.0)],
        vec![
            (226.0, top + 160.0),
            (210.0, 480.0),
            (204.0, 660.0),
            (214.0, bottom - 66.0),
            (262.0, bottom - 8.0),
            (400.0, bottom),
        ],
    ]);
    let mut inside = String::new();
    let valleys = [
        (curve(&[(230.0, 420.0), (280.0, 460.0), (290.0, 540.0)]), 14.0),
        (curve(&[(572.0, 400.0), (530.0, 450.0), (520.0, 540.0)]), 14.0),
        (curve(&[(240.0, bottom - 90.0), (400.0, bottom - 64.0), (560.0, bottom - 90.0)]), 14.0),
    ];
    let ridges = [
        (curve(&[(290.0, top + 60.0), (262.0, 400.0), (266.0, 620.0)]), 34.0),
        (curve(&[(470.0, top + 40.0), (500.0, 330.0)]), 26.0),
    ];
    inside += &sheet.folds(ink, &valleys, &ridges);
    let base = symmetric(&[
        vec![(400.0, bottom - 92.0), (200.0, bottom - 104.0)],
        vec![(200.0, bottom - 104.0), (200.0, bottom + 20.0)],
        vec![(200.0, bottom + 20.0), (400.0, bottom + 20.0)],
    ]);
    inside += &format!(r#"<path d="{base}" fill="{}" fill-opacity=".85"/>"#, kit.accent.base);
    inside += &stitch(&curve(&[(196.0, bottom - 98.0), (400.0, bottom - 86.0), (604.0, bottom - 98.0)]), ink);
    if back {
        let panel = symmetric(&[
            vec![(400.0, top + 90.0), (300.0, top + 110.0)],
            vec![(300.0, top + 110.0), (276.0, 500.0), (282.0, bottom - 130.0)],
            vec![(282.0, bottom - 130.0), (400.0, bottom - 110.0)],
        ]);
        let mesh = weave(sheet, Fabric::Mesh, &kit.accent, "#000000", 1.8, 0.0).unwrap_or_default();
        inside += &format!(
            r##"<path d="{panel}" fill="{}"/><path d="{panel}" fill="url(#{mesh})"/>"##,
            kit.accent.base
        );
        inside += &sheet.folds(
            &kit.accent,
            &[
                (line(&[(400.0, top + 120.0), (400.0, bottom - 140.0)]), 20.0),
                (curve(&[(300.0, 540.0), (400.0, 556.0), (500.0, 540.0)]), 10.0),
            ],
            &[
                (line(&[(344.0, top + 150.0), (338.0, bottom - 160.0)]), 30.0),
                (line(&[(456.0, top + 150.0), (462.0, bottom - 160.0)]), 30.0),
            ],
        );
        inside += &stitch(&panel, ink);
    } else if !alpine {
        let arc = Pen::at((232.0, 520.0))
            .through(&[
                (246.0, 330.0),
                (290.0, 236.0),
                (400.0, 204.0),
                (510.0, 236.0),
                (554.0, 330.0),
                (568.0, 520.0),
            ])
            .d();
        inside += &zip_line(&arc, ink, &kit.trim, (508.0, 236.0));
    }
    sheet.part(&body, &kit.cloth, &inside);
    if back {
        straps(sheet, kit, top + 60.0, bottom - 30.0);
        if alpine {
            sheet.pair(|sheet| {
                let wing = Pen::at((300.0, bottom - 150.0))
                    .through(&[(220.0, bottom - 150.0), (130.0, bottom - 110.0)])
                    .to((126.0, bottom - 76.0))
                    .through(&[(220.0, bottom - 74.0), (300.0, bottom - 84.0)])
                    .close()
                    .d();
                sheet.part(&wing, &Cloth { ink: kit.accent.clone(), weave: None, round: 20.0 }, "");
            });
        }
        return [120.0, top - 60.0, 680.0, bottom + 4.0];
    }
    if alpine {
        alpine_front(sheet, kit, top, bottom);
        return [140.0, top - 62.0, 660.0, bottom + 4.0];
    }
    let pocket = Pen::at((270.0, 500.0))
        .through(&[(280.0, 478.0), (400.0, 470.0), (520.0, 478.0), (530.0, 500.0)])
        .through(&[(548.0, 620.0), (546.0, 730.0)])
        .quad((540.0, 770.0), (500.0, 774.0))
        .to((300.0, 774.0))
        .quad((260.0, 770.0), (254.0, 730.0))
        .through(&[(252.0, 620.0), (270.0, 500.0)])
        .close()
        .d();
    sheet.put(&format!(r##"<path d="{pocket}" fill="#0a0b0e" opacity=".4" transform="translate(4 9)"/>"##));
    let zip = Pen::at((272.0, 560.0))
        .through(&[(290.0, 520.0), (400.0, 508.0), (510.0, 520.0), (528.0, 560.0)])
        .d();
    let folds = sheet.folds(
        ink,
        &[
            (curve(&[(280.0, 740.0), (400.0, 756.0), (520.0, 740.0)]), 14.0),
            (curve(&[(300.0, 600.0), (340.0, 650.0), (330.0, 720.0)]), 12.0),
        ],
        &[(curve(&[(300.0, 580.0), (400.0, 566.0), (480.0, 580.0)]), 26.0)],
    );
    let inside = folds + &zip_line(&zip, ink, &kit.trim, (300.0, 520.0));
    sheet.part(&pocket, &kit.cloth, &inside);
    sheet.put(&badge(400.0, 668.0, kit));
    // A cord across the upper half.
    let cord = line(&[(300.0, 300.0), (500.0, 356.0), (296.0, 410.0), (504.0, 452.0)])
        + &line(&[(500.0, 300.0), (300.0, 356.0), (504.0, 410.0), (296.0, 452.0)]);
    sheet.put(&format!(r##"<path d="{cord}" fill="none" stroke="#15161a" stroke-width="6" stroke-linejoin="round" opacity=".8"/><path d="{cord}" fill="none" stroke="{}" stroke-width="4" stroke-linejoin="round"/>"##, kit.trim.base));
    [150.0, top - 62.0, 650.0, bottom + 4.0]
}

fn alpine_front(sheet: &mut Sheet, kit: &Kit, top: f32, bottom: f32) {
    let ink = &kit.ink;
    let panel = symmetric(&[
        vec![(400.0, 400.0), (300.0, 404.0)],
        vec![(300.0, 404.0), (270.0, 600.0), (276.0, bottom - 110.0)],
        vec![(276.0, bottom - 110.0), (400.0, bottom - 98.0)],
    ]);
    sheet.put(
        &(format!(r#"<path d="{panel}" fill="{}" fill-opacity=".5"/>"#, kit.accent.base)
            + &stitch(&panel, ink)),
    );
    for (x, turn) in [(300.0, 1.0), (500.0, -1.0)] {
        let loops = (0..5).fold(String::new(), |d, i| {
            d + &line(&[
                (x, 470.0 + 60.0 * i as f32),
                (x + 18.0 * turn, 484.0 + 60.0 * i as f32),
                (x, 498.0 + 60.0 * i as f32),
            ])
        });
        let d = line(&[(x, 430.0), (x, bottom - 120.0)]) + &loops;
        sheet.put(&format!(r##"<path d="{d}" fill="none" stroke="#15161a" stroke-width="11"/><path d="{d}" fill="none" stroke="#45474e" stroke-width="8"/>"##));
    }
    sheet.pair(|sheet| {
        for y in [470.0, 690.0] {
            let d = line(&[(206.0, y), (296.0, y + 44.0)]);
            sheet.put(&format!(r##"<path d="{d}" stroke="#15161a" stroke-width="15"/><path d="{d}" stroke="{}" stroke-width="11"/><path d="{}" fill="#2b2c31" stroke="#0e0e11"/>"##, kit.trim.base, rounded(238.0, y + 6.0, 24.0, 26.0, 4.0)));
        }
    });
    let lid = symmetric(&[
        vec![(400.0, top - 14.0), (320.0, top - 8.0), (248.0, top + 30.0), (212.0, top + 110.0)],
        vec![(212.0, top + 110.0), (208.0, top + 190.0), (230.0, top + 236.0)],
        vec![(230.0, top + 236.0), (310.0, top + 262.0), (400.0, top + 266.0)],
    ]);
    sheet.put(&format!(r##"<path d="{lid}" fill="#0a0b0e" opacity=".45" transform="translate(2 12)"/>"##));
    let zip = curve(&[
        (236.0, top + 196.0),
        (310.0, top + 214.0),
        (400.0, top + 218.0),
        (490.0, top + 214.0),
        (564.0, top + 196.0),
    ]);
    let inside = sheet.folds(
        ink,
        &[(curve(&[(240.0, top + 150.0), (400.0, top + 176.0), (560.0, top + 150.0)]), 14.0)],
        &[(curve(&[(270.0, top + 70.0), (400.0, top + 40.0), (500.0, top + 60.0)]), 36.0)],
    ) + &zip_line(&zip, ink, &kit.trim, (520.0, top + 206.0));
    sheet.part(&lid, &kit.cloth, &inside);
    sheet.put(&badge(400.0, top + 110.0, kit));
    for x in [312.0, 488.0] {
        let d = line(&[(x, top + 240.0), (x, top + 350.0)]);
        sheet.put(&format!(r##"<path d="{d}" stroke="#15161a" stroke-width="20"/><path d="{d}" stroke="#45474e" stroke-width="16"/>"##));
        sheet.put(&buckle(x, top + 316.0));
    }
}

fn rolltop(sheet: &mut Sheet, kit: &Kit, back: bool) -> [f32; 4] {
    let ink = &kit.ink;
    let (top, bottom) = (210.0, 850.0);
    if !back {
        sheet.pair(|sheet| {
            let strap = curve(&[(250.0, 320.0), (186.0, 440.0), (180.0, 620.0), (224.0, 780.0)]);
            sheet.put(&format!(r##"<path d="{strap}" fill="none" stroke="{}" stroke-width="36"/><path d="{strap}" fill="none" stroke="{}" stroke-width="31"/>"##, kit.accent.line, kit.accent.base));
        });
    }
    let body = symmetric(&[
        vec![(400.0, top + 20.0), (242.0, top + 16.0)],
        vec![(242.0, top + 16.0), (226.0, 400.0), (220.0, 640.0), (226.0, bottom - 40.0)],
        vec![(226.0, bottom - 40.0), (236.0, bottom - 6.0), (280.0, bottom), (400.0, bottom + 4.0)],
    ]);
    let valleys = [
        (curve(&[(250.0, 280.0), (300.0, 330.0), (290.0, 420.0)]), 16.0),
        (curve(&[(548.0, 290.0), (500.0, 340.0), (512.0, 430.0)]), 16.0),
        (curve(&[(330.0, 250.0), (340.0, 300.0)]), 14.0),
        (curve(&[(462.0, 250.0), (456.0, 310.0)]), 14.0),
    ];
    let mut inside = sheet.folds(
        ink,
        &valleys,
        &[(curve(&[(290.0, 360.0), (280.0, 600.0)]), 36.0), (curve(&[(470.0, 330.0), (480.0, 560.0)]), 30.0)],
    );
    let base = polygon(&[
        (200.0, bottom - 120.0),
        (600.0, bottom - 120.0),
        (600.0, bottom + 20.0),
        (200.0, bottom + 20.0),
    ]);
    let leather = Ink::of("#6d4a32");
    inside += &(format!(r#"<path d="{base}" fill="{}"/>"#, leather.base)
        + &stitch(&line(&[(200.0, bottom - 114.0), (600.0, bottom - 114.0)]), &leather));
    sheet.part(&body, &kit.cloth, &inside);
    if back {
        let panel = rounded(282.0, 330.0, 236.0, 390.0, 26.0);
        let mesh = weave(sheet, Fabric::Mesh, &kit.accent, "#000000", 1.8, 0.0).unwrap_or_default();
        sheet.put(&format!(
            r##"<path d="{panel}" fill="{}"/><path d="{panel}" fill="url(#{mesh})"/>"##,
            kit.accent.base
        ));
        sheet.put(&stitch(&panel, ink));
    } else {
        let pocket = rounded(272.0, 560.0, 256.0, 170.0, 14.0);
        sheet.put(&(format!(r##"<path d="{pocket}" fill="#0a0b0e" opacity=".3" transform="translate(3 7)"/><path d="{pocket}" fill="{}" fill-opacity=".75" stroke="{}" stroke-width="1.6"/>"##, ink.base, ink.line) + &stitch(&rounded(279.0, 567.0, 242.0, 156.0, 10.0), ink)));
        sheet.put(&zip_line(&line(&[(292.0, 592.0), (508.0, 592.0)]), ink, &kit.trim, (500.0, 592.0)));
    }
    // The roll.
    let roll = rounded(232.0, top - 34.0, 336.0, 74.0, 34.0);
    sheet.put(&format!(r##"<path d="{roll}" fill="#0a0b0e" opacity=".4" transform="translate(0 14)"/>"##));
    let inside = sheet.folds(
        ink,
        &[
            (curve(&[(240.0, top + 16.0), (400.0, top + 24.0), (560.0, top + 16.0)]), 12.0),
            (curve(&[(236.0, top - 10.0), (400.0, top - 2.0), (564.0, top - 10.0)]), 6.0),
        ],
        &[(line(&[(260.0, top - 16.0), (540.0, top - 16.0)]), 12.0)],
    );
    sheet.part(&roll, &kit.cloth, &inside);
    if back {
        straps(sheet, kit, top + 60.0, bottom - 40.0);
    } else {
        let strap = polygon(&[(376.0, top - 30.0), (424.0, top - 30.0), (420.0, 500.0), (380.0, 500.0)]);
        sheet.put(&format!(r##"<path d="{strap}" fill="#0a0b0e" opacity=".35" transform="translate(4 6)"/><path d="{strap}" fill="{}" stroke="{}" stroke-width="1.6"/>"##, leather.base, leather.line));
        sheet.put(
            &(stitch(&line(&[(382.0, top - 28.0), (386.0, 494.0)]), &leather)
                + &stitch(&line(&[(418.0, top - 28.0), (414.0, 494.0)]), &leather)),
        );
        sheet.put(&format!(r##"<path d="{}" fill="none" stroke="#b7aa8c" stroke-width="8"/><path d="M400 356v52" stroke="#d6cbb0" stroke-width="6"/>"##, rounded(366.0, 352.0, 68.0, 58.0, 8.0)));
        sheet.put(&badge(400.0, 668.0, kit));
    }
    [160.0, top - 46.0, 640.0, bottom + 8.0]
}

fn tote(sheet: &mut Sheet, kit: &Kit, back: bool) -> [f32; 4] {
    let ink = &kit.ink;
    let handle = |front: bool| {
        let dy = if front { 0.0 } else { -26.0 };
        curve(&[
            (312.0, 470.0 + dy),
            (318.0, 260.0 + dy),
            (352.0, 176.0 + dy),
            (400.0, 156.0 + dy),
            (448.0, 176.0 + dy),
            (482.0, 260.0 + dy),
            (488.0, 470.0 + dy),
        ])
    };
    let strap = |d: &str, ink: &Ink| {
        format!(
            r#"<g fill="none"><path d="{d}" stroke="{}" stroke-width="34"/><path d="{d}" stroke="{}" stroke-width="30"/><path d="{d}" stroke="{}" stroke-width="22" stroke-dasharray="5 4" opacity=".3"/></g>"#,
            ink.line, ink.base, ink.deep
        )
    };
    let leather = kit.trim.mixed("#3a2a20", 0.35);
    sheet.put(&strap(&handle(false), &leather));
    let mouth = polygon(&[(214.0, 434.0), (586.0, 434.0), (572.0, 470.0), (228.0, 470.0)]);
    sheet.part(&mouth, &Cloth { ink: ink.mixed("#15171d", 0.5), weave: None, round: 10.0 }, "");
    let body = symmetric(&[
        vec![(400.0, 456.0), (206.0, 440.0)],
        vec![(206.0, 440.0), (200.0, 620.0), (212.0, 860.0)],
        vec![(212.0, 860.0), (230.0, 884.0), (400.0, 890.0)],
    ]);
    let valleys = [
        (curve(&[(236.0, 460.0), (270.0, 560.0), (258.0, 700.0)]), 16.0),
        (curve(&[(560.0, 470.0), (528.0, 580.0), (548.0, 720.0)]), 16.0),
        (curve(&[(340.0, 500.0), (354.0, 640.0), (344.0, 760.0)]), 14.0),
        (curve(&[(226.0, 850.0), (300.0, 800.0), (420.0, 820.0)]), 12.0),
    ];
    let mut inside = sheet.folds(
        ink,
        &valleys,
        &[(curve(&[(300.0, 520.0), (304.0, 760.0)]), 30.0), (curve(&[(470.0, 500.0), (480.0, 720.0)]), 30.0)],
    );
    inside += &stitch(&curve(&[(200.0, 470.0), (400.0, 486.0), (600.0, 470.0)]), ink);
    if !back {
        inside += &crystal(400.0, 660.0, 58.0, if ink.dark { &ink.glow } else { &kit.trim.base }, 7.0);
    }
    sheet.part(&body, &kit.cloth, &inside);
    sheet.put(&strap(&handle(true), &leather));
    for x in [312.0, 488.0] {
        sheet.put(
            &(format!(
                r##"<path d="{}" fill="{}" stroke="{}" stroke-width="1.6"/>"##,
                rounded(x - 17.0, 462.0, 34.0, 64.0, 4.0),
                leather.base,
                leather.line
            ) + &stitch(
                &(rounded(x - 12.0, 468.0, 24.0, 24.0, 2.0)
                    + &line(&[(x - 12.0, 468.0), (x + 12.0, 492.0)])
                    + &line(&[(x + 12.0, 468.0), (x - 12.0, 492.0)])),
                &leather,
            )),
        );
    }
    [190.0, 120.0, 610.0, 896.0]
}

fn waist_pack(sheet: &mut Sheet, kit: &Kit, back: bool) -> [f32; 4] {
    let ink = &kit.ink;
    let strap = if kit.worn {
        curve(&[(30.0, 496.0), (90.0, 520.0), (150.0, 540.0)])
            + &curve(&[(770.0, 496.0), (710.0, 520.0), (650.0, 540.0)])
    } else {
        curve(&[
            (150.0, 540.0),
            (92.0, 420.0),
            (180.0, 290.0),
            (400.0, 246.0),
            (620.0, 290.0),
            (708.0, 420.0),
            (650.0, 540.0),
        ])
    };
    sheet.put(&format!(r##"<g fill="none"><path d="{strap}" stroke="#17181c" stroke-width="42"/><path d="{strap}" stroke="#3a3c43" stroke-width="37"/><path d="{strap}" stroke="#55575f" stroke-width="24" stroke-dasharray="3 4" opacity=".5"/></g>"##));
    if !kit.worn {
        sheet.put(
            &buckle(400.0, 246.0).replace("<path", r#"<path transform="translate(-200 -120) scale(1.5)""#),
        );
    }
    let body = symmetric(&[
        vec![(400.0, 452.0), (250.0, 456.0), (150.0, 490.0), (112.0, 540.0)],
        vec![(112.0, 540.0), (130.0, 640.0), (210.0, 716.0), (330.0, 744.0), (400.0, 748.0)],
    ]);
    let mut inside = sheet.folds(
        ink,
        &[
            (curve(&[(170.0, 560.0), (220.0, 620.0), (230.0, 690.0)]), 16.0),
            (curve(&[(630.0, 560.0), (580.0, 620.0), (570.0, 690.0)]), 16.0),
            (curve(&[(240.0, 716.0), (400.0, 728.0), (560.0, 716.0)]), 14.0),
        ],
        &[
            (curve(&[(200.0, 500.0), (400.0, 480.0), (560.0, 496.0)]), 26.0),
            (curve(&[(300.0, 620.0), (420.0, 630.0)]), 34.0),
        ],
    );
    if back {
        let mesh = weave(sheet, Fabric::Mesh, &kit.accent, "#000000", 1.6, 0.0).unwrap_or_default();
        let panel = blob(&[
            (220.0, 520.0),
            (400.0, 500.0),
            (580.0, 520.0),
            (560.0, 650.0),
            (400.0, 700.0),
            (240.0, 650.0),
        ]);
        inside += &format!(
            r##"<path d="{panel}" fill="{}"/><path d="{panel}" fill="url(#{mesh})"/>"##,
            kit.accent.base
        );
    } else {
        inside += &zip_line(
            &curve(&[(136.0, 540.0), (260.0, 520.0), (400.0, 514.0), (540.0, 520.0), (664.0, 540.0)]),
            ink,
            &kit.trim,
            (600.0, 529.0),
        );
        inside += &zip_line(
            &curve(&[(230.0, 620.0), (400.0, 606.0), (570.0, 620.0)]),
            ink,
            &kit.trim,
            (250.0, 618.0),
        );
    }
    sheet.part(&body, &kit.cloth, &inside);
    if !back {
        sheet.put(&badge(400.0, 676.0, kit));
    }
    sheet.pair(|sheet| {
        let tab =
            Pen::at((112.0, 520.0)).to((160.0, 486.0)).to((178.0, 560.0)).to((128.0, 596.0)).close().d();
        sheet.part(&tab, &kit.webbing, "");
    });
    [80.0, 220.0, 720.0, 756.0]
}

fn duffel(sheet: &mut Sheet, kit: &Kit, back: bool) -> [f32; 4] {
    let ink = &kit.ink;
    let body = Pen::at((120.0, 470.0))
        .quad((112.0, 400.0), (190.0, 392.0))
        .through(&[(400.0, 378.0), (610.0, 392.0)])
        .quad((688.0, 400.0), (680.0, 470.0))
        .through(&[(692.0, 600.0), (680.0, 720.0)])
        .quad((672.0, 770.0), (600.0, 774.0))
        .to((200.0, 774.0))
        .quad((128.0, 770.0), (120.0, 720.0))
        .through(&[(108.0, 600.0), (120.0, 470.0)])
        .close()
        .d();
    let valleys = [
        (curve(&[(150.0, 440.0), (230.0, 500.0), (240.0, 620.0)]), 18.0),
        (curve(&[(650.0, 440.0), (570.0, 500.0), (566.0, 620.0)]), 18.0),
        (curve(&[(160.0, 740.0), (400.0, 756.0), (640.0, 740.0)]), 16.0),
        (curve(&[(330.0, 470.0), (350.0, 540.0)]), 12.0),
    ];
    let mut inside = sheet.folds(
        ink,
        &valleys,
        &[
            (curve(&[(200.0, 430.0), (400.0, 412.0), (600.0, 430.0)]), 34.0),
            (curve(&[(280.0, 560.0), (420.0, 580.0), (520.0, 560.0)]), 40.0),
        ],
    );
    inside +=
        &zip_line(&curve(&[(130.0, 462.0), (400.0, 446.0), (670.0, 462.0)]), ink, &kit.trim, (612.0, 456.0));
    for x in [182.0, 618.0] {
        inside += &stitch(&line(&[(x, 390.0), (x - 4.0, 780.0)]), ink);
    }
    sheet.part(&body, &kit.cloth, &inside);
    let lift = if back { 260.0 } else { 250.0 };
    let d = curve(&[
        (276.0, 770.0),
        (280.0, 520.0),
        (296.0, 400.0),
        (330.0, lift + 60.0),
        (400.0, lift),
        (470.0, lift + 60.0),
        (504.0, 400.0),
        (520.0, 520.0),
        (524.0, 770.0),
    ]);
    sheet.put(&format!(r##"<g fill="none"><path d="{d}" stroke="#101114" stroke-width="36" opacity=".35" transform="translate(3 7)"/><path d="{d}" stroke="#15161a" stroke-width="34"/><path d="{d}" stroke="#3d3f46" stroke-width="29"/><path d="{d}" stroke="#5a5c64" stroke-width="18" stroke-dasharray="3 4" opacity=".45"/></g>"##));
    sheet.put(&format!(
        r##"<path d="{}" fill="{}" stroke="{}" stroke-width="1.6"/>"##,
        rounded(362.0, lift - 26.0, 76.0, 50.0, 12.0),
        kit.trim.base,
        kit.trim.line
    ));
    if !back {
        sheet.put(&badge(400.0, 630.0, kit));
    }
    [104.0, 216.0, 696.0, 780.0]
}

fn messenger(sheet: &mut Sheet, kit: &Kit, back: bool) -> [f32; 4] {
    let ink = &kit.ink;
    let strap = curve(&[
        (196.0, 500.0),
        (190.0, 330.0),
        (270.0, 170.0),
        (400.0, 130.0),
        (530.0, 170.0),
        (610.0, 330.0),
        (604.0, 500.0),
    ]);
    let leather = Ink::of("#6d4630").mixed(&ink.base, 0.25);
    if !kit.worn {
        sheet.put(&format!(r##"<g fill="none"><path d="{strap}" stroke="{}" stroke-width="36"/><path d="{strap}" stroke="{}" stroke-width="31"/></g>"##, leather.line, leather.base));
        sheet.put(&stitch(
            &curve(&[
                (206.0, 500.0),
                (202.0, 334.0),
                (276.0, 182.0),
                (400.0, 142.0),
                (524.0, 182.0),
                (598.0, 334.0),
                (594.0, 500.0),
            ]),
            &leather,
        ));
    }
    let body = symmetric(&[
        vec![(400.0, 440.0), (170.0, 440.0)],
        vec![(170.0, 440.0), (160.0, 600.0), (168.0, 790.0)],
        vec![(168.0, 790.0), (182.0, 822.0), (400.0, 828.0)],
    ]);
    let inside = sheet.folds(
        ink,
        &[(curve(&[(190.0, 780.0), (400.0, 800.0), (610.0, 780.0)]), 16.0)],
        &[(curve(&[(220.0, 560.0), (226.0, 700.0)]), 30.0)],
    );
    sheet.part(&body, &kit.cloth, &inside);
    if back {
        sheet.put(&zip_line(&line(&[(220.0, 540.0), (580.0, 540.0)]), ink, &kit.trim, (560.0, 540.0)));
        return [140.0, 104.0, 660.0, 836.0];
    }
    let flap = symmetric(&[
        vec![(400.0, 424.0), (166.0, 426.0)],
        vec![(166.0, 426.0), (156.0, 520.0), (164.0, 648.0)],
        vec![(164.0, 648.0), (184.0, 690.0), (290.0, 708.0), (400.0, 712.0)],
    ]);
    sheet.put(&format!(r##"<path d="{flap}" fill="#0a0b0e" opacity=".45" transform="translate(2 12)"/>"##));
    let inner = symmetric(&[
        vec![(400.0, 436.0), (177.0, 438.0)],
        vec![(177.0, 438.0), (168.0, 520.0), (175.0, 644.0)],
        vec![(175.0, 644.0), (192.0, 680.0), (290.0, 697.0), (400.0, 700.0)],
    ]);
    let grain = weave(sheet, Fabric::Leather, &leather, "#000", 1.0, 0.0);
    let folds = sheet.folds(
        &leather,
        &[(curve(&[(190.0, 470.0), (400.0, 480.0), (610.0, 470.0)]), 12.0)],
        &[(curve(&[(220.0, 520.0), (400.0, 540.0), (560.0, 520.0)]), 40.0)],
    );
    let inside = folds + &stitch(&inner, &leather);
    sheet.part(&flap, &Cloth { ink: leather.clone(), weave: grain, round: 30.0 }, &inside);
    sheet.put(&crystal(400.0, 640.0, 26.0, &leather.line, 4.0));
    [140.0, 104.0, 660.0, 836.0]
}

/// The bag as it is carried, in the coordinates of the figure.
pub fn carried(sheet: &mut Sheet, bag: Bag, colour: &Colour) {
    let place = match bag {
        Bag::Daypack | Bag::Rolltop => "translate(204 116) scale(.49)",
        Bag::Alpine => "translate(180 80) scale(.55)",
        Bag::Tote => "translate(425 470) scale(.42)",
        Bag::WaistPack => "translate(256 262) scale(.36)",
        Bag::Duffel => "translate(398 580) scale(.42)",
        Bag::Messenger => "translate(372 336) scale(.44)",
    };
    sheet.group(place, |sheet| {
        let kit = kit(sheet, bag, colour, true);
        make(sheet, bag, &kit, false);
    });
}
