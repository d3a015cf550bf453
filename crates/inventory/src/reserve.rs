//! Reserving stock: the promise made at checkout, at the till and in a chat alike.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    ChannelCode, LocationId, PersonId, Quantity, Query, ReservationId, SupplyId, Timestamp, Tx, VariantId,
    args, row, rows, uuids,
};

use crate::change::Changes;
use crate::stock::Effect;
use crate::take::{peg, take};
use crate::{Cells, Error, Holder, Reservation, ReservationDue, Reserved, State, channel_policy};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reserve {
    /// Chosen by the caller, so that a retry is recognised as the same request.
    pub id: ReservationId,
    pub holder: Holder,
    pub location: LocationId,
    pub variant: VariantId,
    pub quantity: Quantity,
    /// Soft until then; firm without.
    pub expires_at: Option<Timestamp>,
    pub person: Option<PersonId>,
    /// For whose shopper. A promise to no channel has no share of what is protected.
    pub channel: Option<ChannelCode>,
    pub from: From,
}

/// What a promise may stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum From {
    /// Goods that lie there.
    #[default]
    Stock,
    /// Else goods that are on their way, if the channel may be promised them: a preorder, a backorder.
    StockOrSupply,
}

impl Reserve {
    /// A firm promise of goods that lie there, to nobody in particular; the rest is set field by field.
    pub fn new(
        id: ReservationId,
        holder: Holder,
        variant: VariantId,
        location: LocationId,
        quantity: Quantity,
    ) -> Self {
        Reserve {
            id,
            holder,
            location,
            variant,
            quantity,
            expires_at: None,
            person: None,
            channel: None,
            from: From::Stock,
        }
    }
}

/// Holds goods for somebody without an order: a fitting, a phone call, an integrator. The holder is the desk's
/// ([`Holder::desk`]) and the actor may reserve at this place. Refuses with [`Error::OutOfStock`].
///
/// The same request sent twice gets the same answer and takes no more stock.
pub async fn reserve(tx: &mut Tx, request: Reserve) -> Result<Reservation, Error> {
    tx.require(kernel::Capability::ReserveStock, request.location)?;
    if !request.holder.is_desk() {
        return Err(Error::HeldElsewhere(request.id));
    }
    let mut promised = reserve_all(tx, vec![request]).await?;
    Ok(promised.pop().expect("one request gives one promise"))
}

/// Promises all of it or nothing, for a verb of another context that knows who may ask: a basket, an order. Answers in
/// the order asked. Call it late in a unit: it holds rows that many want.
pub async fn reserve_all(tx: &mut Tx, requests: Vec<Reserve>) -> Result<Vec<Reservation>, Error> {
    let now = tx.now();
    let mut wanted: Vec<Reservation> = requests.iter().map(|request| promise(request, now)).collect();
    check(&requests)?;
    // Everybody takes rows in this order, so that two baskets never wait for each other.
    wanted.sort_by_key(|it| (it.variant, it.location, it.id));
    let stored = insert(tx, &wanted).await?;
    let earlier = earlier(tx, &requests, &stored).await?;
    let fresh: Vec<&Reservation> = wanted.iter().filter(|it| stored.contains(&it.id)).collect();
    let may_wait: BTreeSet<ReservationId> =
        requests.iter().filter(|it| it.from == From::StockOrSupply).map(|it| it.id).collect();
    let mut changes = Changes::default();
    let mut pegged = BTreeMap::new();
    for ((variant, location, channel), promises) in per_cell(&fresh) {
        let cell = (variant, location);
        let units = promises.iter().map(|it| it.quantity.get()).sum();
        if let Some(row) = take(tx, cell, channel, units).await? {
            changes.note(row, Effect { reserved: units, ..Effect::default() });
            continue;
        }
        if !promises.iter().any(|it| may_wait.contains(&it.id)) {
            return Err(refusal(tx, variant, location, units).await?);
        }
        for it in promises {
            let units = it.quantity.get();
            if let Some(row) = take(tx, cell, channel, units).await? {
                changes.note(row, Effect { reserved: units, ..Effect::default() });
                continue;
            }
            let supply = if may_wait.contains(&it.id) { wait_for(tx, it).await? } else { None };
            match supply {
                Some(supply) => drop(pegged.insert(it.id, supply)),
                None => return Err(refusal(tx, variant, location, units).await?),
            }
        }
    }
    for it in &fresh {
        if let Some(due) = it.expires_at {
            if due <= now {
                return Err(Error::Invalid {
                    pointer: "/expires_at",
                    why: "this lies in the past".to_owned(),
                });
            }
            tx.publish_at(due, &ReservationDue { id: it.id }).await?;
            tx.publish(&Reserved::from(*it)).await?;
        }
    }
    for it in &mut wanted {
        if let Some((supply, at)) = pegged.get(&it.id) {
            (it.supply, it.promised_at) = (Some(*supply), Some(*at));
            changes.forget(it.variant);
        }
    }
    changes.tell(tx).await?;
    let all: BTreeMap<_, _> = wanted.into_iter().chain(earlier).map(|it| (it.id, it)).collect();
    Ok(requests.iter().filter_map(|request| all.get(&request.id).cloned()).collect())
}

