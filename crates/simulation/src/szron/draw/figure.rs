//! A calm figure without a face, for seeing how a garment sits.

use super::cut::Cut;
use super::ink::Ink;
use super::pen::{P, Pen, curve, symmetric};
use super::sheet::{Cloth, Sheet};

pub struct Person {
    pub skin: &'static str,
    pub hair: &'static str,
    pub long_hair: bool,
    /// What is worn with the goods.
    /// Nothing when the goods are trousers.
    pub trousers: Option<&'static str>,
    pub shoes: &'static str,
    pub gloves: Option<&'static str>,
    /// Seen from behind.
    pub behind: bool,
    pub hooded: bool,
}

const SKINS: [&str; 4] = ["#e2b899", "#c99873", "#eec7ab", "#a8744f"];
const HAIRS: [&str; 5] = ["#4a3426", "#2b2320", "#8a5b36", "#b98d55", "#6e4a34"];

impl Person {
    pub fn of(seed: u64, woman: bool) -> Person {
        Person {
            skin: SKINS[(seed % 4) as usize],
            hair: HAIRS[(seed / 3 % 5) as usize],
            long_hair: woman,
            trousers: Some(["#4b4a4b", "#6b6256", "#3e4653"][(seed % 3) as usize]),
            gloves: None,
            behind: false,
            shoes: "#e7dfd2",
            hooded: false,
        }
    }
}

fn plain(hex: &str, round: f32) -> Cloth {
    Cloth { ink: Ink::of(hex), weave: None, round }
}

/// Legs, shoes and hands: what shows from under a top garment.
pub fn below(sheet: &mut Sheet, person: &Person, cut: &Cut) {
    if let Some(trousers) = person.trousers {
        feet(sheet, person.shoes);
        legs(sheet, trousers);
    }
    let end = cut.sleeve_end();
    sheet.pair(|sheet| {
        let (a, b) = (cut.outer(1.0), cut.inner(1.0));
        let x = (a.0 + b.0) / 2.0;
        let bare = end < 0.7 || cut.top.sleeve == crate::szron::art::Sleeve::None;
        if bare {
            let arm = Pen::at((cut.tip.0 + 12.0, cut.tip.1 + 10.0))
                .through(&[(a.0 + 26.0, 400.0), (x - 24.0, 540.0), (x - 17.0, 664.0)])
                .to((x + 17.0, 664.0))
                .through(&[(x + 36.0, 540.0), (cut.armpit.0 + 6.0, 400.0), (cut.armpit.0 + 40.0, 330.0)])
                .close()
                .d();
            sheet.part(&arm, &plain(person.skin, 24.0), "");
        }
        hand(sheet, x, 652.0, person.gloves.unwrap_or(person.skin));
    });
}

pub fn hand(sheet: &mut Sheet, x: f32, y: f32, skin: &str) {
    let d = Pen::at((x - 18.0, y))
        .through(&[
            (x - 23.0, y + 26.0),
            (x - 22.0, y + 52.0),
            (x - 12.0, y + 84.0),
            (x + 4.0, y + 86.0),
            (x + 14.0, y + 58.0),
        ])
        .through(&[(x + 21.0, y + 64.0), (x + 27.0, y + 50.0), (x + 23.0, y + 26.0), (x + 17.0, y)])
        .close()
        .d();
    let ink = Ink::of(skin);
    let lines = [
        (curve(&[(x - 6.0, y + 56.0), (x - 5.0, y + 80.0)]), 2.0),
        (curve(&[(x + 3.0, y + 56.0), (x + 4.0, y + 80.0)]), 2.0),
        (curve(&[(x + 15.0, y + 30.0), (x + 13.0, y + 58.0)]), 3.0),
    ];
    let inside = sheet.folds(&ink, &lines, &[]);
    sheet.part(&d, &plain(skin, 14.0), &inside);
}

pub fn feet(sheet: &mut Sheet, shoes: &str) {
    sheet.pair(|sheet| {
        let sock = Pen::at((328.0, 960.0))
            .through(&[(332.0, 1050.0), (334.0, 1124.0)])
            .to((372.0, 1124.0))
            .through(&[(376.0, 1050.0), (382.0, 960.0)])
            .close()
            .d();
        sheet.part(&sock, &plain("#b9b2a6", 20.0), "");
        let shoe = Pen::at((330.0, 1096.0))
            .through(&[
                (312.0, 1118.0),
                (302.0, 1146.0),
                (318.0, 1158.0),
                (352.0, 1160.0),
                (374.0, 1150.0),
                (374.0, 1120.0),
                (368.0, 1096.0),
            ])
            .close()
            .d();
        sheet.part(&shoe, &plain(shoes, 14.0), "");
    });
}

