//! Pictures of the goods, drawn from how they are cut: flat, from behind, close up and worn.

mod bag;
mod closeup;
mod collar;
mod cut;
mod fabric;
mod figure;
mod hat;
mod ink;
mod legs;
mod mark;
mod pen;
mod quilt;
mod scene;
mod sheet;
mod shoe;
mod small;
mod top;
mod trim;

pub use mark::{icon, mark, wordmark};
pub use scene::{Frame, Scene, scene, tile};

use super::art::{Art, Bag, Collar, Cuff, Fabric, Hem, Scarf, Top};
use super::colour::{self, Colour};
use super::product::{Audience, Product};
use figure::Person;
use sheet::{Place, Sheet};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum View {
    Front,
    Back,
    /// The fabric and its seams, close up.
    Detail,
    /// On a figure, with the lines along which sizes are measured.
    Worn,
}

impl View {
    pub const ALL: [View; 4] = [View::Front, View::Back, View::Detail, View::Worn];

    pub fn key(self) -> &'static str {
        match self {
            View::Front => "front",
            View::Back => "back",
            View::Detail => "detail",
            View::Worn => "worn",
        }
    }
}

/// A portrait of 4:5, `viewBox="0 0 800 1000"`, that needs nothing from outside and no styles or scripts.
pub fn draw(product: &Product, colour: &Colour, view: View) -> String {
    let mut sheet = Sheet::new(&format!("{}/{}/{}", product.key, colour.key, view.key()));
    let place = match view {
        View::Detail => {
            closeup::draw(&mut sheet, &product.art, colour, u64::from(product.number));
            Place::close(400.0, 500.0, 1.0).standing(0.0, 0.0, 0.0)
        }
        View::Worn => worn(&mut sheet, product, colour),
        View::Front | View::Back => lying(&mut sheet, product, colour, view == View::Back),
    };
    sheet.finish(place)
}

fn lying(sheet: &mut Sheet, product: &Product, colour: &Colour, back: bool) -> Place {
    let seed = u64::from(product.number);
    let b = match product.art {
        Art::Top(top) => top::draw(sheet, top, colour, back, seed, None),
        Art::Legs(legs) => legs::draw(sheet, legs, colour, back, seed, false),
        Art::Skirt(skirt) => legs::skirt(sheet, skirt, colour, back, false),
        Art::Shoe(shoe) if back => shoe::soles(sheet, shoe, colour),
        Art::Shoe(shoe) => {
            let b = shoe::draw(sheet, shoe, colour, false);
            return Place::fit(b[0], b[1], b[2], b[3]).standing(712.0, 420.0, 350.0);
        }
        Art::Bag(bag) => {
            let b = bag::draw(sheet, bag, colour, back);
            return Place::fit(b[0] - 30.0, b[1] - 20.0, b[2] + 30.0, b[3] + 30.0).standing(
                b[3] - 12.0,
                400.0,
                (b[2] - b[0]) * 0.56,
            );
        }
        Art::Hat(hat) => hat::draw(sheet, hat, colour, back),
        Art::Hands(hands) => small::hands(sheet, hands, colour, back),
        Art::Scarf(scarf) => small::scarf(sheet, scarf, colour, back),
        Art::Socks(socks) => small::socks(sheet, socks, colour, back),
        Art::Belt(belt) => small::belt(sheet, belt, colour, back),
    };
    let small = matches!(
        product.art,
        Art::Hat(_) | Art::Hands(_) | Art::Scarf(Scarf::Gaiter(_)) | Art::Socks(_) | Art::Belt(_)
    );
    let air = if small { 50.0 } else { 0.0 };
    Place::fit(b[0] - air, b[1] - air, b[2] + air, b[3] + air)
}

/// The plain sweater of whoever shows a hat or a bag.
fn sweater(woman: bool) -> Top {
    let base = Top {
        finish: Hem::Rib,
        cuff: Cuff::Rib,
        collar: Collar::Crew,
        fabric: Fabric::FineKnit,
        ..Top::BASE
    };
    if woman { Top { shoulder: 142, chest: 146, waist: 134, hem: 142, arm: 44, ..base } } else { base }
}

