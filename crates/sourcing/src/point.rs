//! Where something lies, and how far it is. Whole numbers only: every machine finds the same way.

use serde::{Deserialize, Serialize};

/// Latitude and longitude (WGS 84) in millionths of a degree: 52.229676° is 52 229 676.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    pub lat: i32,
    pub lon: i32,
}

impl Point {
    /// `None` if it is not on this planet.
    pub fn new(lat: i32, lon: i32) -> Option<Self> {
        Some(Self { lat, lon }).filter(Point::exists)
    }
    /// From degrees, rounded to a millionth: about 11 cm.
    pub fn from_degrees(lat: f64, lon: f64) -> Option<Self> {
        let micro = |degrees: f64| (degrees * 1e6).round() as i32;
        (lat.is_finite() && lon.is_finite())
            .then(|| Self { lat: micro(lat), lon: micro(lon) })
            .filter(Point::exists)
    }
    pub(crate) fn exists(&self) -> bool {
        self.lat.unsigned_abs() <= 90 * DEGREE as u32 && self.lon.unsigned_abs() <= 180 * DEGREE as u32
    }
    /// Metres along the surface of a sphere: within half a percent up to a quarter of the earth, short beyond.
    pub fn metres_to(self, other: Point) -> i64 {
        self.spot().metres_to(&other.spot())
    }
    pub(crate) fn spot(self) -> Spot {
        let (lat, lon) = (i64::from(self.lat), i64::from(self.lon));
        let circle = cos(lat);
        Spot([times(circle, cos(lon)), times(circle, sin(lon)), sin(lat)])
    }
}

/// A point of the unit sphere.
pub(crate) struct Spot([i64; 3]);

impl Spot {
    /// The chord by Pythagoras, the arc above it by the series of 2 asin(c / 2).
    pub(crate) fn metres_to(&self, other: &Spot) -> i64 {
        let square: u64 = self.0.iter().zip(&other.0).map(|(a, b)| (a - b).unsigned_abs().pow(2)).sum();
        let (chord, square) = (square.isqrt() as i64, (square >> FRACTION) as i64);
        // 1 + c²/24 + 3c⁴/640 + 5c⁶/7168 + 35c⁸/294912, from the inside out.
        let mut bend = ONE;
        for (over, under) in [(245, 1_440), (25, 168), (9, 80), (1, 24)] {
            bend = ONE + times(square, bend) * over / under;
        }
        times(times(chord, bend), EARTH_RADIUS_M)
    }
}

const EARTH_RADIUS_M: i64 = 6_371_009;
const DEGREE: i64 = 1_000_000;

/// Fractions are counted in 2⁻³⁰: 6 mm on the earth.
const FRACTION: u32 = 30;
const ONE: i64 = 1 << FRACTION;
/// A millionth of a degree in radians, in 2⁻⁶⁰.
const RADIAN: i64 = 20_122_276_272;

/// Of two fractions no larger than 4 or so.
fn times(a: i64, b: i64) -> i64 {
    (a * b) >> FRACTION
}

fn sin(angle: i64) -> i64 {
    // Beyond a right angle it comes back.
    let angle = if angle.abs() > 90 * DEGREE { angle.signum() * 180 * DEGREE - angle } else { angle };
    let x = (angle * RADIAN) >> FRACTION;
    let square = times(x, x);
    let mut series = ONE;
    for term in [156, 110, 72, 42, 20, 6] {
        series = ONE - times(square, series) / term;
    }
    times(x, series)
}
fn cos(angle: i64) -> i64 {
    sin(90 * DEGREE - angle.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lat: f64, lon: f64) -> Point {
        Point::from_degrees(lat, lon).unwrap()
    }

    #[test]
    fn a_map_agrees() {
        let warsaw = at(52.229676, 21.012229);
        let near = |metres: i64, km: i64| (metres - km * 1000).abs() * 200 <= km * 1000;
        assert!(near(warsaw.metres_to(at(50.064650, 19.944980)), 252)); // Kraków
        assert!(near(warsaw.metres_to(at(54.372158, 18.638306)), 286)); // Gdańsk
        assert!(near(warsaw.metres_to(at(38.722252, -9.139337)), 2_761)); // Lisbon
        assert!(near(warsaw.metres_to(at(-33.924870, 18.424055)), 9_550)); // Cape Town
        assert_eq!(warsaw.metres_to(warsaw), 0);
    }

    #[test]
    fn floating_point_agrees_to_two_metres_in_a_country() {
        let haversine = |a: Point, b: Point| {
            let radians = |micro: i32| (f64::from(micro) / 1e6).to_radians();
            let (lat_a, lat_b) = (radians(a.lat), radians(b.lat));
            let half = |from: i32, to: i32| ((radians(to) - radians(from)) / 2.0).sin().powi(2);
            let chord = half(a.lat, b.lat) + lat_a.cos() * lat_b.cos() * half(a.lon, b.lon);
            2.0 * 6_371_009.0 * chord.sqrt().asin()
        };
        let mut dice = fastrand::Rng::with_seed(1);
        for _ in 0..5_000 {
            let mut any =
                || Point { lat: dice.i32(49_000_000..55_000_000), lon: dice.i32(14_000_000..24_500_000) };
            let (a, b) = (any(), any());
            let (ours, theirs) = (a.metres_to(b), haversine(a, b));
            assert!((ours as f64 - theirs).abs() < 2.0, "{a:?} {b:?}: {ours} {theirs}");
            assert_eq!(ours, b.metres_to(a));
        }
    }

    #[test]
    fn the_way_over_the_date_line_is_short() {
        assert!(at(10.0, 179.9).metres_to(at(10.0, -179.9)) < 22_000);
        assert!(Point::new(90_000_001, 0).is_none() && Point::new(0, -180_000_001).is_none());
        assert!(Point::from_degrees(f64::NAN, 0.0).is_none());
    }
}
