//! The cloth close up: weave, light on a fold, a seam, and what closes it.

use super::fabric::{rib, weave};
use super::ink::Ink;
use super::mark::crystal;
use super::pen::{P, Pen, curve, lerp, line, num, polygon, rounded};
use super::quilt;
use super::sheet::{Cloth, Sheet};
use super::trim::{button, cables, snap};
use crate::szron::art::{Art, Bag, Belt, Closure, Fabric, Hat, Quilt, Scarf, Shaft};
use crate::szron::colour::Colour;

fn fabric_of(art: &Art) -> Fabric {
    match art {
        Art::Top(t) => t.fabric,
        Art::Legs(l) => l.fabric,
        Art::Skirt(s) => s.fabric,
        Art::Shoe(s) => s.fabric,
        Art::Bag(Bag::Tote | Bag::Rolltop | Bag::Messenger) => Fabric::Canvas,
        Art::Bag(_) => Fabric::Ripstop,
        Art::Hat(Hat::Beanie(b)) => b.fabric,
        Art::Hat(Hat::Cap) => Fabric::Ripstop,
        Art::Hat(Hat::Headband) => Fabric::FineKnit,
        Art::Hands(h) => h.fabric,
        Art::Scarf(Scarf::Fringed(f) | Scarf::Gaiter(f)) => *f,
        Art::Socks(_) => Fabric::FineKnit,
        Art::Belt(Belt::Leather) => Fabric::Leather,
        Art::Belt(Belt::Webbing) => Fabric::Webbing,
    }
}

