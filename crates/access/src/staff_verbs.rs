//! Adding and changing staff.

use kernel::{Capability, Everywhere, Fault, LocationId, StaffId, Tx, args};

use crate::staff::{check_places, spell_roles};
use crate::{
    AddStaff, ChangeStaff, Error, PasswordHash, PinHash, Staff, StaffChanged, StaffState, audit,
    end_sessions_of, normal_email, staff,
};

/// Adds somebody. The same request sent twice adds them once.
pub async fn add_staff(tx: &mut Tx, request: AddStaff) -> Result<Staff, Error> {
    tx.require(Capability::ManageAccess, Everywhere)?;
    let email = normal_email(&request.email)?;
    check_places(&request.roles, &request.locations)?;
    let added = tx
        .exec(
            "INSERT INTO access_staff
                (id, email, name, language, state, roles, password_hash, pin_hash, totp_step, created_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, 1)
             ON CONFLICT DO NOTHING",
            args![
                request.id,
                email,
                request.name,
                request.language,
                StaffState::Active,
                spell_roles(&request.roles),
                request.password.map(|hash| hash.0),
                request.pin.map(|hash| hash.0),
                tx.now()
            ],
        )
        .await?;
    if added == 0 {
        return match staff(tx, request.id).await {
            Ok(earlier) if earlier.email == email => Ok(earlier),
            Ok(_) => Err(Error::IdTaken),
            Err(Error::UnknownStaff) => Err(Error::EmailTaken),
            Err(error) => Err(error),
        };
    }
    place(tx, request.id, &request.locations).await?;
    audit(tx, "staff.added", request.id, &spell_roles(&request.roles)).await?;
    tx.publish(&StaffChanged { staff: request.id, version: 1 }).await?;
    staff(tx, request.id).await
}

/// Changes what somebody may do. A suspension ends all sessions.
pub async fn change_staff(tx: &mut Tx, request: ChangeStaff) -> Result<Staff, Error> {
    tx.require(Capability::ManageAccess, Everywhere)?;
    check_places(&request.roles, &request.locations)?;
    let changed = tx
        .exec(
            "UPDATE access_staff SET name = $2, language = $3, state = $4, roles = $5, version = version + 1
             WHERE id = $1 AND (CAST($6 AS bigint) IS NULL OR version = $6)",
            args![
                request.id,
                request.name,
                request.language,
                request.state,
                spell_roles(&request.roles),
                request.expected_version
            ],
        )
        .await?;
    let after = staff(tx, request.id).await?;
    if changed == 0 {
        return Err(Error::Stale);
    }
    place(tx, request.id, &request.locations).await?;
    if request.state == StaffState::Suspended {
        end_sessions_of(tx, request.id).await?;
    }
    audit(tx, "staff.changed", request.id, &spell_roles(&request.roles)).await?;
    tx.publish(&StaffChanged { staff: request.id, version: after.version }).await?;
    staff(tx, request.id).await
}

/// A new password: one's own, or anybody's for who manages access. All sessions of that person end.
pub async fn set_password(tx: &mut Tx, id: StaffId, hash: PasswordHash) -> Result<(), Error> {
    own_or_managed(tx, id)?;
    let found = tx
        .exec(
            "UPDATE access_staff SET password_hash = $2, version = version + 1 WHERE id = $1",
            args![id, hash.0],
        )
        .await?;
    if found == 0 {
        return Err(Error::UnknownStaff);
    }
    end_sessions_of(tx, id).await?;
    Ok(audit(tx, "staff.password_set", id, "").await?)
}

/// A new till PIN; `None` takes it away.
pub async fn set_pin(tx: &mut Tx, id: StaffId, hash: Option<PinHash>) -> Result<(), Error> {
    own_or_managed(tx, id)?;
    let found = tx
        .exec(
            "UPDATE access_staff SET pin_hash = $2, version = version + 1 WHERE id = $1",
            args![id, hash.map(|it| it.0)],
        )
        .await?;
    if found == 0 {
        return Err(Error::UnknownStaff);
    }
    Ok(audit(tx, "staff.pin_set", id, "").await?)
}

/// Everybody looks after the own secrets.
pub(crate) fn own_or_managed(tx: &Tx, id: StaffId) -> Result<(), Error> {
    if tx.actor().staff() != Some(id) {
        tx.require(Capability::ManageAccess, Everywhere)?;
    }
    Ok(())
}

async fn place(tx: &mut Tx, id: StaffId, locations: &[LocationId]) -> Result<(), Fault> {
    tx.exec("DELETE FROM access_staff_location WHERE staff = $1", args![id]).await?;
    for location in locations {
        tx.exec(
            "INSERT INTO access_staff_location (staff, location) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            args![id, *location],
        )
        .await?;
    }
    Ok(())
}
