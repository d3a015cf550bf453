//! Setting up, using and removing the second factor.

use kernel::{Query, StaffId, Tx, args};

use crate::secret::{fingerprint, letters};
use crate::staff_verbs::own_or_managed;
use crate::totp::{new_secret, step_of, totp};
use crate::{Enrolment, Error, audit};

const RECOVERY_CODES: usize = 8;

/// Starts setting up a second factor. It counts only once [`confirm_totp`] has seen a code of it.
pub async fn enrol_totp(tx: &mut Tx, id: StaffId) -> Result<Enrolment, Error> {
    own_or_managed(tx, id)?;
    let (email,): (String,) = tx
        .maybe("SELECT email FROM access_staff WHERE id = $1", args![id])
        .await?
        .ok_or(Error::UnknownStaff)?;
    let secret = new_secret().to_base32();
    let url = totp(&secret, &email).and_then(|it| it.to_url().ok()).ok_or(Error::UnknownStaff)?;
    tx.exec("UPDATE access_staff SET totp_pending = $2 WHERE id = $1", args![id, secret]).await?;
    Ok(Enrolment { url, secret })
}

/// Turns the second factor on, once the app shows a right code. Returns recovery codes, one use each, shown this once;
/// earlier ones are void.
pub async fn confirm_totp(tx: &mut Tx, id: StaffId, code: &str) -> Result<Vec<String>, Error> {
    own_or_managed(tx, id)?;
    let (pending,): (Option<String>,) = tx
        .maybe("SELECT totp_pending FROM access_staff WHERE id = $1", args![id])
        .await?
        .ok_or(Error::UnknownStaff)?;
    let pending = pending.ok_or(Error::NothingToConfirm)?;
    let step = step_of(&pending, code, tx.now(), 0).ok_or(Error::WrongCode)?;
    tx.exec(
        "UPDATE access_staff SET totp_secret = $2, totp_pending = NULL, totp_step = $3, version = version + 1
         WHERE id = $1",
        args![id, pending, step],
    )
    .await?;
    tx.exec("DELETE FROM access_recovery_code WHERE staff = $1", args![id]).await?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| format!("{}-{}", letters(5), letters(5))).collect();
    for code in &codes {
        tx.exec(
            "INSERT INTO access_recovery_code (staff, code_hash) VALUES ($1, $2)",
            args![id, fingerprint(code)],
        )
        .await?;
    }
    audit(tx, "staff.second_factor_on", id, "").await?;
    Ok(codes)
}

pub async fn remove_totp(tx: &mut Tx, id: StaffId) -> Result<(), Error> {
    own_or_managed(tx, id)?;
    let found = tx
        .exec(
            "UPDATE access_staff SET totp_secret = NULL, totp_pending = NULL, version = version + 1 WHERE id = $1",
            args![id],
        )
        .await?;
    if found == 0 {
        return Err(Error::UnknownStaff);
    }
    tx.exec("DELETE FROM access_recovery_code WHERE staff = $1", args![id]).await?;
    Ok(audit(tx, "staff.second_factor_off", id, "").await?)
}

/// Uses a code of the app, or a recovery code, up. `false` if it is wrong or was used before.
pub(crate) async fn use_code(tx: &mut Tx, id: StaffId, code: &str) -> Result<bool, Error> {
    let found: Option<(Option<String>, i64)> =
        tx.maybe("SELECT totp_secret, totp_step FROM access_staff WHERE id = $1", args![id]).await?;
    let Some((Some(secret), last)) = found else { return Ok(false) };
    if let Some(step) = step_of(&secret, code, tx.now(), last) {
        // The guard makes two requests with the same code one sign-in.
        let used = tx
            .exec("UPDATE access_staff SET totp_step = $2 WHERE id = $1 AND totp_step < $2", args![id, step])
            .await?;
        return Ok(used == 1);
    }
    let used = tx
        .exec(
            "UPDATE access_recovery_code SET used_at = $3 WHERE staff = $1 AND code_hash = $2 AND used_at IS NULL",
            args![id, fingerprint(code.trim()), tx.now()],
        )
        .await?;
    if used == 1 {
        audit(tx, "staff.recovery_code_used", id, "").await?;
    }
    Ok(used == 1)
}
