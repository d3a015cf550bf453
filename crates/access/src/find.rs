//! Questions about staff and keys.

use kernel::{Fault, LocationId, Page, PageRequest, Query, StaffId, Timestamp, args};

use crate::key::{ApiKey, KeyKind, read_capabilities, read_locations};
use crate::staff::{StaffState, read_roles};
use crate::{Error, Staff, StaffCard};

#[derive(sqlx::FromRow)]
struct StaffRow {
    id: StaffId,
    email: String,
    name: String,
    language: String,
    state: StaffState,
    roles: String,
    has_password: i64,
    has_pin: i64,
    has_totp: i64,
    created_at: Timestamp,
    version: i64,
}

async fn whole(q: &mut impl Query, row: StaffRow) -> Result<Staff, Fault> {
    let locations: Vec<(LocationId,)> = q
        .all("SELECT location FROM access_staff_location WHERE staff = $1 ORDER BY location", args![row.id])
        .await?;
    Ok(Staff {
        id: row.id,
        email: row.email,
        name: row.name,
        language: row.language,
        state: row.state,
        roles: read_roles(&row.roles),
        locations: locations.into_iter().map(|(id,)| id).collect(),
        has_password: row.has_password > 0,
        has_pin: row.has_pin > 0,
        has_totp: row.has_totp > 0,
        created_at: row.created_at,
        version: row.version,
    })
}

pub async fn staff(q: &mut impl Query, id: StaffId) -> Result<Staff, Error> {
    let row: StaffRow = q
        .maybe(
            "SELECT id, email, name, language, state, roles,
                CAST(CASE WHEN password_hash IS NULL THEN 0 ELSE 1 END AS bigint) AS has_password,
                CAST(CASE WHEN pin_hash IS NULL THEN 0 ELSE 1 END AS bigint) AS has_pin,
                CAST(CASE WHEN totp_secret IS NULL THEN 0 ELSE 1 END AS bigint) AS has_totp,
                created_at, version
             FROM access_staff WHERE id = $1",
            args![id],
        )
        .await?
        .ok_or(Error::UnknownStaff)?;
    Ok(whole(q, row).await?)
}

pub async fn staff_by_email(q: &mut impl Query, email: &str) -> Result<Option<Staff>, Error> {
    let email = email.trim().to_lowercase();
    let found: Option<(StaffId,)> =
        q.maybe("SELECT id FROM access_staff WHERE email = $1", args![email]).await?;
    match found {
        Some((id,)) => Ok(Some(staff(q, id).await?)),
        None => Ok(None),
    }
}

/// Everybody, by e-mail address.
pub async fn staff_list(q: &mut impl Query, request: &PageRequest) -> Result<Page<Staff>, Error> {
    let rows: Vec<StaffRow> = q
        .all(
            "SELECT id, email, name, language, state, roles,
                CAST(CASE WHEN password_hash IS NULL THEN 0 ELSE 1 END AS bigint) AS has_password,
                CAST(CASE WHEN pin_hash IS NULL THEN 0 ELSE 1 END AS bigint) AS has_pin,
                CAST(CASE WHEN totp_secret IS NULL THEN 0 ELSE 1 END AS bigint) AS has_totp,
                created_at, version
             FROM access_staff WHERE email > $1 ORDER BY email LIMIT $2",
            args![request.after.clone().unwrap_or_default(), request.limit() + 1],
        )
        .await?;
    let mut page = Page::of(rows, request, |row| row.email.clone());
    let count =
        if request.count { Some(q.count("SELECT COUNT(*) FROM access_staff", args![]).await?) } else { None };
    let mut items = Vec::with_capacity(page.items.len());
    for row in page.items.drain(..) {
        items.push(whole(q, row).await?);
    }
    Ok(Page { items, next: page.next, count })
}

/// Who may sign in to the till of this location with a PIN.
pub async fn staff_at(q: &mut impl Query, location: LocationId) -> Result<Vec<StaffCard>, Error> {
    Ok(q.all(
        "SELECT s.id, s.name FROM access_staff s
         WHERE s.state = $2 AND s.pin_hash IS NOT NULL
            AND EXISTS (SELECT 1 FROM access_staff_location l WHERE l.staff = s.id AND l.location = $1)
         ORDER BY s.name, s.id",
        args![location, StaffState::Active],
    )
    .await?)
}

#[derive(sqlx::FromRow)]
struct KeyRow {
    id: kernel::ApiKeyId,
    kind: KeyKind,
    name: String,
    hint: String,
    capabilities: String,
    locations: Option<String>,
    created_by: String,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
}

/// All keys, newest first, the revoked ones too.
pub async fn keys(q: &mut impl Query) -> Result<Vec<ApiKey>, Error> {
    let rows: Vec<KeyRow> = q
        .all(
            "SELECT id, kind, name, hint, capabilities, locations, created_by, created_at, last_used_at, revoked_at
             FROM access_key ORDER BY id DESC",
            args![],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| ApiKey {
            id: row.id,
            kind: row.kind,
            name: row.name,
            hint: row.hint,
            capabilities: read_capabilities(&row.capabilities),
            locations: read_locations(row.locations.as_deref()),
            created_by: row.created_by,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            revoked_at: row.revoked_at,
        })
        .collect())
}
