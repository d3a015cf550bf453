//! The sheet a drawing is made on: definitions, parts that are cut out of cloth, light and shadow.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::ink::Ink;
use super::pen::num;

pub const FLIP: &str = "matrix(-1 0 0 1 800 0)";

pub struct Sheet {
    prefix: String,
    count: usize,
    known: BTreeSet<String>,
    defs: String,
    body: String,
    /// Silhouettes: a part and how it is placed.
    outline: Vec<(String, String)>,
    /// Every way in which what is drawn now will be placed.
    turns: Vec<String>,
    /// Things defined once: by what they are, their ids.
    once: BTreeMap<String, String>,
}

/// A cut of cloth: its tones, its weave, and how round it looks.
#[derive(Clone)]
pub struct Cloth {
    pub ink: Ink,
    pub weave: Option<String>,
    pub round: f32,
}

impl Sheet {
    /// `name` makes the ids of the drawing its own.
    pub fn new(name: &str) -> Self {
        let hash = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        Self {
            prefix: short(hash),
            count: 0,
            known: BTreeSet::new(),
            defs: String::new(),
            body: String::new(),
            outline: Vec::new(),
            turns: vec![String::new()],
            once: BTreeMap::new(),
        }
    }

    pub fn id(&mut self) -> String {
        self.count += 1;
        format!("{}{}", self.prefix, self.count)
    }

    pub fn define(&mut self, markup: &str) {
        self.defs.push_str(markup);
    }

    pub fn put(&mut self, markup: &str) {
        self.body.push_str(markup);
    }

    /// A gaussian blur, defined once.
    pub fn blur(&mut self, deviation: u8) -> String {
        let id = format!("{}b{deviation}", self.prefix);
        if self.known.insert(id.clone()) {
            let _ = write!(
                self.defs,
                r#"<filter id="{id}" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur stdDeviation="{deviation}"/></filter>"#
            );
        }
        id
    }

    /// A blur for lines: the box of an upright line is too narrow to measure a filter by.
    fn crease(&mut self, deviation: u8) -> String {
        self.shared(&format!("crease {deviation}"), |sheet| {
            let id = sheet.id();
            sheet.define(&format!(
                r#"<filter id="{id}" filterUnits="userSpaceOnUse" x="-60" y="-160" width="940" height="1360"><feGaussianBlur stdDeviation="{deviation}"/></filter>"#
            ));
            id
        })
    }

    /// A linear gradient over the box of whatever it fills; stops are (offset, colour, opacity).
    pub fn gradient(&mut self, from: (f32, f32), to: (f32, f32), stops: &[(f32, &str, f32)]) -> String {
        let id = self.id();
        let _ = write!(
            self.defs,
            r#"<linearGradient id="{id}" x1="{}" y1="{}" x2="{}" y2="{}">{}</linearGradient>"#,
            num(from.0),
            num(from.1),
            num(to.0),
            num(to.1),
            ramp(stops)
        );
        id
    }

    pub fn radial(&mut self, centre: (f32, f32), r: f32, stops: &[(f32, &str, f32)]) -> String {
        let id = self.id();
        let _ = write!(
            self.defs,
            r#"<radialGradient id="{id}" cx="{}" cy="{}" r="{}">{}</radialGradient>"#,
            num2(centre.0),
            num2(centre.1),
            num2(r),
            ramp(stops)
        );
        id
    }