fn promise(request: &Reserve, now: Timestamp) -> Reservation {
    Reservation {
        variant: request.variant,
        id: request.id,
        location: request.location,
        quantity: request.quantity,
        open: request.quantity,
        fulfilled: Quantity::ZERO,
        state: State::Held,
        holder: request.holder.clone(),
        person: request.person,
        code: request.expires_at.map(|_| Reservation::code_of(request.id)),
        channel: request.channel.clone(),
        supply: None,
        landed: 0,
        promised_at: None,
        expires_at: request.expires_at,
        reserved_at: now,
    }
}

fn check(requests: &[Reserve]) -> Result<(), Error> {
    if requests.iter().any(|request| request.quantity.is_zero()) {
        return Err(Error::Invalid { pointer: "/quantity", why: "at least one".to_owned() });
    }
    let mut seen = BTreeSet::new();
    match requests.iter().find(|request| !seen.insert(request.id)) {
        Some(doubled) => Err(Error::IdTaken(doubled.id.to_string())),
        None => Ok(()),
    }
}

type PerCell<'a> = BTreeMap<(VariantId, LocationId, Option<&'a ChannelCode>), Vec<&'a Reservation>>;

fn per_cell<'a>(fresh: &[&'a Reservation]) -> PerCell<'a> {
    let mut cells = PerCell::new();
    for it in fresh {
        cells.entry((it.variant, it.location, it.channel.as_ref())).or_default().push(it);
    }
    cells
}

/// Pegs a promise to the first goods on their way that can keep it whole.
async fn wait_for(tx: &mut Tx, it: &Reservation) -> Result<Option<(SupplyId, Timestamp)>, Error> {
    let Some(channel) = &it.channel else { return Ok(None) };
    let (now, policy) = (tx.now(), channel_policy(tx, channel).await?);
    let coming: Vec<(SupplyId, Timestamp)> = tx
        .all(
            "SELECT id, expected_at FROM inventory_supply
             WHERE variant = $1 AND location = $2 AND state = 'expected' AND quantity - received - promised >= $3
                 AND expected_at > $4 AND expected_at <= $5
             ORDER BY expected_at, id LIMIT 20",
            args![it.variant, it.location, it.quantity, now, now.plus_days(policy.horizon_days)],
        )
        .await?;
    for (supply, at) in coming {
        if !peg(tx, (it.variant, supply), Some(channel), it.quantity.get()).await? {
            continue;
        }
        tx.exec(
            "UPDATE inventory_reservation SET supply = $1, promised_at = $2 WHERE variant = $3 AND id = $4",
            args![supply, at, it.variant, it.id],
        )
        .await?;
        return Ok(Some((supply, at)));
    }
    Ok(None)
}