fn worn(sheet: &mut Sheet, product: &Product, colour: &Colour) -> Place {
    let seed = u64::from(product.number);
    let woman =
        product.audience == Audience::Women || (product.audience == Audience::Unisex && seed % 2 == 0);
    let mut person = Person::of(seed, woman);
    let calm = if colour.key == "popiel" || colour.key == "snieg" { colour::GRAFIT } else { colour::POPIEL };
    match product.art {
        Art::Top(top) => {
            person.hooded = matches!(top.collar, Collar::Hood | Collar::FurHood);
            let b = top::draw(sheet, top, colour, false, seed, Some(&person));
            let chest = 400.0 - f32::from(top.chest) * 0.85;
            sheet.put(&figure::measures(392.0, chest, 800.0 - chest, b[2] + 50.0, 200.0, b[3].min(1000.0)));
            Place::close(412.0, 520.0, 0.9).standing(1158.0, 400.0, 190.0)
        }
        Art::Legs(legs) => {
            legs::wear(sheet, seed, woman, |sheet| {
                legs::draw(sheet, legs, colour, false, seed, true);
            });
            let hip = 400.0 - f32::from(legs.hip) * 0.76;
            sheet.put(&figure::measures(640.0, hip, 800.0 - hip, 560.0, 505.0, 1090.0));
            Place::close(410.0, 760.0, 1.06).standing(1158.0, 400.0, 190.0)
        }
        Art::Skirt(skirt) => {
            legs::wear(sheet, seed, true, |sheet| {
                figure::bare_legs(sheet, &person);
                legs::skirt(sheet, skirt, colour, false, true);
            });
            sheet.put(&figure::measures(512.0, 328.0, 472.0, 590.0, 505.0, 920.0));
            Place::close(410.0, 740.0, 1.0).standing(1158.0, 400.0, 190.0)
        }
        Art::Shoe(shoe) => {
            shoe::draw(sheet, shoe, colour, true);
            Place::close(430.0, 420.0, 1.05).standing(712.0, 440.0, 360.0)
        }
        Art::Hat(hat) => {
            person.trousers = None;
            top::draw(sheet, sweater(woman), &calm, false, seed, Some(&person));
            let place = match hat {
                super::art::Hat::Beanie(_) => "translate(300 -103) scale(.25 .22)",
                super::art::Hat::Cap => "translate(288 -94) scale(.28 .26)",
                super::art::Hat::Headband => "translate(314 136) scale(.215 -.16)",
            };
            sheet.group(place, |sheet| {
                hat::worn(sheet, hat, colour);
            });
            Place::close(400.0, 120.0, 2.05).standing(0.0, 0.0, 0.0)
        }
        Art::Scarf(scarf) => {
            person.trousers = None;
            top::draw(sheet, sweater(woman), &calm, false, seed, Some(&person));
            let place = match scarf {
                Scarf::Fringed(_) => "translate(236 92) scale(.41)",
                Scarf::Gaiter(_) => "translate(266 54) scale(.335 .26)",
            };
            sheet.group(place, |sheet| {
                small::scarf(sheet, scarf, colour, false);
            });
            let scale = if matches!(scarf, Scarf::Fringed(_)) { 1.5 } else { 2.05 };
            Place::close(400.0, if scale < 2.0 { 250.0 } else { 150.0 }, scale).standing(0.0, 0.0, 0.0)
        }
        Art::Hands(_) => {
            person.gloves = Some(colour.hex);
            top::draw(
                sheet,
                Top {
                    fabric: Fabric::Softshell,
                    collar: Collar::Stand,
                    cuff: Cuff::Elastic,
                    ..sweater(woman)
                },
                &calm,
                false,
                seed,
                Some(&person),
            );
            Place::close(400.0, 560.0, 1.3).standing(0.0, 0.0, 0.0)
        }
        Art::Socks(socks) => {
            small::socks_worn(sheet, socks, colour);
            Place::close(450.0, 520.0, 1.0).standing(812.0, 440.0, 330.0)
        }
        Art::Belt(_) => {
            let jeans = super::art::Legs { fabric: Fabric::Denim, ..super::art::Legs::BASE };
            legs::wear(sheet, seed, woman, |sheet| {
                legs::draw(sheet, jeans, &colour::DENIM, false, seed, true);
            });
            sheet.put(&figure::belt(colour));
            Place::close(400.0, 560.0, 1.9).standing(0.0, 0.0, 0.0)
        }
        Art::Bag(bag) => {
            let behind = matches!(bag, Bag::Daypack | Bag::Alpine | Bag::Rolltop);
            person.behind = behind;
            top::draw(sheet, sweater(woman), &calm, behind, seed, Some(&person));
            if bag == Bag::Messenger {
                sheet.put(&figure::strap(colour));
            }
            bag::carried(sheet, bag, colour);
            Place::close(412.0, 520.0, 0.9).standing(1158.0, 400.0, 190.0)
        }
    }
}
