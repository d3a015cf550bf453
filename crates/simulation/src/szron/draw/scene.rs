//! Pictures of places: a frosty ridge, the town in the evening, the front of a store; and a tile for every category.

use std::fmt::Write;

use super::figure::Person;
use super::ink::Rgb;
use super::mark::{crystal_path, letters};
use super::pen::{P, Pen, line, num, polygon, rounded};
use super::sheet::{Backdrop, Place, Sheet};
use super::top;
use crate::szron::art::{Art, Bag};
use crate::szron::assortment::products;
use crate::szron::category::categories;
use crate::szron::colour::{self, Colour};
use crate::szron::product::{Audience, Product};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scene {
    /// Mountains at sunrise, and somebody in Śnieżnik looking at them.
    Ridge,
    /// Tenements, street lamps, first snow, two people on their way home.
    Evening,
    /// The store as seen from the other side of the street.
    Storefront,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Frame {
    /// 1600 × 700
    Wide,
    /// 1000 × 1000
    Square,
}

impl Frame {
    fn size(self) -> (f32, f32) {
        match self {
            Frame::Wide => (1600.0, 700.0),
            Frame::Square => (1000.0, 1000.0),
        }
    }
}

pub fn scene(scene: Scene, frame: Frame) -> String {
    let mut sheet = Sheet::new(&format!("{scene:?}/{frame:?}"));
    let (w, h) = frame.size();
    match scene {
        Scene::Ridge => ridge(&mut sheet, w, h),
        Scene::Evening => evening(&mut sheet, w, h),
        Scene::Storefront => storefront(&mut sheet, w, h),
    }
    sheet.bare(w as u32, h as u32)
}

/// A square picture for a category: its best-loved product on the category's own ground.
pub fn tile(category: &str) -> String {
    const GROUNDS: [(&str, &str); 6] = [
        ("#ece5da", "#d3c6b4"),
        ("#dfe5dd", "#b9c5b4"),
        ("#e0e7ec", "#b7c6d0"),
        ("#f0dfd4", "#d9b7a2"),
        ("#f1e6cd", "#dcc28d"),
        ("#e6e0ea", "#c3b6cb"),
    ];
    let place = categories().iter().position(|c| c.key == category).unwrap_or(0);
    let ground = GROUNDS[place % GROUNDS.len()];
    let all = products();
    let face = all
        .iter()
        .filter(|p| p.categories().contains(&category))
        .max_by_key(|p| (p.appeal, 9999 - p.number))
        .unwrap_or(&all[0]);
    let mut sheet = Sheet::new(&format!("tile/{category}"));
    let shade = face.colours[place % face.colours.len()];
    let people = matches!(category, "women" | "men" | "kids");
    if people {
        let face = dressed(&all, category);
        let mut person = Person::of(if category == "women" { 4 } else { 9 }, category == "women");
        let Art::Top(cut) = face.art else { unreachable!("somebody is dressed in a top") };
        person.hooded =
            matches!(cut.collar, crate::szron::art::Collar::Hood | crate::szron::art::Collar::FurHood);
        top::draw(&mut sheet, cut, &face.colours[0], false, u64::from(face.number), Some(&person));
        let mut place = Place::close(400.0, 400.0, 1.16).standing(0.0, 0.0, 0.0);
        place.x += 100.0;
        place.backdrop = Backdrop::Tile(ground.0, ground.1);
        return sheet.finish(place);
    }
    let mut place = super::lying(&mut sheet, face, &shade, false);
    place.x += 100.0;
    place.backdrop = Backdrop::Tile(ground.0, ground.1);
    sheet.finish(place)
}

fn dressed(all: &[Product], category: &str) -> Product {
    let key = match category {
        "women" => "plaszcz-welniany-planty",
        "men" => "parka-zawierucha",
        _ => "kurtka-dziecieca-sniezynka",
    };
    let fallback = all.iter().find(|p| p.audience == Audience::Unisex).unwrap_or(&all[0]);
    *all.iter().find(|p| p.key == key).unwrap_or(fallback)
}

/// A jagged line of mountains from left to right.
fn crest(seed: u64, w: f32, base: f32, height: f32, rough: f32) -> Vec<P> {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut heights = vec![0.3 + 0.5 * random.f32(), 0.2 + 0.8 * random.f32(), 0.4 + 0.4 * random.f32()];
    let mut swing = rough;
    for _ in 0..5 {
        let mut next = Vec::new();
        for pair in heights.windows(2) {
            next.push(pair[0]);
            next.push((pair[0] + pair[1]) / 2.0 + (random.f32() - 0.5) * swing);
        }
        next.push(heights[heights.len() - 1]);
        heights = next;
        swing *= 0.52;
    }
    let n = heights.len() - 1;
    heights.iter().enumerate().map(|(i, k)| (w * i as f32 / n as f32, base - height * k)).collect()
}

fn ridge(sheet: &mut Sheet, w: f32, h: f32) {
    let sky = sheet.gradient(
        (0.0, 0.0),
        (0.0, 1.0),
        &[(0.0, "#6f8fae", 1.0), (0.4, "#b7c3cd", 1.0), (0.62, "#f0d9c4", 1.0), (0.8, "#f6e6d4", 1.0)],
    );
    let sun = sheet.radial(
        (0.5, 0.5),
        0.5,
        &[(0.0, "#fffaf0", 1.0), (0.12, "#fff3dc", 0.95), (0.4, "#ffe3bd", 0.4), (1.0, "#ffe3bd", 0.0)],
    );
    let (sx, sy) = (w * 0.3, h * 0.5);
    let mut out = format!(
        r##"<rect width="{w}" height="{h}" fill="url(#{sky})"/><ellipse cx="{sx}" cy="{sy}" rx="{r}" ry="{r}" fill="url(#{sun})"/>"##,
        r = h * 0.52
    );
    let fog = sheet.gradient(
        (0.0, 0.0),
        (0.0, 1.0),
        &[(0.0, "#fdf3e6", 0.0), (0.7, "#fdf3e6", 0.72), (1.0, "#fdf3e6", 0.1)],
    );
    let (far, near) = (Rgb::hex("#b9c4cc"), Rgb::hex("#27384a"));
    for (i, (base, height, rough)) in
        [(0.66, 0.3, 0.9), (0.74, 0.32, 0.9), (0.82, 0.3, 0.8), (0.92, 0.28, 0.7)].iter().enumerate()
    {
        let points = crest(19 + i as u64 * 7, w, h * base, h * height, *rough);
        let tone = far.mix(near, 0.12 + 0.24 * i as f32);
        let mut shape = points.clone();
        shape.extend([(w, h + 10.0), (0.0, h + 10.0)]);
        let _ = write!(out, r#"<path d="{}" fill="{}"/>"#, polygon(&shape), tone.css());
        // The side towards the sun carries snow.
        let mut snow = String::new();
        for pair in points.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            if b.1 > a.1 {
                let deep = (b.1 - a.1) * 1.1 + 5.0;
                snow += &polygon(&[
                    a,
                    b,
                    (b.0 - 6.0, b.1 + deep * 0.7),
                    ((a.0 + b.0) / 2.0 + 4.0, (a.1 + b.1) / 2.0 + deep * 0.35),
                    (a.0 + 5.0, a.1 + deep),
                ]);
            }
        }
        let _ = write!(out, r##"<path d="{snow}" fill="#f6efe6" opacity="{:.2}"/>"##, 0.62 - 0.1 * i as f32);
        let _ = write!(
            out,
            r##"<rect y="{}" width="{w}" height="{}" fill="url(#{fog})"/>"##,
            num(h * (base - 0.12)),
            num(h * 0.16)
        );
    }
    // The slope in front, and spruces in rime.
    let slope = Pen::at((0.0, h * 0.86))
        .through(&[(w * 0.25, h * 0.9), (w * 0.5, h * 0.87), (w * 0.72, h * 0.8), (w, h * 0.78)])
        .to((w, h + 10.0))
        .to((0.0, h + 10.0))
        .close()
        .d();
    let snow = sheet.gradient((0.0, 0.0), (0.4, 1.0), &[(0.0, "#f4efe8", 1.0), (1.0, "#aebccb", 1.0)]);
    let mut random = fastrand::Rng::with_seed(5);
    let mut trees = String::new();
    for i in 0..26 {
        let x = w * (i as f32 + random.f32() * 0.8) / 26.0;
        if (0.56..0.8).contains(&(x / w)) {
            continue;
        }
        let tall = h * (0.1 + 0.16 * random.f32());
        trees += &spruce(x, h * (0.9 - 0.06 * (x / w)) + 26.0 + random.f32() * 22.0, tall, &mut random);
    }
    let _ = write!(out, r##"<path d="{slope}" fill="url(#{snow})"/>{trees}"##);
    sheet.put(&out);
    let mut person = Person::of(4, false);
    (person.behind, person.hooded) = (true, false);
    let (drawn, ()) = sheet.aside(|sheet| {
        let all = products();
        if let Art::Top(cut) = all[0].art {
            let cut = crate::szron::art::Top { collar: crate::szron::art::Collar::Stand, ..cut };
            top::draw(sheet, cut, &colour::CEGLA, true, 3, Some(&person));
        }
        super::bag::carried(sheet, Bag::Daypack, &colour::SWIERK);
    });
    let s = h / 700.0 * 0.42;
    let (px, py) = (w * 0.68, h * 0.82);
    let light = sheet.blur(7);
    sheet.put(&format!(
        r##"<ellipse cx="{}" cy="{}" rx="{}" ry="9" fill="#33475c" opacity=".5" filter="url(#{light})"/><g transform="translate({} {}) scale({s:.3})">{drawn}</g>"##,
        num(px + 60.0 * s * 2.0),
        num(py + 10.0),
        num(230.0 * s),
        num(px - 400.0 * s),
        num(py + 10.0 - 1158.0 * s),
    ));
    sheet.put(&snowfall(w, h, 40, 0.5));
}

fn spruce(x: f32, y: f32, tall: f32, random: &mut fastrand::Rng) -> String {
    let rows = 7;
    let (mut dark, mut rime) = (String::new(), String::new());
    for i in 0..rows {
        let t = i as f32 / rows as f32;
        let top = y - tall * (1.0 - t * 0.86);
        let half = tall * (0.06 + 0.2 * t) * (0.85 + 0.3 * random.f32());
        let drop = tall * 0.2;
        dark += &polygon(&[
            (x, top),
            (x + half, top + drop),
            (x + half * 0.3, top + drop * 0.86),
            (x, top + drop * 1.05),
            (x - half * 0.36, top + drop * 0.84),
            (x - half, top + drop),
        ]);
        rime += &polygon(&[
            (x, top),
            (x - half, top + drop),
            (x - half * 0.5, top + drop * 0.74),
            (x - half * 0.1, top + drop * 0.4),
        ]);
    }
    format!(r##"<path d="{dark}" fill="#31473f"/><path d="{rime}" fill="#e9eef0" opacity=".72"/>"##)
}

fn snowfall(w: f32, h: f32, count: usize, opacity: f32) -> String {
    let mut random = fastrand::Rng::with_seed(77);
    let mut dots = [String::new(), String::new(), String::new()];
    for i in 0..count * 3 {
        let _ = write!(dots[i % 3], "M{} {}h0", num(random.f32() * w), num(random.f32() * h));
    }
    format!(
        r##"<g stroke="#fffdf8" stroke-linecap="round" opacity="{opacity}"><path d="{}" stroke-width="2.6"/><path d="{}" stroke-width="4.4"/><path d="{}" stroke-width="6.6" opacity=".7"/></g>"##,
        dots[0], dots[1], dots[2]
    )
}

fn evening(sheet: &mut Sheet, w: f32, h: f32) {
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
    let haze = sheet.blur(14);
    for i in 0..4 {
        let x = w * (0.12 + 0.25 * i as f32);
        let top = street - h * 0.44;
        let _ = write!(
            out,
            r##"<path d="M{x0} {street}V{t}q0 -26 24 -26" fill="none" stroke="#14151f" stroke-width="6"/><path d="{}" fill="#ffe9b8"/><circle cx="{cx}" cy="{cy}" r="{r}" fill="url(#{glow})"/><ellipse cx="{cx}" cy="{gy}" rx="{gr}" ry="16" fill="#f2bf74" opacity=".38" filter="url(#{haze})"/><path d="M{cx} {gy2}V{h}" stroke="#ffd993" stroke-width="16" opacity=".2" filter="url(#{haze})"/>"##,
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
            gy = num(street + 18.0),
            gr = num(h * 0.13),
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
    let pair: [(Product, Colour, bool, f32, f32); 2] = [
        (pick("plaszcz-welniany-planty"), colour::KARMEL, true, w * 0.62 - step * 0.5, 0.43),
        (pick("parka-zawierucha"), colour::MECH, false, w * 0.62 + step * 0.5, 0.46),
    ];
    for (product, colour, woman, at, k) in pair {
        let Art::Top(mut cut) = product.art else { continue };
        if matches!(cut.collar, crate::szron::art::Collar::FurHood) {
            cut.collar = crate::szron::art::Collar::Stand;
        }
        let mut person = Person::of(u64::from(product.number), woman);
        person.behind = true;
        let (drawn, _) = sheet.aside(|sheet| top::draw(sheet, cut, &colour, true, 5, Some(&person)));
        let s = h / 700.0 * k;
        let haze = sheet.blur(7);
        sheet.put(&format!(
            r##"<ellipse cx="{}" cy="{}" rx="{}" ry="10" fill="#0b0c14" opacity=".6" filter="url(#{haze})"/><g transform="translate({} {}) scale({s:.3})">{drawn}</g>"##,
            num(at),
            num(ground + 2.0),
            num(150.0 * s),
            num(at - 400.0 * s),
            num(ground - 1158.0 * s),
        ));
    }
}

fn storefront(sheet: &mut Sheet, w: f32, h: f32) {
    let wall = sheet.gradient((0.0, 0.0), (0.0, 1.0), &[(0.0, "#b9aa98", 1.0), (1.0, "#a08e7b", 1.0)]);
    let ground = h * 0.88;
    let mut out = format!(r##"<rect width="{w}" height="{h}" fill="url(#{wall})"/>"##);
    // Bricks above, in rows of mortar.
    let id = sheet.id();
    sheet.define(&format!(r##"<pattern id="{id}" width="56" height="36" patternUnits="userSpaceOnUse"><path d="M1 1h54v16h-54zM-27 19h54v16h-54zM29 19h54v16h-54z" fill="#9a5f47"/><path d="M1 1h54v5h-54zM-27 19h54v5h-54zM29 19h54v5h-54z" fill="#b0715a" opacity=".5"/></pattern>"##));
    let front_top = h * 0.2;
    let _ =
        write!(out, r##"<rect width="{w}" height="{}" fill="url(#{id})" opacity=".9"/>"##, num(front_top));
    // The wooden front and its sign.
    let frame = "#26332f";
    let _ = write!(
        out,
        r##"<path d="M{a} {t}H{b}V{g}H{a}Z" fill="{frame}"/><path d="M{a} {t}H{b}v{sh}H{a}Z" fill="#1d2825"/><path d="M{a2} {t2}H{b2}" stroke="#f4f1ea" stroke-width="10" stroke-linecap="round"/>"##,
        a = num(w * 0.03),
        b = num(w * 0.97),
        t = num(front_top),
        g = num(ground),
        sh = num(h * 0.15),
        a2 = num(w * 0.025),
        b2 = num(w * 0.975),
        t2 = num(front_top - 3.0),
    );
    let scale = h * 0.075 / 88.0;
    out += &letters(w / 2.0 - 215.0 * scale, front_top + h * 0.037, scale, "#f3ead9");
    let inside = sheet.gradient(
        (0.0, 0.0),
        (0.0, 1.0),
        &[(0.0, "#fff1d2", 1.0), (0.6, "#f1d6a6", 1.0), (1.0, "#c99f6b", 1.0)],
    );
    let (top, bottom) = (front_top + h * 0.18, ground - h * 0.07);
    let door = w * if w > h { 0.075 } else { 0.1 };
    let windows = [(w * 0.06, w / 2.0 - door - w * 0.02), (w / 2.0 + door + w * 0.02, w * 0.94)];
    for (a, b) in windows {
        let _ = write!(
            out,
            r##"<path d="{}" fill="url(#{inside})"/>"##,
            rounded(a, top, b - a, bottom - top, 4.0)
        );
        let rail = top + (bottom - top) * 0.1;
        let _ = write!(
            out,
            r##"<path d="M{} {}H{}" stroke="#7d6543" stroke-width="5"/><path d="M{} {}H{}v{}H{}z" fill="#8c6a45"/>"##,
            num(a),
            num(rail),
            num(b),
            num(a),
            num(bottom - h * 0.05),
            num(b),
            num(h * 0.05),
            num(a)
        );
    }
    let _ = write!(
        out,
        r##"<path d="{}" fill="url(#{inside})"/><path d="{}" fill="none" stroke="{frame}" stroke-width="16"/><path d="M{} {}v70" stroke="#c9a86a" stroke-width="7" stroke-linecap="round"/>"##,
        rounded(w / 2.0 - door, top, door * 2.0, ground - top, 3.0),
        rounded(w / 2.0 - door, top, door * 2.0, ground - top + 20.0, 3.0),
        num(w / 2.0 + door * 0.7),
        num(top + (ground - top) * 0.46)
    );
    sheet.put(&out);
    dress_window(sheet, windows, top, bottom);
    let glass = sheet.gradient(
        (0.0, 0.0),
        (1.0, 1.0),
        &[(0.0, "#ffffff", 0.26), (0.35, "#ffffff", 0.03), (0.6, "#ffffff", 0.12), (1.0, "#ffffff", 0.0)],
    );
    let mut out = String::new();
    for (a, b) in windows {
        let _ = write!(
            out,
            r##"<path d="{d}" fill="url(#{glass})"/><path d="{d}" fill="none" stroke="#1a2421" stroke-width="9"/>"##,
            d = rounded(a, top, b - a, bottom - top, 4.0)
        );
    }
    let pavement = sheet.gradient((0.0, 0.0), (0.0, 1.0), &[(0.0, "#c7bfb4", 1.0), (1.0, "#978d80", 1.0)]);
    let spill = sheet.blur(26);
    let _ = write!(
        out,
        r##"<rect y="{g}" width="{w}" height="{}" fill="url(#{pavement})"/><path d="M0 {g2}H{w}M{}" stroke="#857b6f" stroke-width="2"/><ellipse cx="{}" cy="{}" rx="{}" ry="{}" fill="#ffe0a6" opacity=".55" filter="url(#{spill})"/>"##,
        num(h - ground + 4.0),
        (0..16).fold(String::new(), |d, i| d + &format!(
            "{}{} {}l{} {}",
            if i == 0 { "" } else { "M" },
            num(w * i as f32 / 15.0),
            num(ground),
            num((i as f32 - 7.5) * 14.0),
            num(h - ground)
        )),
        num(w / 2.0),
        num(ground + h * 0.03),
        num(w * 0.42),
        num(h * 0.03),
        g = num(ground),
        g2 = num(ground + (h - ground) * 0.45),
    );
    // A hanging sign with the crystal.
    let (x, y) = (w * 0.975, front_top + h * 0.1);
    let _ = write!(
        out,
        r##"<circle cx="{}" cy="{}" r="{}" fill="#f3ead9" stroke="#1a2421" stroke-width="5"/><path d="{}" stroke="#26332f" stroke-width="5" stroke-linecap="round" fill="none"/>"##,
        num(x - h * 0.03),
        num(y + h * 0.08),
        num(h * 0.05),
        crystal_path(x - h * 0.03, y + h * 0.08, h * 0.034)
    );
    sheet.put(&out);
    sheet.put(&snowfall(w, h, 34, 0.75));
}

/// Goods in the two windows: jackets on the rail, bags and shoes below.
fn dress_window(sheet: &mut Sheet, windows: [(f32, f32); 2], top: f32, bottom: f32) {
    let all = products();
    let show = [
        ["kurtka-puchowa-snieznik", "sweter-parzenica", "plaszcz-welniany-planty"],
        ["parka-zawierucha", "polar-juhas", "kurtka-przeciwdeszczowa-mzawka"],
    ];
    let floor = [["buty-przelecz", "plecak-dolina-22"], ["sniegowce-zaspa", "plecak-peron"]];
    let find = |key: &str| all.iter().find(|p| p.key == key).copied().unwrap_or(all[0]);
    for (n, (a, b)) in windows.into_iter().enumerate() {
        let (wide, high) = (b - a, bottom - top);
        let columns = if wide > high { 3 } else { 2 };
        for (i, key) in show[n].iter().take(columns).enumerate() {
            let product = find(key);
            let hue = product.colours[(i + n) % product.colours.len()];
            let (drawn, place) = sheet.aside(|sheet| super::lying(sheet, &product, &hue, false));
            let s = (wide / columns as f32 / 760.0).min(high * 0.62 / 900.0);
            let x = a + wide * (i as f32 + 0.5) / columns as f32 - 400.0 * s;
            let y = top + high * 0.07;
            sheet.put(&format!(r#"<g transform="translate({} {}) scale({s:.3})"><g transform="translate({} {}) scale({:.3})">{drawn}</g></g>"#, num(x), num(y), num(place.x), num(place.y), place.scale));
        }
        for (i, key) in floor[n].iter().enumerate() {
            let product = find(key);
            let (drawn, place) =
                sheet.aside(|sheet| super::lying(sheet, &product, &product.colours[0], false));
            let s = high * 0.3 / 800.0;
            let x = a + wide * (0.3 + 0.42 * i as f32) - 400.0 * s;
            let ground = place.ground.unwrap_or(900.0) * place.scale + place.y;
            let y = bottom - high * 0.05 - ground * s;
            sheet.put(&format!(r#"<g transform="translate({} {}) scale({s:.3})"><g transform="translate({} {}) scale({:.3})">{drawn}</g></g>"#, num(x), num(y), num(place.x), num(place.y), place.scale));
        }
    }
}