/// Stores the new reservations; those whose id was used before are missing in the answer.
async fn insert(tx: &mut Tx, wanted: &[Reservation]) -> Result<BTreeSet<ReservationId>, Error> {
    let lines = wanted.iter().map(|it| {
        row! {
            variant: it.variant,
            id: it.id,
            location: it.location,
            quantity: it.quantity,
            holder: it.holder,
            person: it.person,
            code: it.code,
            channel: it.channel,
            expires_at: it.expires_at,
            reserved_at: it.reserved_at,
        }
    });
    let stored: Vec<(ReservationId,)> = tx
        .all(
            "INSERT INTO inventory_reservation
                 (variant, id, location, quantity, open, fulfilled, state, holder, person, code, channel,
                  expires_at, reserved_at)
             SELECT {row.uuid variant}, {row.uuid id}, {row.uuid location}, {row.int quantity}, {row.int quantity}, 0,
                 'held', {row.text holder}, {row.uuid person}, {row.text code}, {row.text channel},
                 {row.time expires_at}, {row.time reserved_at}
             FROM {rows $1}
             WHERE NOT EXISTS (SELECT 1 FROM inventory_reservation other WHERE other.id = {row.uuid id})
             ON CONFLICT (variant, id) DO NOTHING
             RETURNING id",
            args![rows(lines)],
        )
        .await?;
    Ok(stored.into_iter().map(|(id,)| id).collect())
}

/// What stands under the ids that were used before. A used id is answered only if it asks for the same thing again.
async fn earlier(
    tx: &mut Tx,
    requests: &[Reserve],
    stored: &BTreeSet<ReservationId>,
) -> Result<Vec<Reservation>, Error> {
    let used: Vec<&Reserve> = requests.iter().filter(|request| !stored.contains(&request.id)).collect();
    if used.is_empty() {
        return Ok(Vec::new());
    }
    let found = find_all(tx, used.iter().map(|request| request.id)).await?;
    for request in used {
        let same = found.iter().any(|it| {
            it.id == request.id
                && (it.variant, it.location, it.quantity, &it.holder)
                    == (request.variant, request.location, request.quantity, &request.holder)
        });
        if !same {
            return Err(Error::IdTaken(request.id.to_string()));
        }
    }
    Ok(found)
}

async fn refusal(tx: &mut Tx, variant: VariantId, location: LocationId, wanted: i64) -> Result<Error, Error> {
    let is_place = tx.shared::<Cells>().knows(location)
        || tx.count("SELECT COUNT(*) FROM inventory_location WHERE id = $1", args![location]).await? > 0;
    Ok(match is_place {
        true => Error::OutOfStock { variant, location, wanted },
        false => Error::UnknownLocation(location.to_string()),
    })
}

/// Asks a unit of work or a plain reader alike.
pub async fn find(db: &mut impl Query, id: ReservationId) -> Result<Reservation, Error> {
    find_all(db, [id]).await?.pop().ok_or(Error::UnknownReservation(id))
}

/// In the order in which rows are taken; ids that do not exist are left out.
pub(crate) async fn find_all(
    db: &mut impl Query,
    ids: impl IntoIterator<Item = ReservationId>,
) -> Result<Vec<Reservation>, Error> {
    let found = db
        .all(
            "SELECT variant, id, location, quantity, open, fulfilled, state, holder, person, code, channel,
                 supply, landed, promised_at, expires_at, reserved_at
             FROM inventory_reservation WHERE id IN {uuids $1} ORDER BY variant, location, id",
            args![uuids(ids)],
        )
        .await?;
    Ok(found)
}

/// All promises of a holder, oldest first.
pub async fn reservations(db: &mut impl Query, holder: &Holder) -> Result<Vec<Reservation>, Error> {
    let found = db
        .all(
            "SELECT variant, id, location, quantity, open, fulfilled, state, holder, person, code, channel,
                 supply, landed, promised_at, expires_at, reserved_at
             FROM inventory_reservation WHERE holder = $1 ORDER BY reserved_at, id LIMIT 1000",
            args![holder.clone()],
        )
        .await?;
    Ok(found)
}

/// The goods that a location holds for somebody who will come: its queue, soonest to expire first.
pub async fn holds(
    db: &mut impl Query,
    location: LocationId,
    code: Option<&str>,
) -> Result<Vec<Reservation>, Error> {
    let code = code.map(str::to_owned);
    let found = db
        .all(
            "SELECT variant, id, location, quantity, open, fulfilled, state, holder, person, code, channel,
                 supply, landed, promised_at, expires_at, reserved_at
             FROM inventory_reservation
             WHERE location = $1 AND code IS NOT NULL AND open > 0 AND ($2 IS NULL OR code = $2)
             ORDER BY expires_at, id LIMIT 500",
            args![location, code],
        )
        .await?;
    Ok(found)
}
