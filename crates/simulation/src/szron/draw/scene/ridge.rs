//! Mountains at sunrise, and somebody looking at them.

use std::fmt::Write;

use super::snowfall;
use crate::szron::art::{Art, Bag, Beanie, Collar, Fabric, Hat, Top};
use crate::szron::assortment::products;
use crate::szron::colour;
use crate::szron::draw::figure::Person;
use crate::szron::draw::ink::Rgb;
use crate::szron::draw::pen::{P, Pen, num, polygon};
use crate::szron::draw::sheet::Sheet;
use crate::szron::draw::{bag, hat, top};

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

/// Mountains of one distance: the nearer the darker. The sun stands on the left, snow lies where it is high, and mist below.
fn range(sheet: &mut Sheet, distance: usize, points: &[P], w: f32, h: f32) -> String {
    let nearness = distance as f32;
    let rock = Rgb::hex("#a9b8c6").mix(Rgb::hex("#2f4357"), 0.08 + 0.26 * nearness);
    let mist = Rgb::hex("#efdccb").mix(Rgb::hex("#b9c3cd"), 0.3 * nearness);
    let (rock, mist) = (rock.css(), mist.css());
    let body =
        sheet.gradient((0.0, 0.0), (0.0, 1.0), &[(0.0, &rock, 1.0), (0.5, &rock, 1.0), (0.95, &mist, 1.0)]);
    let shade = sheet.gradient((0.0, 0.0), (0.0, 1.0), &[(0.0, "#1d2c40", 0.34), (1.0, "#1d2c40", 0.0)]);
    let highest = points.iter().map(|p| p.1).fold(f32::MAX, f32::min);
    let lowest = points.iter().map(|p| p.1).fold(f32::MIN, f32::max);
    let mut shape = points.to_vec();
    shape.extend([(w, lowest + h * 0.22), (0.0, lowest + h * 0.22)]);
    let mut out = format!(r#"<path d="{}" fill="url(#{body})"/>"#, polygon(&shape));

    let mut random = fastrand::Rng::with_seed(3 + distance as u64);
    // The hills in front are too low for snow.
    let line = highest + (lowest - highest) * (0.66 - 0.22 * nearness);
    let mut under: Vec<P> = Vec::new();
    for (i, p) in points.iter().enumerate().rev() {
        let reach = if i % 2 == 0 { 0.34 } else { 0.78 } + 0.2 * random.f32();
        under.push((p.0, p.1 + (line - p.1).max(0.0) * reach));
    }
    let snow: Vec<P> = points.iter().copied().chain(under).collect();
    let _ = write!(
        out,
        r##"<path d="{}" fill="#fbf6ef" opacity="{:.2}"/>"##,
        polygon(&snow),
        0.85 - 0.12 * nearness
    );

    let mut dark = String::new();
    for (i, peak) in points.iter().enumerate() {
        let around = &points[i.saturating_sub(3)..(i + 4).min(points.len())];
        if around.iter().any(|p| p.1 < peak.1) {
            continue;
        }
        let foot = points[i..].windows(2).position(|pair| pair[1].1 < pair[0].1 - 2.0);
        let foot = foot.map_or(points.len() - 1, |steps| i + steps);
        let deep = (lowest - peak.1) * 0.95;
        let mut side = points[i..=foot].to_vec();
        side.push((points[foot].0 + 6.0, peak.1 + deep));
        // A ridge comes down towards us, from one side to the other.
        for step in (1..5).rev() {
            let down = step as f32 / 5.0;
            let swing = if step % 2 == 0 { 0.16 } else { -0.04 } + 0.06 * random.f32();
            side.push((peak.0 + deep * (down * 0.22 + swing * down), peak.1 + deep * down));
        }
        dark += &polygon(&side);
    }
    let _ = write!(out, r#"<path d="{dark}" fill="url(#{shade})"/>"#);
    out
}

pub fn draw(sheet: &mut Sheet, w: f32, h: f32) {
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
    for (i, base) in [0.7, 0.77, 0.85, 0.95].into_iter().enumerate() {
        let points = crest(19 + i as u64 * 7, w, h * base, h * (0.46 - 0.06 * i as f32), 0.8);
        out += &range(sheet, i, &points, w, h);
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
    (person.behind, person.hooded, person.shoes) = (true, false, "#4b3a2f");
    let (drawn, ()) = sheet.aside(|sheet| {
        let all = products();
        if let Art::Top(cut) = all[0].art {
            let cut = Top { collar: Collar::Stand, ..cut };
            top::draw(sheet, cut, &colour::CEGLA, true, 3, Some(&person));
        }
        bag::carried(sheet, Bag::Daypack, &colour::SWIERK);
        let beanie = Hat::Beanie(Beanie { pompom: true, cuff: true, fabric: Fabric::Cable });
        sheet.group("translate(298 -98) scale(.255 .24)", |sheet| {
            hat::draw(sheet, beanie, &colour::MIOD, true);
        });
    });
    let s = h / 700.0 * 0.42;
    let (px, py) = (w * 0.68, h * 0.82);
    let shadow = sheet.radial((0.5, 0.5), 0.5, &[(0.0, "#33475c", 0.6), (1.0, "#33475c", 0.0)]);
    sheet.put(&format!(
        r##"<ellipse cx="{}" cy="{}" rx="{}" ry="{}" fill="url(#{shadow})"/><g transform="translate({} {}) scale({s:.3})">{drawn}</g>"##,
        num(px + 110.0 * s),
        num(py + 10.0),
        num(300.0 * s),
        num(30.0 * s),
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
