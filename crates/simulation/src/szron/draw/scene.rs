//! Pictures of places: a frosty ridge, the town in the evening, the front of a store; and a tile for every category.

mod evening;
mod ridge;
mod storefront;

use std::fmt::Write;

use super::figure::Person;
use super::pen::num;
use super::sheet::{Backdrop, Place, Sheet};
use super::top;
use crate::szron::art::Art;
use crate::szron::assortment::products;
use crate::szron::category::categories;
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
        Scene::Ridge => ridge::draw(&mut sheet, w, h),
        Scene::Evening => evening::draw(&mut sheet, w, h),
        Scene::Storefront => storefront::draw(&mut sheet, w, h),
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
