//! Places where parcels wait for whoever they are for: lockers and counters of carriers.

use inventory::{Address, Point};
use kernel::{Query, args};

use crate::Error;

#[derive(Debug, Clone, PartialEq)]
pub struct PickupPoint {
    /// The carrier's name for it, on the machine itself: `POZ01S`.
    pub code: String,
    pub name: String,
    pub address: Address,
    pub place: Point,
    /// How to find it.
    pub hint: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    code: String,
    name: String,
    street: String,
    postcode: String,
    city: String,
    country: String,
    lat_micro: i64,
    lon_micro: i64,
    hint: String,
}
impl From<Row> for PickupPoint {
    fn from(row: Row) -> PickupPoint {
        let (street, postcode, city, country) = (row.street, row.postcode, row.city, row.country);
        PickupPoint {
            code: row.code,
            name: row.name,
            address: Address { street, postcode, city, country },
            place: Point { lat: row.lat_micro as f64 / MICRO, lon: row.lon_micro as f64 / MICRO },
            hint: row.hint,
        }
    }
}
pub(crate) const MICRO: f64 = 1_000_000.0;

/// Degrees around a place that are looked at first, and when those are empty: about 10, 50 and 300 km.
const REACH: &[f64] = &[0.1, 0.5, 3.0];

/// The nearest open points with their distance in metres, nearest first.
pub async fn points_near(
    q: &mut impl Query,
    carrier: &str,
    near: Point,
    limit: usize,
) -> Result<Vec<(PickupPoint, f64)>, Error> {
    let mut found = Vec::new();
    for reach in REACH {
        let micro = |degrees: f64| (degrees * MICRO).round() as i64;
        // A degree of longitude is shorter than one of latitude.
        let wide = reach / near.lat.to_radians().cos().max(0.1);
        let rows: Vec<Row> = q
            .all(
                "SELECT code, name, street, postcode, city, country, lat_micro, lon_micro, hint FROM shipping_point
                 WHERE carrier = $1 AND closed_at IS NULL AND lat_micro BETWEEN $2 AND $3
                     AND lon_micro BETWEEN $4 AND $5",
                args![
                    carrier.to_owned(),
                    micro(near.lat - reach),
                    micro(near.lat + reach),
                    micro(near.lon - wide),
                    micro(near.lon + wide)
                ],
            )
            .await?;
        found = rows
            .into_iter()
            .map(PickupPoint::from)
            .map(|it| {
                let distance = it.place.distance_m(near);
                (it, distance)
            })
            .collect();
        if found.len() >= limit {
            break;
        }
    }
    found.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.code.cmp(&b.0.code)));
    found.truncate(limit);
    Ok(found)
}

/// One that is open.
pub async fn point(q: &mut impl Query, carrier: &str, code: &str) -> Result<PickupPoint, Error> {
    let row: Option<Row> = q
        .maybe(
            "SELECT code, name, street, postcode, city, country, lat_micro, lon_micro, hint FROM shipping_point
             WHERE carrier = $1 AND code = $2 AND closed_at IS NULL",
            args![carrier.to_owned(), code.to_owned()],
        )
        .await?;
    row.map(PickupPoint::from).ok_or_else(|| Error::UnknownPoint(code.to_owned()))
}
