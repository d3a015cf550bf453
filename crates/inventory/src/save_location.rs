//! Writing and reading locations.

use std::collections::BTreeSet;

use kernel::{Everywhere, LocationId, Query, SellerCode, Tx, args};

use crate::{Address, Capability, Cells, Error, Hours, Kind, Location, LocationSaved, LocationState, Point};

/// Creates the location or replaces it. The same content again changes nothing and tells nobody.
pub async fn save_location(tx: &mut Tx, wanted: Location) -> Result<Location, Error> {
    tx.require(kernel::Capability::ManageLocations, Everywhere)?;
    wanted.check()?;
    let mut wanted = rounded(wanted);
    if let Some(other) = maybe_by_code(tx, &wanted.code).await?
        && other.id != wanted.id
    {
        return Err(Error::CodeTaken(wanted.code));
    }
    let stored = maybe_location(tx, wanted.id).await?;
    let version = stored.as_ref().map_or(0, |stored| stored.version);
    if wanted.version != 0 && wanted.version != version {
        return Err(Error::Stale { now: version });
    }
    wanted.version = version;
    if stored.as_ref() == Some(&wanted) {
        return Ok(wanted);
    }
    wanted.version = version + 1;
    if !write(tx, &wanted, version).await? {
        return Err(Error::Stale { now: version + 1 });
    }
    tx.publish(&LocationSaved { location: wanted.id, version: wanted.version }).await?;
    let (cells, id) = (tx.shared::<Cells>(), wanted.id);
    tx.after_commit(move || cells.location_saved(id));
    Ok(wanted)
}

/// As it will be read back, so that a second save of the same is recognised.
fn rounded(location: Location) -> Location {
    let point = location.point.map(|point| {
        let (lat, lon) = point.micro();
        Point::from_micro(lat, lon)
    });
    Location { point, ..location }
}

async fn write(tx: &mut Tx, it: &Location, expected: i64) -> Result<bool, Error> {
    let point = it.point.map(Point::micro);
    let hours = serde_json::to_value(&it.hours).map_err(kernel::Fault::from)?;
    let capabilities = serde_json::to_value(&it.capabilities).map_err(kernel::Fault::from)?;
    let written = tx
        .exec(
            "INSERT INTO inventory_location (id, code, kind, name, seller, state, street, postcode, city, country,
                 lat_micro, lon_micro, zone, hours, capabilities, phone, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
             ON CONFLICT (id) DO UPDATE SET code = excluded.code, kind = excluded.kind, name = excluded.name,
                 seller = excluded.seller, state = excluded.state, street = excluded.street,
                 postcode = excluded.postcode, city = excluded.city, country = excluded.country,
                 lat_micro = excluded.lat_micro, lon_micro = excluded.lon_micro, zone = excluded.zone,
                 hours = excluded.hours, capabilities = excluded.capabilities, phone = excluded.phone,
                 version = excluded.version
             WHERE inventory_location.version = $18",
            args![
                it.id,
                it.code,
                it.kind,
                it.name,
                it.seller,
                it.state,
                it.address.street,
                it.address.postcode,
                it.address.city,
                it.address.country,
                point.map(|(lat, _)| lat),
                point.map(|(_, lon)| lon),
                it.zone.name().to_owned(),
                hours,
                capabilities,
                it.phone,
                it.version,
                expected
            ],
        )
        .await?;
    Ok(written == 1)
}

#[derive(sqlx::FromRow)]
struct LocationRow {
    id: LocationId,
    code: String,
    kind: Kind,
    name: String,
    seller: SellerCode,
    state: LocationState,
    street: String,
    postcode: String,
    city: String,
    country: String,
    lat_micro: Option<i64>,
    lon_micro: Option<i64>,
    zone: String,
    hours: sqlx::types::Json<Hours>,
    capabilities: sqlx::types::Json<BTreeSet<Capability>>,
    phone: Option<String>,
    version: i64,
}
impl From<LocationRow> for Location {
    fn from(row: LocationRow) -> Location {
        Location {
            id: row.id,
            code: row.code,
            kind: row.kind,
            name: row.name,
            seller: row.seller,
            state: row.state,
            address: Address {
                street: row.street,
                postcode: row.postcode,
                city: row.city,
                country: row.country,
            },
            point: row.lat_micro.zip(row.lon_micro).map(|(lat, lon)| Point::from_micro(lat, lon)),
            // A zone is never taken out of the tz database; one that a newer release wrote is read as UTC.
            zone: row.zone.parse().unwrap_or(kernel::Tz::UTC),
            hours: row.hours.0,
            capabilities: row.capabilities.0,
            phone: row.phone,
            version: row.version,
        }
    }
}

pub async fn location(db: &mut impl Query, id: LocationId) -> Result<Location, Error> {
    maybe_location(db, id).await?.ok_or_else(|| Error::UnknownLocation(id.to_string()))
}

pub async fn location_by_code(db: &mut impl Query, code: &str) -> Result<Location, Error> {
    maybe_by_code(db, code).await?.ok_or_else(|| Error::UnknownLocation(code.chars().take(80).collect()))
}

/// All of them, by code.
pub async fn locations(db: &mut impl Query) -> Result<Vec<Location>, Error> {
    let rows: Vec<LocationRow> = db
        .all(
            "SELECT id, code, kind, name, seller, state, street, postcode, city, country, lat_micro, lon_micro, zone,
                 hours, capabilities, phone, version
             FROM inventory_location ORDER BY code",
            args![],
        )
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

async fn maybe_location(db: &mut impl Query, id: LocationId) -> Result<Option<Location>, Error> {
    let row: Option<LocationRow> = db
        .maybe(
            "SELECT id, code, kind, name, seller, state, street, postcode, city, country, lat_micro, lon_micro, zone,
                 hours, capabilities, phone, version
             FROM inventory_location WHERE id = $1",
            args![id],
        )
        .await?;
    Ok(row.map(Into::into))
}

async fn maybe_by_code(db: &mut impl Query, code: &str) -> Result<Option<Location>, Error> {
    let row: Option<LocationRow> = db
        .maybe(
            "SELECT id, code, kind, name, seller, state, street, postcode, city, country, lat_micro, lon_micro, zone,
                 hours, capabilities, phone, version
             FROM inventory_location WHERE code = $1",
            args![code.to_owned()],
        )
        .await?;
    Ok(row.map(Into::into))
}

/// Refuses stock at a place that does not exist. Places are never deleted, so a known one needs no question.
pub(crate) async fn require_location(tx: &mut Tx, id: LocationId) -> Result<(), Error> {
    let cells = tx.shared::<Cells>();
    if cells.knows(id) {
        return Ok(());
    }
    let found = tx.count("SELECT COUNT(*) FROM inventory_location WHERE id = $1", args![id]).await?;
    if found == 0 {
        return Err(Error::UnknownLocation(id.to_string()));
    }
    tx.after_commit(move || cells.learn(id));
    Ok(())
}