pub fn legs(sheet: &mut Sheet, trousers: &str) {
    sheet.pair(|sheet| {
        let d = Pen::at((296.0, 560.0))
            .through(&[(284.0, 660.0), (292.0, 780.0), (306.0, 900.0), (318.0, 1020.0), (322.0, 1112.0)])
            .to((376.0, 1112.0))
            .through(&[(386.0, 1000.0), (392.0, 880.0), (398.0, 720.0), (400.0, 640.0)])
            .to((400.0, 560.0))
            .close()
            .d();
        let ink = Ink::of(trousers);
        let valleys = [
            (curve(&[(396.0, 668.0), (350.0, 690.0), (318.0, 684.0)]), 10.0),
            (curve(&[(318.0, 880.0), (350.0, 892.0), (380.0, 880.0)]), 8.0),
            (curve(&[(330.0, 1080.0), (350.0, 1090.0), (372.0, 1076.0)]), 8.0),
        ];
        let ridges = [(curve(&[(340.0, 700.0), (346.0, 850.0), (348.0, 1040.0)]), 22.0)];
        let inside = sheet.folds(&ink, &valleys, &ridges);
        sheet.part(&d, &Cloth { ink, weave: None, round: 30.0 }, &inside);
    });
}

/// Head and neck, drawn after what lies behind the neck.
pub fn head(sheet: &mut Sheet, person: &Person) {
    let lift = if person.hooded { "translate(0 0)" } else { "translate(0 -16)" };
    sheet.group(lift, |sheet| bust(sheet, person));
}

fn bust(sheet: &mut Sheet, person: &Person) {
    let c: P = (400.0, 104.0);
    let skin = Ink::of(person.skin);
    let hair = Ink::of(person.hair);
    if person.long_hair && !person.hooded {
        let d = symmetric(&[
            vec![(400.0, 26.0), (352.0, 44.0), (338.0, 110.0), (334.0, 176.0), (348.0, 232.0)],
            vec![(348.0, 232.0), (376.0, 240.0), (400.0, 232.0)],
        ]);
        sheet.part(&d, &Cloth { ink: hair.clone(), weave: None, round: 18.0 }, "");
    }
    if person.behind {
        let neck = symmetric(&[
            vec![(400.0, 140.0), (368.0, 146.0)],
            vec![(368.0, 146.0), (366.0, 190.0), (346.0, 214.0)],
            vec![(346.0, 214.0), (400.0, 246.0)],
        ]);
        sheet.part(&neck, &Cloth { ink: skin, weave: None, round: 16.0 }, "");
        let d =
            symmetric(&[vec![(400.0, 26.0), (356.0, 46.0), (345.0, 100.0), (356.0, 150.0), (400.0, 172.0)]]);
        let sheen = [(curve(&[(366.0, 70.0), (396.0, 50.0), (428.0, 62.0)]), 12.0)];
        let inside = sheet.folds(&hair, &[], &sheen);
        sheet.part(&d, &Cloth { ink: hair, weave: None, round: 22.0 }, &inside);
        return;
    }
    let neck = symmetric(&[
        vec![(400.0, 140.0), (368.0, 146.0)],
        vec![(368.0, 146.0), (366.0, 190.0), (346.0, 214.0)],
        vec![(346.0, 214.0), (400.0, 246.0)],
    ]);
    let under = [(curve(&[(366.0, 164.0), (400.0, 184.0), (434.0, 164.0)]), 18.0)];
    let shade = sheet.folds(&skin, &under, &[]);
    sheet.part(&neck, &Cloth { ink: skin.clone(), weave: None, round: 16.0 }, &shade);
    let face = symmetric(&[vec![
        (400.0, 36.0),
        (364.0, 52.0),
        (351.0, 98.0),
        (358.0, 140.0),
        (380.0, 168.0),
        (400.0, 173.0),
    ]]);
    let cheek = [
        (curve(&[(362.0, 128.0), (378.0, 156.0), (400.0, 166.0)]), 12.0),
        (curve(&[(438.0, 90.0), (440.0, 130.0), (420.0, 158.0)]), 14.0),
    ];
    let lit = [(curve(&[(376.0, 84.0), (374.0, 112.0)]), 18.0)];
    let inside = sheet.folds(&skin, &cheek, &lit);
    sheet.part(&face, &Cloth { ink: skin, weave: None, round: 16.0 }, &inside);
    let top = c.1 - 78.0;
    let d = if person.long_hair {
        Pen::at((346.0, 128.0))
            .through(&[
                (342.0, 86.0),
                (358.0, 44.0),
                (400.0, top),
                (442.0, 44.0),
                (458.0, 86.0),
                (454.0, 130.0),
            ])
            .through(&[(446.0, 92.0), (426.0, 64.0), (392.0, 56.0)])
            .through(&[(366.0, 74.0), (346.0, 128.0)])
            .close()
            .d()
    } else {
        Pen::at((348.0, 104.0))
            .through(&[
                (344.0, 66.0),
                (362.0, 34.0),
                (402.0, 24.0),
                (442.0, 38.0),
                (456.0, 70.0),
                (452.0, 104.0),
            ])
            .through(&[(446.0, 84.0), (434.0, 68.0), (398.0, 62.0), (364.0, 72.0), (348.0, 104.0)])
            .close()
            .d()
    };
    let sheen = [(curve(&[(366.0, 56.0), (390.0, 40.0), (418.0, 42.0)]), 8.0)];
    let inside = sheet.folds(&hair, &[], &sheen);
    sheet.part(&d, &Cloth { ink: hair, weave: None, round: 10.0 }, &inside);
}

