//! A reservation and the moves it may make. Nothing here touches the outside world.

use kernel::{
    ChannelCode, Id, LocationId, PersonId, Quantity, ReservationId, SupplyId, Timestamp, VariantId,
};

use crate::Error;

/// A promise that units stay on the shelf: soft until `expires_at`, firm without it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Reservation {
    pub variant: VariantId,
    pub id: ReservationId,
    pub location: LocationId,
    /// What was promised at first.
    pub quantity: Quantity,
    /// What is still promised.
    pub open: Quantity,
    /// What left the building. The rest was released.
    pub fulfilled: Quantity,
    pub state: State,
    pub holder: Holder,
    pub person: Option<PersonId>,
    /// Six digits by which a store finds the goods that somebody asked it to hold.
    pub code: Option<String>,
    /// Through which channel it was promised: its share of the stock counts.
    pub channel: Option<ChannelCode>,
    /// The goods are still on their way: pegged to this supply. Empty when they lie there.
    pub supply: Option<SupplyId>,
    /// Of a promise that waits for goods: so many have come and are kept for it.
    pub landed: i64,
    /// When goods that were on their way were promised for; stays when they have arrived.
    pub promised_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    pub reserved_at: Timestamp,
}

kernel::text_enum! {
    /// ```text
    /// held ──▶ fulfilled    goods left the building
    ///   └────▶ released     the buyer changed their mind, or time ran out
    /// ```
    /// In parts too: a reservation is held as long as a unit of it is open.
    pub enum State {
        Held = "held",
        Fulfilled = "fulfilled",
        Released = "released",
    }
}

kernel::text_enum! {
    /// Why a promise was taken back.
    pub enum Reason {
        Cancelled = "cancelled",
        Expired = "expired",
        /// The location could not find the goods, or will not send them.
        Rejected = "rejected",
        /// Another promise stands instead.
        Replaced = "replaced",
    }
}

/// Whose promise it is: `order:order_01h…`, `basket:basket_01h…`, `api:…`. What stands before the colon names the
/// context that answers for it; inventory knows no more about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Holder(String);

impl Holder {
    /// Held for the desk: a fitting, a phone call, an integrator. Only these may be made and taken back one by one.
    const DESK: &'static str = "api";

    /// `kind:key`, at most 120 printable characters.
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        let (kind, key) = text.split_once(':')?;
        let fits = !kind.is_empty()
            && kind.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
            && !key.trim().is_empty()
            && text.chars().count() <= 120
            && !text.chars().any(char::is_control);
        fits.then_some(Self(text))
    }
    /// `Holder::of("order", order.id)`
    pub fn of(kind: &'static str, id: impl Id) -> Self {
        Self(format!("{kind}:{id}"))
    }
    /// For what a client calls its own hold, whatever it writes.
    pub fn desk(text: &str) -> Option<Self> {
        let key = text.strip_prefix("api:").unwrap_or(text);
        Self::new(format!("{}:{key}", Self::DESK))
    }
    pub fn kind(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }
    pub fn is_desk(&self) -> bool {
        self.kind() == Self::DESK
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl std::fmt::Display for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl From<Holder> for String {
    fn from(holder: Holder) -> String {
        holder.0
    }
}
impl std::str::FromStr for Holder {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::new(text).ok_or_else(|| "a holder is written as kind:key, for example api:call-17".to_owned())
    }
}
impl TryFrom<String> for Holder {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}
impl kernel::ToArg for Holder {
    const NULL: kernel::Arg = kernel::Arg::Text(None);
    fn to_arg(&self) -> kernel::Arg {
        kernel::Arg::Text(Some(self.0.clone().into()))
    }
}
kernel::sql_scalar!(Holder as String, |raw| Ok(Holder(raw)));

impl Reservation {
    /// Six digits made from the id: the same for the same promise, and nothing to store twice.
    pub(crate) fn code_of(id: ReservationId) -> String {
        format!("{:06}", id.uuid().as_u128() % 1_000_000)
    }
    /// So many of its units lie there and are reserved.
    pub fn here(&self) -> i64 {
        if self.supply.is_some() { self.landed } else { self.open.get() }
    }
    pub fn released(&self) -> i64 {
        self.quantity.get() - self.open.get() - self.fulfilled.get()
    }

