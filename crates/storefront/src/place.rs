//! Where the shopper is, as far as they said: a city or postcode of our stores, or what the browser's button gave, rounded to
//! about a kilometre. It stays in the browser.

use axum::extract::State as Given;
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use inventory::{Place, Places, Point};
use ui::{Visit, cookie, is_local};

use crate::refusal::Refused;
use crate::shopper::{Posted, choice_cookie};
use crate::{State, TEXTS};

pub const PLACE: &str = "spoina_place";
pub const STORE: &str = "spoina_store";

#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    pub point: Point,
    /// `Poznań`; empty if the browser told where it is.
    pub name: String,
}

impl Chosen {
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let text = decode(cookie(headers, PLACE)?)?;
        let mut parts = text.splitn(3, ',');
        let (lat, lon) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let name = parts.next().unwrap_or_default().chars().filter(|c| !c.is_control()).take(60).collect();
        Some(Self { point: Point::new(lat, lon)?, name })
    }
    fn text(&self) -> String {
        format!("{:.2},{:.2},{}", self.point.lat, self.point.lon, self.name)
    }
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok())?;
            bytes.push(u8::from_str_radix(hex, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

/// The place of one of our stores that a city or a postcode means. Postcodes grow outwards from the first digits, so the
/// longest common beginning is the nearest we can know without a map of all postcodes.
pub fn find(places: &Places, text: &str) -> Option<Chosen> {
    let shops = crate::stores::shops(places);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let found = if digits.len() >= 2 {
        let common = |place: &Place| {
            let own = place.location.address.postcode.chars().filter(char::is_ascii_digit);
            own.zip(digits.chars()).take_while(|(a, b)| a == b).count()
        };
        shops.iter().copied().filter(|place| common(place) >= 1).max_by_key(|place| common(place))
    } else {
        let wanted = catalog::fold(text.trim());
        let city = |place: &Place| catalog::fold(&place.location.address.city);
        let begins =
            || shops.iter().copied().find(|place| wanted.len() >= 3 && city(place).starts_with(&wanted));
        shops.iter().copied().find(|place| city(place) == wanted).or_else(begins)
    }?;
    let name = if digits.len() >= 2 {
        text.trim().chars().take(12).collect()
    } else {
        found.location.address.city.clone()
    };
    Some(Chosen { point: found.location.point?, name })
}

/// `POST /place`: `q`, a city or postcode, or `lat` and `lon`; back to `to`.
pub async fn choose(
    Given(state): Given<State>,
    visit: Visit,
    Posted(form): Posted,
) -> Result<Response, Refused> {
    let w = TEXTS.words(visit.lang);
    let to = Some(form.value("to")).filter(|to| is_local(to)).unwrap_or("/stores").to_owned();
    let number = |field: &str| form.text(field).and_then(|text| text.parse::<f64>().ok());
    let told = number("lat").zip(number("lon")).and_then(|(lat, lon)| Point::new(lat, lon));
    let chosen = match told {
        Some(point) => Some(Chosen { point, name: String::new() }),
        None => {
            let places = inventory::places(&state.db).await?;
            form.text("q").and_then(|text| find(&places, text))
        }
    };
    Ok(match chosen {
        Some(chosen) => {
            let cookie = choice_cookie(&state.site, PLACE, &chosen.text());
            (AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(&to)).into_response()
        }
        None => {
            let text = w.t1("place-unknown", "place", form.value("q")).into_owned();
            (ui::flash(&text, None), Redirect::to(&to)).into_response()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_its_cookie() {
        let chosen = Chosen { point: Point::new(52.4, 16.93).unwrap(), name: "Poznań, centrum".to_owned() };
        let value = format!("{PLACE}={}", ui::encode(&chosen.text()));
        let headers = HeaderMap::from_iter([(header::COOKIE, value.parse().unwrap())]);
        assert_eq!(Chosen::of(&headers), Some(chosen));
        for bad in ["", "x", "1,2", "91,0,x", "%zz", "52.1"] {
            let headers = HeaderMap::from_iter([(header::COOKIE, format!("{PLACE}={bad}").parse().unwrap())]);
            assert!(Chosen::of(&headers).is_none_or(|it| it.name.is_empty()), "{bad}");
        }
    }
}