/// Thin lines with ends that show where a size is measured: across, and down.
pub fn measures(y: f32, left: f32, right: f32, x: f32, from: f32, to: f32) -> String {
    let ends = |d: String| format!(r##"<path d="{d}" fill="none" stroke="#8a4a2e" stroke-width="2.4"/>"##);
    let tick = 9.0;
    let across =
        format!("M{left} {y}H{right}M{left} {}V{}M{right} {}V{}", y - tick, y + tick, y - tick, y + tick);
    let down = format!("M{x} {from}V{to}M{} {from}H{}M{} {to}H{}", x - tick, x + tick, x - tick, x + tick);
    ends(across) + &ends(down)
}

pub fn bare_legs(sheet: &mut Sheet, person: &Person) {
    sheet.pair(|sheet| {
        let d = Pen::at((318.0, 700.0))
            .through(&[(316.0, 860.0), (326.0, 960.0), (336.0, 1100.0)])
            .to((372.0, 1100.0))
            .through(&[(384.0, 960.0), (386.0, 860.0), (396.0, 700.0)])
            .close()
            .d();
        sheet.part(&d, &plain(person.skin, 24.0), "");
        let boot = Pen::at((326.0, 990.0))
            .through(&[
                (330.0, 1060.0),
                (314.0, 1118.0),
                (302.0, 1146.0),
                (318.0, 1158.0),
                (352.0, 1160.0),
                (376.0, 1150.0),
                (378.0, 1080.0),
                (384.0, 990.0),
            ])
            .close()
            .d();
        sheet.part(&boot, &plain("#3a302b", 16.0), "");
    });
}

/// A belt through the loops of trousers.
pub fn belt(colour: &crate::szron::colour::Colour) -> String {
    let ink = Ink::of(colour.hex);
    let d = "M306 508Q400 524 494 508V532Q400 548 306 532Z";
    format!(
        r##"<path d="{d}" fill="#0c0d12" opacity=".3" transform="translate(0 4)"/><path d="{d}" fill="{}" stroke="{}" stroke-width="1.2"/><path d="M306 512Q400 528 494 512M306 528Q400 544 494 528" fill="none" stroke="{}" stroke-dasharray="3 2"/><path d="M384 513h34v30h-34z" fill="none" stroke="#b89a5a" stroke-width="5"/><path d="M388 528h30" stroke="#d9bf80" stroke-width="3.4"/>"##,
        ink.base, ink.line, ink.stitch
    )
}

/// A strap across the chest.
pub fn strap(colour: &crate::szron::colour::Colour) -> String {
    let ink = Ink::of("#6d4630").mixed(colour.hex, 0.25);
    let d = curve(&[(322.0, 212.0), (432.0, 350.0), (548.0, 532.0)]);
    format!(
        r#"<path d="{d}" fill="none" stroke="{}" stroke-width="19"/><path d="{d}" fill="none" stroke="{}" stroke-width="15.5"/>"#,
        ink.line, ink.base
    )
}
