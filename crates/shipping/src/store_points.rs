//! Keeping a copy of a carrier's network, asked once a day.

use kernel::{Job, Tx, args, row, rows, texts};
use serde::{Deserialize, Serialize};

use crate::point::MICRO;
use crate::{Error, PickupPoint};

const FRESH_HOURS: i64 = 24;

/// Asks a carrier for its network.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RefreshPoints {
    pub carrier: String,
}
impl Job for RefreshPoints {
    const KIND: &'static str = "shipping.refresh_points";
}

/// Asks for the network again if that was not done for a day, by whichever node. Called from time to time.
pub async fn refresh_points(tx: &mut Tx, carrier: &str) -> Result<(), Error> {
    let at = tx.now();
    let asked = tx
        .exec(
            "INSERT INTO shipping_network (carrier, asked_at) VALUES ($1, $2)
             ON CONFLICT (carrier) DO UPDATE SET asked_at = excluded.asked_at
             WHERE shipping_network.asked_at IS NULL OR shipping_network.asked_at <= $3",
            args![carrier.to_owned(), at, at.plus_hours(-FRESH_HOURS)],
        )
        .await?;
    if asked == 1 {
        tx.enqueue(&RefreshPoints { carrier: carrier.to_owned() }).await?;
    }
    Ok(())
}

/// The carrier's whole network as it is now. What is not in it is closed, but orders on their way there remember it.
pub async fn store_points(tx: &mut Tx, carrier: &str, points: &[PickupPoint]) -> Result<(), Error> {
    let at = tx.now();
    for some in points.chunks(500) {
        let new = some.iter().map(|it| {
            row! {
                code: it.code,
                name: it.name,
                street: it.address.street,
                postcode: it.address.postcode,
                city: it.address.city,
                country: it.address.country,
                lat: (it.place.lat * MICRO).round() as i64,
                lon: (it.place.lon * MICRO).round() as i64,
                hint: it.hint,
            }
        });
        tx.exec(
            "INSERT INTO shipping_point
                 (carrier, code, name, street, postcode, city, country, lat_micro, lon_micro, hint)
             SELECT $1, {row.text code}, {row.text name}, {row.text street}, {row.text postcode}, {row.text city},
                 {row.text country}, {row.int lat}, {row.int lon}, {row.text hint}
             FROM {rows $2} WHERE true
             ON CONFLICT (carrier, code) DO UPDATE SET name = excluded.name, street = excluded.street,
                 postcode = excluded.postcode, city = excluded.city, country = excluded.country,
                 lat_micro = excluded.lat_micro, lon_micro = excluded.lon_micro, hint = excluded.hint,
                 closed_at = NULL",
            args![carrier.to_owned(), rows(new)],
        )
        .await?;
    }
    tx.exec(
        "UPDATE shipping_point SET closed_at = $3
         WHERE carrier = $1 AND closed_at IS NULL AND code NOT IN {texts $2}",
        args![carrier.to_owned(), texts(points.iter().map(|it| it.code.as_str())), at],
    )
    .await?;
    tx.exec(
        "INSERT INTO shipping_network (carrier, asked_at, stored_at) VALUES ($1, $2, $2)
         ON CONFLICT (carrier) DO UPDATE SET stored_at = excluded.stored_at",
        args![carrier.to_owned(), at],
    )
    .await?;
    Ok(())
}