pub fn draw(sheet: &mut Sheet, art: &Art, colour: &Colour, seed: u64) {
    let (ink, trim) = (Ink::of(colour.hex), Ink::of(colour.trim));
    let fabric = fabric_of(art);
    let scale = match fabric {
        Fabric::Knit | Fabric::Cable => 5.2,
        Fabric::FineKnit => 4.2,
        Fabric::Sherpa | Fabric::Fleece => 2.8,
        Fabric::Flannel => 3.0,
        Fabric::Wool | Fabric::Felt | Fabric::Suede | Fabric::Leather => 2.4,
        Fabric::Corduroy => 3.6,
        Fabric::Mesh => 5.0,
        _ => 4.2,
    };
    let page = "M-20 -20H820V1020H-20Z";
    let cloth =
        Cloth { weave: weave(sheet, fabric, &ink, &trim.base, scale, -12.0), ink: ink.clone(), round: 0.0 };
    let mut inside = String::new();
    let puffed = if let Art::Top(t) = art { matches!(t.quilt, Quilt::Baffles(_)) } else { false };
    if puffed {
        let swell = quilt::swell(sheet, &ink);
        let lines: Vec<[P; 3]> = [-30.0, 48.0, 122.0, 196.0, 272.0, 350.0]
            .map(|y| [(-14.0, y + 9.0), (114.0, y - 3.0), (244.0, y - 18.0)])
            .to_vec();
        inside +=
            &format!(r#"<g transform="scale(3.5)">{}</g>"#, quilt::chambers(&lines, &swell, &ink, seed));
        let haze = sheet.blur(26);
        let sheen =
            [(180.0, 300.0), (440.0, 560.0), (700.0, 810.0)].iter().fold(String::new(), |d, (x, y)| {
                d + &curve(&[(x - 200.0, y + 8.0), (*x, *y), (x + 260.0, y - 46.0)])
            });
        inside += &format!(
            r##"<path d="{sheen}" fill="none" stroke="{}" stroke-width="44" opacity=".28" filter="url(#{haze})"/>"##,
            ink.glow
        );
    } else {
        if let Art::Top(t) = art
            && t.quilt != Quilt::None
        {
            let id = quilt::diamonds(sheet, &ink);
            let big = sheet.id();
            sheet.define(&format!(r##"<pattern id="{big}" href="#{id}" patternTransform="scale(4.4)"/>"##));
            inside += &format!(r##"<path d="{page}" fill="url(#{big})"/>"##);
        }
        let valleys = [
            (curve(&[(-40.0, 300.0), (260.0, 360.0), (520.0, 250.0), (860.0, 320.0)]), 70.0),
            (curve(&[(-40.0, 820.0), (300.0, 720.0), (560.0, 820.0), (860.0, 700.0)]), 60.0),
        ];
        let ridges = [
            (curve(&[(-40.0, 190.0), (280.0, 250.0), (540.0, 140.0), (860.0, 210.0)]), 80.0),
            (curve(&[(-40.0, 560.0), (300.0, 600.0), (560.0, 520.0), (860.0, 560.0)]), 110.0),
            (curve(&[(-40.0, 930.0), (320.0, 840.0), (580.0, 930.0), (860.0, 830.0)]), 60.0),
        ];
        let deep = sheet.blur(26);
        inside += &sheet.folds(&ink, &valleys, &ridges).replacen(
            "<g ",
            &format!(r##"<g filter="url(#{deep})" "##),
            1,
        );
    }
    if fabric == Fabric::Cable {
        inside += &format!(
            r#"<g transform="rotate(-12 400 500) translate(-1300 -1100) scale(4.2)">{}</g>"#,
            cables(sheet, &ink, 250.0, 520.0)
        );
    }
    inside += &grain(sheet, fabric);
    inside += &feature(sheet, art, &ink, &trim, fabric);
    let vignette = sheet.radial((0.42, 0.4), 0.8, &[(0.55, "#0b0c12", 0.0), (1.0, "#0b0c12", 0.42)]);
    inside += &format!(r##"<path d="{page}" fill="url(#{vignette})"/>"##);
    sheet.part(page, &cloth, &inside);
}

/// The tooth of the surface: noise, seen as fine shadows or, on leather and rubbery cloth, as small lights.
fn grain(sheet: &mut Sheet, fabric: Fabric) -> String {
    let id = sheet.id();
    if fabric == Fabric::Leather {
        sheet.define(&format!(
            r##"<filter id="{id}" x="0" y="0" width="100%" height="100%"><feTurbulence type="turbulence" baseFrequency=".05" numOctaves="4" seed="4"/><feSpecularLighting surfaceScale="9" specularConstant=".75" specularExponent="12" lighting-color="#fff1dc"><feDistantLight azimuth="230" elevation="42"/></feSpecularLighting></filter>"##
        ));
        return format!(r##"<rect width="800" height="1000" filter="url(#{id})" opacity=".2"/>"##);
    }
    let (frequency, strength) = match fabric {
        Fabric::Suede | Fabric::Felt | Fabric::Wool | Fabric::Herringbone => ("0.35", 0.7),
        Fabric::Sherpa | Fabric::Fleece => ("0.06", 0.5),
        Fabric::Ripstop | Fabric::Shell => ("0.02", 0.3),
        _ => ("0.5", 0.5),
    };
    sheet.define(&format!(
        r#"<filter id="{id}" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency="{frequency}" numOctaves="3" seed="7"/><feColorMatrix values="0 0 0 0 0.04 0 0 0 0 0.04 0 0 0 0 0.08 {strength} {strength} 0 0 -{}"/></filter>"#,
        num(strength * 0.78)
    ));
    format!(r##"<rect width="800" height="1000" filter="url(#{id})" opacity=".55"/>"##)
}

fn thread(d: &str, ink: &Ink) -> String {
    format!(
        r##"<g fill="none" stroke-linecap="round"><path d="{d}" stroke="{}" stroke-width="13" opacity=".4"/><path d="{d}" stroke="{}" stroke-width="7" stroke-dasharray="24 15"/><path d="{d}" stroke="#fff" stroke-width="2" stroke-dasharray="18 21" stroke-dashoffset="-3" opacity=".45" transform="translate(-1 -2)"/></g>"##,
        ink.deep, ink.stitch
    )
}

fn feature(sheet: &mut Sheet, art: &Art, ink: &Ink, trim: &Ink, fabric: Fabric) -> String {
    let mut out = String::new();
    let knit = matches!(fabric, Fabric::Knit | Fabric::Cable | Fabric::FineKnit);
    match art {
        Art::Top(t) if matches!(t.closure, Closure::Zip | Closure::HalfZip | Closure::CoveredZip) => {
            out += &big_zip(sheet, ink, trim)
        }
        Art::Top(t) if matches!(t.closure, Closure::Buttons | Closure::DoubleBreasted | Closure::Placket) => {
            let tone = if matches!(t.fabric, Fabric::Oxford | Fabric::Flannel | Fabric::Jersey) {
                Ink::of("#ece5d6")
            } else {
                trim.clone()
            };
            out += &band(ink, 500.0, 700.0);
            out += &(button(0.0, 0.0, 11.0, &tone).replacen(
                "<circle",
                r#"<g transform="translate(600 330) rotate(-8) scale(6.4)"><circle"#,
                1,
            ) + "</g>");
            out += &(button(0.0, 0.0, 11.0, &tone).replacen(
                "<circle",
                r#"<g transform="translate(572 800) rotate(12) scale(6.4)"><circle"#,
                1,
            ) + "</g>");
        }
        Art::Top(t) if t.closure == Closure::Snaps => {
            out += &band(ink, 500.0, 700.0);
            for y in [300.0, 760.0] {
                out += &(snap(0.0, 0.0, trim).replacen(
                    "<circle",
                    &format!(r#"<g transform="translate({} {y}) scale(8)"><circle"#, num(600.0 - y * 0.03)),
                    1,
                ) + "</g>");
            }
        }
        Art::Shoe(s) if s.laces => {
            let lace = Ink::of(if ink.dark { "#d8d0c0" } else { "#f2ede2" });
            let edge = Pen::at((420.0, -20.0))
                .through(&[(470.0, 300.0), (440.0, 640.0), (500.0, 1020.0)])
                .to((840.0, 1020.0))
                .to((840.0, -20.0))
                .close()
                .d();
            out += &format!(
                r##"<path d="{edge}" fill="#08090c" opacity=".5" transform="translate(-12 8)"/><path d="{edge}" fill="{}" fill-opacity=".9"/>"##,
                ink.mixed("#14161c", 0.2).base
            );
            out += &thread(&curve(&[(470.0, -20.0), (518.0, 300.0), (488.0, 640.0), (546.0, 1020.0)]), ink);
            for (i, y) in [140.0, 430.0, 720.0, 1000.0].iter().enumerate() {
                let x = [560.0, 590.0, 574.0, 612.0][i];
                let d = curve(&[(x, *y), (360.0, y - 70.0), (60.0, y - 60.0), (-60.0, y - 20.0)]);
                out += &format!(
                    r##"<circle cx="{x}" cy="{y}" r="46" fill="#b9a36f" stroke="#5a4a28" stroke-width="4"/><circle cx="{x}" cy="{y}" r="26" fill="#15120e"/><g fill="none" stroke-linecap="round"><path d="{d}" stroke="#07070a" stroke-width="66" opacity=".4" transform="translate(4 14)"/><path d="{d}" stroke="{}" stroke-width="62"/><path d="{d}" stroke="{}" stroke-width="55"/><path d="{d}" stroke="{}" stroke-width="40" stroke-dasharray="7 9" opacity=".5"/></g>"##,
                    lace.line, lace.base, lace.shade
                );
            }
        }
        Art::Shoe(s) if s.shaft == Shaft::Chelsea => {
            let weave = rib(sheet, &ink.mixed("#14161c", 0.3), 4.0, 6.0);
            let gore = Pen::at((430.0, -20.0))
                .through(&[(450.0, 400.0), (560.0, 800.0)])
                .quad((640.0, 860.0), (720.0, 800.0))
                .through(&[(780.0, 400.0), (800.0, -20.0)])
                .close()
                .d();
            out += &format!(
                r##"<path d="{gore}" fill="{}"/><path d="{gore}" fill="url(#{weave})"/>"##,
                ink.mixed("#14161c", 0.35).base
            );
            out += &thread(
                &curve(&[
                    (392.0, -20.0),
                    (412.0, 410.0),
                    (526.0, 830.0),
                    (640.0, 900.0),
                    (756.0, 830.0),
                    (820.0, 500.0),
                ]),
                ink,
            );
        }
        Art::Bag(Bag::Daypack | Bag::Alpine | Bag::WaistPack | Bag::Duffel) => {
            out += &big_zip(sheet, ink, trim)
        }
        _ if knit => {
            let weave = rib(sheet, ink, 4.6, -12.0);
            let d = polygon(&[(-20.0, 800.0), (820.0, 630.0), (820.0, 1020.0), (-20.0, 1020.0)]);
            out += &format!(
                r##"<path d="{d}" fill="{}"/><path d="{d}" fill="url(#{weave})"/><path d="{}" stroke="{}" stroke-width="16" opacity=".5"/>"##,
                ink.base,
                line(&[(-20.0, 800.0), (820.0, 630.0)]),
                ink.deep
            );
        }
        _ => {
            let d = curve(&[(560.0, -20.0), (520.0, 400.0), (590.0, 1020.0)]);
            out += &format!(
                r##"<path d="{d}" fill="none" stroke="{}" stroke-width="12" opacity=".7"/><path d="{d}" fill="none" stroke="{}" stroke-width="7" opacity=".5" transform="translate(9 2)"/>"##,
                ink.line, ink.glow
            );
            out += &thread(&curve(&[(600.0, -20.0), (560.0, 400.0), (630.0, 1020.0)]), ink);
            out += &thread(&curve(&[(636.0, -20.0), (596.0, 400.0), (666.0, 1020.0)]), ink);
        }
    }
    // The woven label.
    let (x, y) = (96.0, 700.0);
    let label = rounded(x, y, 190.0, 190.0, 5.0);
    out += &format!(
        r##"<g transform="rotate(-7 190 795)"><path d="{label}" fill="#06070a" opacity=".35" transform="translate(6 12)"/><path d="{label}" fill="#efe9dd" stroke="#b8ae9c" stroke-width="2"/><path d="{}" fill="none" stroke="#cfc6b5" stroke-width="3" stroke-dasharray="9 6"/>{}</g>"##,
        rounded(x + 11.0, y + 11.0, 168.0, 168.0, 3.0),
        crystal(x + 95.0, y + 95.0, 60.0, "#2f3b4c", 8.0)
    );
    out
}

fn band(ink: &Ink, left: f32, right: f32) -> String {
    let d = polygon(&[(left, -20.0), (right, -20.0), (right - 30.0, 1020.0), (left - 30.0, 1020.0)]);
    format!(
        r##"<path d="{d}" fill="#08090c" opacity=".35" transform="translate(-10 10)"/><path d="{d}" fill="{}" fill-opacity=".42"/>"##,
        ink.base
    ) + &thread(&line(&[(left + 24.0, -20.0), (left - 6.0, 1020.0)]), ink)
        + &thread(&line(&[(right - 24.0, -20.0), (right - 54.0, 1020.0)]), ink)
}

fn big_zip(sheet: &mut Sheet, ink: &Ink, trim: &Ink) -> String {
    let metal = sheet.gradient(
        (0.0, 0.0),
        (1.0, 0.6),
        &[(0.0, "#dcd9d2", 1.0), (0.5, "#8e8b84", 1.0), (1.0, "#c9c5bc", 1.0)],
    );
    let tape = polygon(&[(500.0, -20.0), (680.0, -20.0), (650.0, 1020.0), (470.0, 1020.0)]);
    let at = |y: f32| lerp(590.0, 560.0, (y + 20.0) / 1040.0);
    let mut teeth = String::new();
    for i in 0..46 {
        let y = 360.0 + i as f32 * 14.6;
        let x = at(y);
        let (a, b) = if i % 2 == 0 { (x - 24.0, 32.0) } else { (x - 8.0, 32.0) };
        teeth += &rounded(a, y, b, 10.0, 4.0);
    }
    for i in 0..27 {
        let y = -16.0 + i as f32 * 14.6;
        let spread = (360.0 - y) * 0.14;
        teeth += &rounded(at(y) - 24.0 - spread, y, 26.0, 10.0, 4.0);
        teeth += &rounded(at(y) - 2.0 + spread, y + 6.0, 26.0, 10.0, 4.0);
    }
    let dark = ink.mixed("#121318", 0.5);
    let (x, y) = (at(360.0), 360.0);
    format!(
        r##"<path d="{tape}" fill="#07080b" opacity=".45" transform="translate(-14 6)"/><path d="{tape}" fill="{}"/>{}{}<path d="{teeth}" fill="{}" stroke="{}" stroke-width="1.4"/><path d="{}" fill="#07080b" opacity=".4" transform="translate(6 14)"/><path d="{}" fill="url(#{metal})" stroke="#4d4a45" stroke-width="2.4"/><path d="{}" fill="none" stroke="url(#{metal})" stroke-width="12"/><path d="{}" fill="#07080b" opacity=".4" transform="translate(8 14)"/><path d="{}" fill="{}" stroke="{}" stroke-width="3"/>{}"##,
        dark.base,
        thread(&line(&[(488.0, -20.0), (458.0, 1020.0)]), ink),
        thread(&line(&[(694.0, -20.0), (664.0, 1020.0)]), ink),
        trim.base,
        trim.line,
        rounded(x - 46.0, y - 60.0, 92.0, 110.0, 18.0),
        rounded(x - 46.0, y - 60.0, 92.0, 110.0, 18.0),
        rounded(x - 22.0, y - 10.0, 44.0, 70.0, 18.0),
        rounded(x - 32.0, y + 44.0, 64.0, 210.0, 22.0),
        rounded(x - 32.0, y + 44.0, 64.0, 210.0, 22.0),
        trim.base,
        trim.line,
        crystal(x, y + 200.0, 20.0, &trim.glow, 4.0),
    )
}