    /// Takes the promise back, all that is open or some of it; says how many units. Doing so twice is harmless; taking back
    /// goods that left is a return, which is another operation.
    pub(crate) fn release(&mut self, part: Option<Quantity>) -> Result<Quantity, Error> {
        match self.state {
            State::Held => {
                let units = self.take(part)?;
                // What has not come yet is given up first.
                self.landed = self.landed.min(self.open.get());
                if self.landed == self.open.get() {
                    (self.supply, self.landed) = (None, 0);
                }
                if self.open.is_zero() {
                    self.state = if self.fulfilled.is_zero() { State::Released } else { State::Fulfilled };
                }
                Ok(units)
            }
            State::Released => Ok(Quantity::ZERO),
            State::Fulfilled if self.released() > 0 => Ok(Quantity::ZERO),
            State::Fulfilled => Err(Error::AlreadyFulfilled(self.id)),
        }
    }

    /// The goods leave; says how many units. Doing so twice is harmless.
    pub(crate) fn fulfil(&mut self, part: Option<Quantity>) -> Result<Quantity, Error> {
        match self.state {
            State::Held if self.supply.is_some() => Err(Error::NotHereYet(self.id)),
            State::Held => {
                let units = self.take(part)?;
                self.fulfilled = self.fulfilled.plus(units).expect("no more than was promised");
                if self.open.is_zero() {
                    self.state = State::Fulfilled;
                }
                Ok(units)
            }
            State::Fulfilled => Ok(Quantity::ZERO),
            State::Released => Err(Error::AlreadyReleased(self.id)),
        }
    }

    fn take(&mut self, part: Option<Quantity>) -> Result<Quantity, Error> {
        let units = part.unwrap_or(self.open);
        self.open = self.open.minus(units).ok_or(Error::TooMany { id: self.id, open: self.open })?;
        Ok(units)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(quantity: i64) -> Reservation {
        let at = Timestamp::from_millis(1);
        let quantity = Quantity::new(quantity).unwrap();
        Reservation {
            variant: VariantId::fresh(at),
            id: ReservationId::fresh(at),
            location: LocationId::fresh(at),
            quantity,
            open: quantity,
            fulfilled: Quantity::ZERO,
            state: State::Held,
            holder: Holder::new("api:test").unwrap(),
            person: None,
            code: None,
            channel: None,
            supply: None,
            landed: 0,
            promised_at: None,
            expires_at: None,
            reserved_at: at,
        }
    }

    #[test]
    fn a_promise_ends_in_parts() {
        let mut it = held(5);
        assert_eq!(it.fulfil(Quantity::new(2)).unwrap().get(), 2);
        assert_eq!(it.state, State::Held);
        assert!(matches!(it.release(Quantity::new(4)), Err(Error::TooMany { .. })));
        assert_eq!(it.release(None).unwrap().get(), 3);
        assert_eq!((it.state, it.released(), it.fulfilled.get()), (State::Fulfilled, 3, 2));
        assert_eq!(it.release(None).unwrap(), Quantity::ZERO);
        assert_eq!(it.fulfil(None).unwrap(), Quantity::ZERO);
    }

    #[test]
    fn what_left_is_not_taken_back_and_what_was_taken_back_does_not_leave() {
        let mut sold = held(1);
        sold.fulfil(None).unwrap();
        assert!(matches!(sold.release(None), Err(Error::AlreadyFulfilled(_))));
        let mut coming = Reservation { supply: Some(SupplyId::fresh(Timestamp::from_millis(1))), ..held(1) };
        assert!(matches!(coming.fulfil(None), Err(Error::NotHereYet(_))));
        let mut gone = held(1);
        gone.release(None).unwrap();
        assert!(matches!(gone.fulfil(None), Err(Error::AlreadyReleased(_))));
    }

    #[test]
    fn a_client_cannot_pose_as_an_order() {
        assert!(Holder::desk("order:order_01h455vb4pex5vsknk084sn02q").unwrap().is_desk());
        assert_eq!(Holder::desk("api:call").unwrap().as_str(), "api:call");
        assert!(Holder::new("order").is_none() && Holder::new("Order:1").is_none());
    }
}
