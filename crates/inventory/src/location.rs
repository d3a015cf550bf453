//! A place that holds stock. Nothing here touches the outside world.

use std::collections::BTreeSet;

use kernel::{LocationId, SellerCode, Tz};
use serde::{Deserialize, Serialize};

use crate::{Error, Hours};

#[derive(Debug, Clone, PartialEq)]
pub struct Location {
    pub id: LocationId,
    /// The business key: `[a-z0-9-]`, 1 to 40.
    pub code: String,
    pub kind: Kind,
    pub name: String,
    /// The legal seller whose goods and documents these are.
    pub seller: SellerCode,
    pub state: LocationState,
    pub address: Address,
    pub point: Option<Point>,
    /// Opening hours and business dates are told in this zone.
    pub zone: Tz,
    pub hours: Hours,
    pub capabilities: BTreeSet<Capability>,
    pub phone: Option<String>,
    /// Zero: whatever is stored. Otherwise a save is refused unless this is what is stored.
    pub version: i64,
}

kernel::text_enum! {
    pub enum Kind {
        Warehouse = "warehouse",
        Store = "store",
        /// Goods that somebody else holds for us.
        Supplier = "supplier",
        /// Goods on their way between two places.
        Transit = "transit",
    }
}

kernel::text_enum! {
    pub enum LocationState {
        Active = "active",
        /// Keeps its stock and history; nothing is promised from it.
        Closed = "closed",
    }
}

kernel::text_enum! {
    /// What can be done at a place.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Capability {
        /// Shoppers collect orders here.
        Pickup = "pickup",
        /// Parcels leave from here.
        Ship = "ship",
        /// There is a till.
        Till = "till",
        /// Goods can be brought back here.
        Returns = "returns",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Address {
    pub street: String,
    pub postcode: String,
    pub city: String,
    /// ISO 3166, two capital letters.
    pub country: String,
}

/// Degrees of latitude and longitude (WGS 84), kept to a millionth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub lat: f64,
    pub lon: f64,
}

const EARTH_RADIUS_M: f64 = 6_371_008.8;

impl Point {
    /// `None` if it is not on this planet.
    pub fn new(lat: f64, lon: f64) -> Option<Self> {
        ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)).then_some(Self { lat, lon })
    }
    /// Metres along the surface (haversine: a sphere, right to half a percent).
    pub fn distance_m(self, other: Point) -> f64 {
        let (lat_a, lat_b) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = ((lat_b - lat_a) / 2.0).sin();
        let half_lon = ((other.lon - self.lon).to_radians() / 2.0).sin();
        let chord = half_lat * half_lat + lat_a.cos() * lat_b.cos() * half_lon * half_lon;
        2.0 * EARTH_RADIUS_M * chord.sqrt().min(1.0).asin()
    }
    /// On the unit sphere: the square of the straight distance sorts as the distance does, without a sine.
    pub(crate) fn on_sphere(self) -> [f64; 3] {
        let (lat, lon) = (self.lat.to_radians(), self.lon.to_radians());
        [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
    }
    pub(crate) fn micro(self) -> (i64, i64) {
        ((self.lat * 1e6).round() as i64, (self.lon * 1e6).round() as i64)
    }
    pub(crate) fn from_micro(lat: i64, lon: i64) -> Self {
        Self { lat: lat as f64 / 1e6, lon: lon as f64 / 1e6 }
    }
}

impl Location {
    /// An active place in Poland with nothing but a name; the rest is set field by field.
    pub fn new(id: LocationId, code: &str, kind: Kind, name: &str, seller: SellerCode) -> Self {
        Self {
            id,
            code: code.to_owned(),
            kind,
            name: name.to_owned(),
            seller,
            state: LocationState::Active,
            address: Address { country: "PL".to_owned(), ..Address::default() },
            point: None,
            zone: Tz::Europe__Warsaw,
            hours: Hours::default(),
            capabilities: BTreeSet::new(),
            phone: None,
            version: 0,
        }
    }

    pub fn can(&self, capability: Capability) -> bool {
        self.state == LocationState::Active && self.capabilities.contains(&capability)
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        let invalid = |pointer, why: &str| Err(Error::Invalid { pointer, why: why.to_owned() });
        let code_fits = (1..=40).contains(&self.code.len())
            && self.code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !code_fits {
            return invalid("/code", "a code has 1 to 40 of a-z, 0-9 and -");
        }
        if !(1..=120).contains(&self.name.trim().chars().count()) {
            return invalid("/name", "a name has 1 to 120 characters");
        }
        if self.point.is_some_and(|point| Point::new(point.lat, point.lon).is_none()) {
            return invalid("/point", "latitude lies in -90..90 and longitude in -180..180");
        }
        let country = &self.address.country;
        if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase()) {
            return invalid("/address/country", "a country is two capital letters, for example PL");
        }
        let texts = [&self.address.street, &self.address.postcode, &self.address.city];
        if texts.into_iter().chain(&self.phone).any(|text| text.chars().count() > 200) {
            return invalid("/address", "a line has at most 200 characters");
        }
        self.hours.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warsaw_is_252_km_from_krakow() {
        let warsaw = Point::new(52.2297, 21.0122).unwrap();
        let krakow = Point::new(50.0647, 19.9450).unwrap();
        let metres = warsaw.distance_m(krakow);
        assert!((metres - 252_000.0).abs() < 1_000.0, "{metres}");
        assert_eq!(warsaw.distance_m(warsaw), 0.0);
        assert!(Point::new(91.0, 0.0).is_none() && Point::new(f64::NAN, 0.0).is_none());
    }
}