    /// Cuts a part out of cloth and puts it down; `inside` is drawn on it and ends at its edge.
    pub fn part(&mut self, d: &str, cloth: &Cloth, inside: &str) -> String {
        let (id, clip) = (self.id(), self.id());
        let ink = &cloth.ink;
        let fill = self.shared(&format!("cloth {}", ink.base), |sheet| {
            sheet.gradient((0.2, 0.0), (0.6, 1.0), &[(0.0, &ink.light, 1.0), (0.45, &ink.base, 1.0)])
        });
        let _ = write!(
            self.defs,
            r#"<clipPath id="{clip}"><path id="{id}" clip-rule="evenodd" fill-rule="evenodd" d="{d}"/></clipPath>"#
        );
        let mut out = format!(r##"<g clip-path="url(#{clip})"><use href="#{id}" fill="url(#{fill})"/>"##);
        if let Some(weave) = &cloth.weave {
            let _ = write!(out, r##"<use href="#{id}" fill="url(#{weave})"/>"##);
        }
        if cloth.round > 0.0 {
            let blur = self.blur(if cloth.round > 26.0 { 14 } else { 7 });
            let _ = write!(
                out,
                r##"<use href="#{id}" fill="none" stroke="{}" stroke-width="{}" opacity="{}" filter="url(#{blur})"/>"##,
                ink.deep,
                num(cloth.round),
                if ink.dark { "0.7" } else { "0.5" }
            );
        }
        out.push_str(inside);
        let _ = write!(
            out,
            r##"</g><use href="#{id}" fill="none" stroke="{}" stroke-width="1.6" stroke-opacity="0.75" stroke-linejoin="round"/>"##,
            ink.line
        );
        self.put(&out);
        self.outline.extend(self.turns.iter().map(|turn| (id.clone(), turn.clone())));
        id
    }

    /// Draws something twice: as it is and flipped over the middle line.
    pub fn pair(&mut self, draw: impl FnOnce(&mut Sheet)) {
        let body = std::mem::take(&mut self.body);
        let turns = self.turns.clone();
        self.turns.extend(turns.iter().map(|turn| format!("{turn}{FLIP}")));
        draw(self);
        self.turns = turns;
        let drawn = std::mem::replace(&mut self.body, body);
        let id = self.id();
        self.put(&format!(r##"<g id="{id}">{drawn}</g><use href="#{id}" transform="{FLIP}"/>"##));
    }

    /// Draws something moved and scaled.
    pub fn group(&mut self, transform: &str, draw: impl FnOnce(&mut Sheet)) {
        let body = std::mem::take(&mut self.body);
        let turns = self.turns.clone();
        self.turns = turns.iter().map(|turn| format!("{turn}{transform}")).collect();
        draw(self);
        self.turns = turns;
        let drawn = std::mem::replace(&mut self.body, body);
        self.put(&format!(r#"<g transform="{transform}">{drawn}</g>"#));
    }

    /// Draws something once and shows it again behind itself, moved.
    pub fn twice(&mut self, transform: &str, draw: impl FnOnce(&mut Sheet)) {
        let body = std::mem::take(&mut self.body);
        let turns = self.turns.clone();
        self.turns.extend(turns.iter().map(|turn| format!("{turn}{transform}")));
        draw(self);
        self.turns = turns;
        let drawn = std::mem::replace(&mut self.body, body);
        let id = self.id();
        self.put(&format!(r##"<use href="#{id}" transform="{transform}"/><g id="{id}">{drawn}</g>"##));
    }

    /// What `draw` draws, returned instead of put down and without a shadow of its own.
    pub fn aside<T>(&mut self, draw: impl FnOnce(&mut Sheet) -> T) -> (String, T) {
        let body = std::mem::take(&mut self.body);
        let outline = self.outline.len();
        let drawn = draw(self);
        self.outline.truncate(outline);
        (std::mem::replace(&mut self.body, body), drawn)
    }

    /// The drawing as it is, in a frame of its own.
    pub fn bare(self, width: u32, height: u32) -> String {
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><defs>{}</defs>{}</svg>"#,
            self.defs, self.body
        )
    }

    /// The id of a definition that is made only the first time it is asked for.
    pub fn shared(&mut self, what: &str, make: impl FnOnce(&mut Sheet) -> String) -> String {
        if let Some(id) = self.once.get(what) {
            return id.clone();
        }
        let id = make(self);
        self.once.insert(what.to_owned(), id.clone());
        id
    }

    /// Soft creases: dark valleys and light ridges beside them, as (path, width).
    pub fn folds(&mut self, ink: &Ink, valleys: &[(String, f32)], ridges: &[(String, f32)]) -> String {
        let (blur, haze) = (self.crease(6), self.crease(12));
        let strokes = |paths: &[(String, f32)]| {
            paths.iter().fold(String::new(), |mut all, (d, width)| {
                let _ = write!(all, r#"<path d="{d}" stroke-width="{}"/>"#, num(*width));
                all
            })
        };
        format!(
            r##"<g fill="none" stroke-linecap="round"><g filter="url(#{blur})" stroke="{}" opacity="{}">{}</g><g filter="url(#{haze})" stroke="{}" opacity="{}">{}</g></g>"##,
            ink.deep,
            if ink.dark {
                "0.8"
            } else if ink.pale {
                "0.34"
            } else {
                "0.55"
            },
            strokes(valleys),
            ink.glow,
            if ink.dark { "0.3" } else { "0.42" },
            strokes(ridges)
        )
    }

    /// The finished picture: backdrop, cast shadow, the drawing and the light that falls on it.
    pub fn finish(mut self, place: Place) -> String {
        let soft = self.blur(16);
        let tight = self.blur(5);
        let backdrop = place.backdrop.draw(&mut self);
        let mut uses = String::new();
        for (id, transform) in &self.outline {
            let _ = match transform.as_str() {
                "" => write!(uses, r##"<use href="#{id}"/>"##),
                turn => write!(uses, r##"<use href="#{id}" transform="{turn}"/>"##),
            };
        }
        let (union, light, floor) = (self.id(), self.id(), self.id());
        let _ = write!(
            self.defs,
            r##"<clipPath id="{union}">{uses}</clipPath><linearGradient id="{light}" gradientUnits="userSpaceOnUse" x1="90" y1="60" x2="700" y2="900"><stop stop-color="#fff8ea" stop-opacity=".17"/><stop offset=".45" stop-color="#fff8ea" stop-opacity="0"/><stop offset="1" stop-color="#0d1020" stop-opacity=".3"/></linearGradient>"##
        );
        let shadow = match place.ground {
            Some(_) if place.ground_width <= 0.0 => String::new(),
            Some(y) => {
                let _ = write!(
                    self.defs,
                    r##"<radialGradient id="{floor}"><stop stop-color="#2b2018" stop-opacity=".5"/><stop offset=".6" stop-color="#2b2018" stop-opacity=".2"/><stop offset="1" stop-color="#2b2018" stop-opacity="0"/></radialGradient>"##
                );
                format!(
                    r##"<ellipse cx="{}" cy="{}" rx="{}" ry="{}" fill="url(#{floor})"/>"##,
                    num(place.ground_x),
                    num(y),
                    num(place.ground_width),
                    num(place.ground_width * 0.1)
                )
            }
            None => format!(
                r##"<g fill="#3a2c20"><g transform="translate(14 22)" opacity=".22" filter="url(#{soft})">{uses}</g><g transform="translate(4 6)" opacity=".3" filter="url(#{tight})">{uses}</g></g>"##
            ),
        };
        let width = if matches!(place.backdrop, Backdrop::Tile(..)) { 1000 } else { 800 };
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 1000"><defs>{}</defs>{backdrop}<g transform="translate({} {}) scale({})">{shadow}{}<rect x="-400" y="-400" width="1700" height="1900" fill="url(#{light})" clip-path="url(#{union})"/></g></svg>"##,
            self.defs,
            num(place.x),
            num(place.y),
            num3(place.scale),
            self.body
        )
    }
}

/// What stands behind the goods.
#[derive(Clone, Copy, PartialEq)]
pub enum Backdrop {
    /// Warm paper, flat.
    Paper,
    /// A wall and a floor.
    Studio,
    /// A square of one colour, with a lighter and a darker end.
    Tile(&'static str, &'static str),
}

impl Backdrop {
    fn draw(self, sheet: &mut Sheet) -> String {
        let glow = sheet.radial((0.34, 0.26), 0.85, &[(0.0, "#fffdf8", 0.95), (1.0, "#fffdf8", 0.0)]);
        match self {
            Backdrop::Paper => {
                let paper =
                    sheet.gradient((0.0, 0.0), (0.3, 1.0), &[(0.0, "#f1ece4", 1.0), (1.0, "#ded5c8", 1.0)]);
                format!(
                    r##"<rect width="800" height="1000" fill="url(#{paper})"/><rect width="800" height="1000" fill="url(#{glow})"/>"##
                )
            }
            Backdrop::Tile(light, dark) => {
                let tint = sheet.gradient((0.0, 0.0), (0.5, 1.0), &[(0.0, light, 1.0), (1.0, dark, 1.0)]);
                format!(
                    r##"<rect width="1000" height="1000" fill="url(#{tint})"/><rect width="1000" height="1000" fill="url(#{glow})" opacity=".6"/>"##
                )
            }
            Backdrop::Studio => {
                let wall =
                    sheet.gradient((0.0, 0.0), (0.0, 1.0), &[(0.0, "#efe9e0", 1.0), (1.0, "#e5dccf", 1.0)]);
                let floor = sheet.gradient(
                    (0.0, 0.0),
                    (0.0, 1.0),
                    &[(0.0, "#d6cbbb", 1.0), (0.35, "#e0d6c8", 1.0), (1.0, "#d9cebf", 1.0)],
                );
                let blur = sheet.blur(7);
                format!(
                    r##"<rect width="800" height="1000" fill="url(#{wall})"/><rect x="-40" y="700" width="880" height="340" fill="url(#{floor})" filter="url(#{blur})"/><rect width="800" height="1000" fill="url(#{glow})"/>"##
                )
            }
        }
    }
}

/// Where the drawing goes on its sheet.
pub struct Place {
    pub x: f32,
    pub y: f32,
    pub scale: f32,
    pub backdrop: Backdrop,
    /// The height of the floor under it; lying goods have none and cast a shadow all around.
    pub ground: Option<f32>,
    pub ground_x: f32,
    pub ground_width: f32,
}

impl Place {
    /// Fits a box of the drawing into the sheet with margins, lying on paper.
    pub fn fit(left: f32, top: f32, right: f32, bottom: f32) -> Self {
        let scale = (690.0 / (right - left)).min(850.0 / (bottom - top)).min(1.5);
        Self {
            x: 400.0 - (left + right) / 2.0 * scale,
            y: 500.0 - (top + bottom) / 2.0 * scale,
            scale,
            backdrop: Backdrop::Paper,
            ground: None,
            ground_x: 400.0,
            ground_width: 300.0,
        }
    }
    /// A part of the drawing as close as the sheet allows: `x` and `y` come to its middle.
    pub fn close(x: f32, y: f32, scale: f32) -> Self {
        Self { x: 400.0 - x * scale, y: 500.0 - y * scale, scale, ..Self::fit(0.0, 0.0, 800.0, 1000.0) }
    }
    pub fn standing(self, ground: f32, x: f32, width: f32) -> Self {
        Self { backdrop: Backdrop::Studio, ground: Some(ground), ground_x: x, ground_width: width, ..self }
    }
}

fn ramp(stops: &[(f32, &str, f32)]) -> String {
    stops.iter().fold(String::new(), |mut all, (offset, colour, opacity)| {
        let _ = write!(all, r#"<stop offset="{}" stop-color="{colour}""#, num2(*offset));
        if *opacity < 1.0 {
            let _ = write!(all, r#" stop-opacity="{}""#, num2(*opacity));
        }
        all.push_str("/>");
        all
    })
}

/// Five letters of a hash and a dash, so that ids of drawings on one page stay apart.
fn short(hash: u64) -> String {
    let letter = |i: u32| char::from(b'a' + (hash >> (8 + i * 9)) as u8 % 26);
    (0..5).map(letter).chain(['-']).collect()
}

fn num2(x: f32) -> String {
    let text = format!("{x:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn num3(x: f32) -> String {
    format!("{x:.3}")
}
