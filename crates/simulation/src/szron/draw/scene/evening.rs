//! The town in the evening: two rows of tenements, street lamps, first snow, two people on their way home.

use std::fmt::Write;

use super::snowfall;
use crate::szron::art::{Art, Beanie, Collar, Fabric, Hat};
use crate::szron::assortment::products;
use crate::szron::colour;
use crate::szron::draw::figure::Person;
use crate::szron::draw::pen::{line, num, polygon};
use crate::szron::draw::sheet::Sheet;
use crate::szron::draw::{hat, top};

pub fn draw(sheet: &mut Sheet, w: f32, h: f32) {
    let sky = sheet.gradient(
        (0.0, 0.0),
        (0.0, 1.0),
        &[(0.0, "#1f2c46", 1.0), (0.5, "#4d4b6b", 1.0), (0.8, "#b37a6a", 1.0), (1.0, "#d79c72", 1.0)],
    );
    let mut out = format!(r##"<rect width="{w}" height="{h}" fill="url(#{sky})"/>"##);
    let street = h * 0.84;
    let mut random = fastrand::Rng::with_seed(12);
    // Two rows of houses: a hazy one behind, the lit one in front.
    for (row, tones) in
        [["#4b4864", "#44425d", "#524d69"], ["#2c2f43", "#33303f", "#272c3d"]].iter().enumerate()
    {
        let mut x = -30.0 - row as f32 * 40.0;
        let mut n = 0;
        while x < w {
            let wide = 120.0 + random.f32() * 90.0;
            let high = h * if row == 0 { 0.42 + 0.16 * random.f32() } else { 0.5 + 0.14 * random.f32() };
            out += &tenement(
                x,
                street,
                wide,
                if row == 0 { high + h * 0.14 } else { high },
                tones[n % 3],
                row == 1,
                &mut random,
            );
            x += wide - 1.0;
            n += 1;
        }
    }
    let pavement = sheet.gradient((0.0, 0.0), (0.0, 1.0), &[(0.0, "#3a3744", 1.0), (1.0, "#191b27", 1.0)]);
    let _ = write!(
        out,
        r##"<rect y="{street}" width="{w}" height="{}" fill="url(#{pavement})"/>"##,
        h - street + 4.0
    );
    let glow = sheet.radial(
        (0.5, 0.5),
        0.5,
        &[(0.0, "#fff0c9", 0.95), (0.1, "#ffd995", 0.75), (0.4, "#f5b968", 0.22), (1.0, "#f5b968", 0.0)],
    );
    let pool = sheet.radial((0.5, 0.5), 0.5, &[(0.0, "#f2bf74", 0.5), (1.0, "#f2bf74", 0.0)]);
    let haze = sheet.blur(14);
    for i in 0..4 {
        let x = w * (0.12 + 0.25 * i as f32);
        let top = street - h * 0.44;
        let _ = write!(
            out,
            r##"<path d="M{x0} {street}V{t}q0 -26 24 -26" fill="none" stroke="#14151f" stroke-width="6"/><path d="{}" fill="#ffe9b8"/><circle cx="{cx}" cy="{cy}" r="{r}" fill="url(#{glow})"/><ellipse cx="{cx}" cy="{gy}" rx="{gr}" ry="{gt}" fill="url(#{pool})"/><path d="M{cx} {gy2}V{h}" stroke="#ffd993" stroke-width="16" opacity=".2" filter="url(#{haze})"/>"##,
            polygon(&[
                (x + 14.0, top - 24.0),
                (x + 36.0, top - 24.0),
                (x + 31.0, top + 4.0),
                (x + 19.0, top + 4.0)
            ]),
            x0 = num(x),
            t = num(top),
            cx = num(x + 25.0),
            cy = num(top - 8.0),
            r = num(h * 0.2),
            gy = num(street + 30.0),
            gr = num(h * 0.2),
            gt = num(h * 0.04),
            gy2 = num(street + 10.0),
            street = num(street),
        );
    }
    sheet.put(&out);
    walkers(sheet, w, h, street + h * 0.1);
    sheet.put(&snowfall(w, h, 70, 0.62));
}

fn tenement(
    x: f32,
    ground: f32,
    wide: f32,
    high: f32,
    tone: &str,
    lit: bool,
    random: &mut fastrand::Rng,
) -> String {
    let top = ground - high;
    let roof = polygon(&[
        (x - 3.0, top),
        (x + wide * 0.1, top - 30.0),
        (x + wide * 0.9, top - 30.0),
        (x + wide + 3.0, top),
    ]);
    let mut out = format!(
        r##"<path d="M{} {}h{}v{}h-{}z" fill="{tone}"/><path d="{roof}" fill="#1d2030"/><path d="{}" stroke="#e9eef3" stroke-width="4" opacity=".55"/>"##,
        num(x),
        num(top),
        num(wide),
        num(high),
        num(wide),
        line(&[(x + wide * 0.1, top - 30.0), (x + wide * 0.9, top - 30.0)])
    );
    if !lit {
        return out;
    }
    let columns = (wide / 42.0) as usize;
    let gap = wide / columns as f32;
    let (mut warm, mut amber, mut dark, mut ledges) =
        (String::new(), String::new(), String::new(), String::new());
    let mut y = top + 26.0;
    while y < ground - 120.0 {
        for c in 0..columns {
            let wx = x + gap * (c as f32 + 0.5) - 10.0;
            let d = format!("M{} {}h20v34h-20z", num(wx), num(y));
            match random.u32(0..10) {
                0..3 => warm += &d,
                3..5 => amber += &d,
                _ => dark += &d,
            }
            ledges += &format!("M{} {}h26", num(wx - 3.0), num(y + 36.0));
        }
        y += 62.0;
    }
    // The shop on the ground floor.
    let shop =
        format!("M{} {}h{}v70h-{}z", num(x + 10.0), num(ground - 84.0), num(wide - 20.0), num(wide - 20.0));
    let _ = write!(
        out,
        r##"<path d="{dark}" fill="#171b29"/><path d="{warm}" fill="#ffdf9c"/><path d="{amber}" fill="#e9a860" opacity=".85"/><path d="{ledges}" stroke="#dfe5ea" stroke-width="2.4" opacity=".5"/><path d="{shop}" fill="{}" opacity=".8"/><path d="M{} {}h{}" stroke="#10121c" stroke-width="16"/>"##,
        if random.bool() { "#f0b970" } else { "#55506a" },
        num(x + 6.0),
        num(ground - 92.0),
        num(wide - 12.0)
    );
    for part in 1..3 {
        let _ = write!(
            out,
            r##"<path d="M{} {}v70" stroke="#1a1c28" stroke-width="5"/>"##,
            num(x + 10.0 + (wide - 20.0) * part as f32 / 3.0),
            num(ground - 84.0)
        );
    }
    out
}

/// Two people from behind on their way.
fn walkers(sheet: &mut Sheet, w: f32, h: f32, ground: f32) {
    let all = products();
    let pick = |key: &str| all.iter().find(|p| p.key == key).copied().unwrap_or(all[0]);
    let step = 120.0 * h / 700.0;
    let cable = Beanie { pompom: true, cuff: true, fabric: Fabric::Cable };
    let plain = Beanie { pompom: false, cuff: true, fabric: Fabric::FineKnit };
    let pair = [
        (
            pick("plaszcz-welniany-planty"),
            colour::KARMEL,
            cable,
            colour::SNIEG,
            true,
            w * 0.62 - step * 0.5,
            0.43,
        ),
        (pick("parka-zawierucha"), colour::MECH, plain, colour::ZURAWINA, false, w * 0.62 + step * 0.5, 0.46),
    ];
    let shadow = sheet.radial((0.5, 0.5), 0.5, &[(0.0, "#0b0c14", 0.75), (1.0, "#0b0c14", 0.0)]);
    for (product, cloth, beanie, wool, woman, at, k) in pair {
        let Art::Top(mut cut) = product.art else { continue };
        if matches!(cut.collar, Collar::FurHood) {
            cut.collar = Collar::Stand;
        }
        let mut person = Person::of(u64::from(product.number), woman);
        (person.behind, person.shoes) = (true, "#3a302b");
        let (drawn, ()) = sheet.aside(|sheet| {
            top::draw(sheet, cut, &cloth, true, 5, Some(&person));
            sheet.group("translate(298 -98) scale(.255 .24)", |sheet| {
                hat::draw(sheet, Hat::Beanie(beanie), &wool, true);
            });
        });
        let s = h / 700.0 * k;
        sheet.put(&format!(
            r##"<ellipse cx="{}" cy="{}" rx="{}" ry="{}" fill="url(#{shadow})"/><g transform="translate({} {}) scale({s:.3})">{drawn}</g>"##,
            num(at),
            num(ground + 2.0),
            num(230.0 * s),
            num(30.0 * s),
            num(at - 400.0 * s),
            num(ground - 1158.0 * s),
        ));
    }
}
