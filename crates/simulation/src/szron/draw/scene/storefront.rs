//! The store from the other side of the street: brick, a wooden front, two dressed windows.

use std::fmt::Write;

use super::snowfall;
use crate::szron::assortment::products;
use crate::szron::draw::lying;
use crate::szron::draw::mark::{crystal_path, letters};
use crate::szron::draw::pen::{num, rounded};
use crate::szron::draw::sheet::Sheet;

pub fn draw(sheet: &mut Sheet, w: f32, h: f32) {
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
        r##"<path d="{}" fill="url(#{inside})"/><path d="{}" fill="none" stroke="#1a2421" stroke-width="12"/><path d="M{} {}v70" stroke="#c9a86a" stroke-width="7" stroke-linecap="round"/>"##,
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
    let spill =
        sheet.radial((0.5, 0.5), 0.5, &[(0.0, "#ffe0a6", 0.7), (0.5, "#ffe0a6", 0.4), (1.0, "#ffe0a6", 0.0)]);
    let _ = write!(
        out,
        r##"<rect y="{g}" width="{w}" height="{}" fill="url(#{pavement})"/><path d="M0 {g2}H{w}M{}" stroke="#857b6f" stroke-width="2"/><ellipse cx="{}" cy="{}" rx="{}" ry="{}" fill="url(#{spill})"/>"##,
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
        num(ground + h * 0.05),
        num(w * 0.5),
        num(h * 0.07),
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
            let (drawn, place) = sheet.aside(|sheet| lying(sheet, &product, &hue, false));
            let s = (wide / columns as f32 / 760.0).min(high * 0.62 / 900.0);
            let x = a + wide * (i as f32 + 0.5) / columns as f32 - 400.0 * s;
            let y = top + high * 0.07;
            sheet.put(&format!(r#"<g transform="translate({} {}) scale({s:.3})"><g transform="translate({} {}) scale({:.3})">{drawn}</g></g>"#, num(x), num(y), num(place.x), num(place.y), place.scale));
        }
        for (i, key) in floor[n].iter().enumerate() {
            let product = find(key);
            let (drawn, place) = sheet.aside(|sheet| lying(sheet, &product, &product.colours[0], false));
            let s = high * 0.3 / 800.0;
            let x = a + wide * (0.3 + 0.42 * i as f32) - 400.0 * s;
            let ground = place.ground.unwrap_or(900.0) * place.scale + place.y;
            let y = bottom - high * 0.05 - ground * s;
            sheet.put(&format!(r#"<g transform="translate({} {}) scale({s:.3})"><g transform="translate({} {}) scale({:.3})">{drawn}</g></g>"#, num(x), num(y), num(place.x), num(place.y), place.scale));
        }
    }
}
