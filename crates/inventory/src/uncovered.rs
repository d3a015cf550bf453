//! Which promises lose when fewer goods lie there than are promised.

use kernel::{LocationId, Query, ReservationId, VariantId, args};

use crate::Error;

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Uncovered {
    pub reservation: ReservationId,
    pub holder: String,
    /// So many of its units are not there.
    pub units: i64,
}

/// The promises that what lies there does not cover, as far as they are not covered: soft ones first, then firm ones, and
/// of each the latest first. Together they are what the shortfall says.
pub async fn uncovered(
    db: &mut impl Query,
    variant: VariantId,
    location: LocationId,
) -> Result<Vec<Uncovered>, Error> {
    let short: Option<(i64,)> = db
        .maybe(
            "SELECT reserved - (on_hand - unavailable) AS short FROM inventory_stock
             WHERE variant = $1 AND location = $2",
            args![variant, location],
        )
        .await?;
    let mut short = short.map_or(0, |(short,)| short);
    if short <= 0 {
        return Ok(Vec::new());
    }
    let live: Vec<(ReservationId, String, i64)> = db
        .all(
            "SELECT id, holder, CASE WHEN supply IS NULL THEN open ELSE landed END AS here
             FROM inventory_reservation
             WHERE variant = $1 AND location = $2 AND open > 0 AND (supply IS NULL OR landed > 0)
             ORDER BY CASE WHEN expires_at IS NULL THEN 1 ELSE 0 END, reserved_at DESC, id DESC",
            args![variant, location],
        )
        .await?;
    let mut lost = Vec::new();
    for (reservation, holder, open) in live {
        if short == 0 {
            break;
        }
        let units = open.min(short);
        short -= units;
        lost.push(Uncovered { reservation, holder, units });
    }
    Ok(lost)
}
