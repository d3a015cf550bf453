//! Signing in to a till with a PIN: quick, weak, and therefore narrow (see [`crate::TILL`]) and throttled.

use kernel::{Actor, Db, LocationId, Query, StaffId, args};

use crate::secret::{fits, is_pin};
use crate::session_verbs::open;
use crate::{Error, Opened, SessionKind, StaffState, audit, throttle};

#[derive(Clone)]
pub struct PinSignIn {
    pub location: LocationId,
    pub staff: StaffId,
    pub pin: String,
    pub address: String,
}
impl std::fmt::Debug for PinSignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PinSignIn(…)")
    }
}

/// Opens a till session for somebody who works in this location.
pub async fn pin_sign_in(db: &Db, request: &PinSignIn) -> Result<Opened, Error> {
    let own = [throttle::pin(request.staff, request.location)];
    let common = [throttle::till(request.location), throttle::address(&request.address)];
    let tried = [&own[..], &common[..]].concat();
    let found: Option<(Option<String>,)> = db
        .run(&Actor::System, async |tx| {
            throttle::count(tx, &tried).await?;
            Ok::<_, Error>(
                tx.maybe(
                    "SELECT pin_hash FROM access_staff s WHERE s.id = $1 AND s.state = $2
                     AND EXISTS (SELECT 1 FROM access_staff_location l WHERE l.staff = s.id AND l.location = $3)",
                    args![request.staff, StaffState::Active, request.location],
                )
                .await?,
            )
        })
        .await?;
    let hash = found.and_then(|(hash,)| hash).filter(|_| is_pin(&request.pin));
    if !fits(&request.pin, hash).await {
        tracing::info!(location = %request.location, "a PIN sign-in failed");
        return Err(Error::WrongCredentials);
    }
    db.run(&Actor::System, async |tx| {
        throttle::forgive(tx, &own, &common).await?;
        audit(tx, "staff.signed_in", request.staff, "PIN").await?;
        open(tx, request.staff, SessionKind::Till, Some(request.location)).await
    })
    .await
}
