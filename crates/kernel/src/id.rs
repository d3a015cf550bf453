//! Every identifier of the system, in two tables: ids that the application makes, and codes that people choose.
//!
//! Ids are UUIDv7, ordered by time, and carry a prefix, so a stray one in a log says what it is. Text form: prefix,
//! `_`, 26 letters, as [TypeID](https://github.com/jetify-com/typeid) spells it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use uuid::{ContextV7, Timestamp as UuidTime, Uuid};

use crate::Timestamp;

pub trait Id: Copy + Send + Sync + std::fmt::Display {
    const PREFIX: &'static str;
    fn from_uuid(uuid: Uuid) -> Self;
    fn uuid(self) -> Uuid;
}

const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

fn spell(prefix: &str, uuid: Uuid) -> String {
    let mut text = String::with_capacity(prefix.len() + 27);
    text.push_str(prefix);
    text.push('_');
    let bits = uuid.as_u128();
    text.extend((0..26).rev().map(|i| char::from(LETTERS[(bits >> (5 * i)) as usize & 31])));
    text
}

fn read(prefix: &str, text: &str) -> Option<Uuid> {
    let letters = text.strip_prefix(prefix)?.strip_prefix('_')?.as_bytes();
    if letters.len() != 26 || letters[0] > b'7' {
        return None;
    }
    letters
        .iter()
        .try_fold(0u128, |bits, letter| {
            LETTERS.iter().position(|it| it == letter).map(|five| bits << 5 | five as u128)
        })
        .map(Uuid::from_u128)
}

/// A new UUIDv7 for this moment; rising within a process even inside one millisecond.
pub fn fresh_uuid(at: Timestamp) -> Uuid {
    static CONTEXT: Mutex<ContextV7> = Mutex::new(ContextV7::new());
    let millis = at.as_millis() as u64;
    if IS_SEEDED.load(Ordering::Relaxed) {
        return seeded(millis);
    }
    let context = CONTEXT.lock().expect("no panic while held");
    Uuid::new_v7(UuidTime::from_unix(&*context, millis / 1000, (millis % 1000) as u32 * 1_000_000))
}

static IS_SEEDED: AtomicBool = AtomicBool::new(false);
static SEEDED: Mutex<(u64, u16, fastrand::Rng)> = Mutex::new((0, 0, fastrand::Rng::with_seed(0)));

/// From now on every id of this process comes from a seed, so that a simulation can be played again. Never in a server:
/// such ids can be guessed.
pub fn ids_from(seed: u64) {
    *SEEDED.lock().expect("no panic while held") = (0, 0, fastrand::Rng::with_seed(seed));
    IS_SEEDED.store(true, Ordering::Relaxed);
}

/// UUIDv7 with a counter, so that ids of one millisecond sort as they were made.
fn seeded(millis: u64) -> Uuid {
    let (last, count, rng) = &mut *SEEDED.lock().expect("no panic while held");
    *count = if *last == millis { *count + 1 } else { 0 };
    *last = millis;
    let random = rng.u64(..).to_be_bytes();
    let mut bytes = [0; 10];
    bytes[..2].copy_from_slice(&count.to_be_bytes());
    bytes[2..].copy_from_slice(&random);
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $prefix:literal),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);
        impl $name {
            /// A new id outside a unit of work, where a channel or a device names what it is about to create.
            pub fn fresh(at: Timestamp) -> Self { Self(fresh_uuid(at)) }
        }
        impl Id for $name {
            const PREFIX: &'static str = $prefix;
            fn from_uuid(uuid: Uuid) -> Self { Self(uuid) }
            fn uuid(self) -> Uuid { self.0 }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&spell($prefix, self.0)) }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { std::fmt::Display::fmt(self, f) }
        }
        impl From<$name> for String { fn from(id: $name) -> String { id.to_string() } }
        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                read($prefix, text).map(Self).ok_or_else(|| format!("`{text}` is not a `{}_` id", $prefix))
            }
        }
        impl TryFrom<String> for $name {
            type Error = String;
            fn try_from(text: String) -> Result<Self, String> { text.parse() }
        }
        impl crate::ToArg for $name {
            const NULL: crate::Arg = crate::Arg::Uuid(None);
            fn to_arg(&self) -> crate::Arg { crate::Arg::Uuid(Some(self.0)) }
        }
        crate::sql_scalar!($name as Uuid, |raw| Ok($name(raw)));
    )* };
}
ids! {
    ApiKeyId "key",
    AuditId "audit",
    BasketId "basket",
    CallbackId "callback",
    CategoryId "category",
    /// A change of an order after it was placed.
    ChangeId "change",
    ComplaintId "complaint",
    /// A round in which people count what lies at a place.
    CountId "count",
    EventId "event",
    /// Work that needs a person.
    ExceptionId "exception",
    /// The work of one location for one order.
    FulfilmentId "fulfilment",
    ImportId "import",
    /// A payment intent: what is owed and how it shall be paid.
    IntentId "payment",
    JobId "job",
    /// A line of a basket, and of the order that it becomes.
    LineId "line",
    /// A shop, a warehouse or a van.
    LocationId "location",
    LotId "lot",
    MessageId "message",
    MovementId "movement",
    OrderId "order",
    ParcelId "parcel",
    PersonId "person",
    /// Why the goods of an order are taken from where they are.
    PlanId "plan",
    PostingId "posting",
    ProductId "product",
    ReceiptId "receipt",
    ReservationId "reservation",
    ReturnId "return",
    SessionId "session",
    /// What travels for one fulfilment.
    ShipmentId "shipment",
    StaffId "staff",
    /// Goods that are expected: a line of a purchase order, or on their way from another place.
    SupplyId "supply",
    TenderId "tender",
    TillId "till",
    /// Goods on their way from one of our places to another.
    TransferId "transfer",
    VariantId "variant",
    /// A browser or a device before anybody knows whose it is.
    VisitorId "visitor",
    WalletId "wallet",
    /// Work of a location that is picked in one walk.
    WaveId "wave",
}

/// Text keys chosen by people: short, stable, safe in a URL.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $what:literal $check:expr),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);
        impl $name {
            /// `None` if the text is not such a code.
            pub fn new(text: impl Into<String>) -> Option<Self> {
                let text = text.into();
                let check: fn(&str) -> bool = $check;
                check(&text).then_some(Self(text))
            }
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
        }
        impl From<$name> for String { fn from(code: $name) -> String { code.0 } }
        impl AsRef<str> for $name { fn as_ref(&self) -> &str { &self.0 } }
        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                Self::new(text).ok_or_else(|| format!("`{}` is not a {}", text.chars().take(80).collect::<String>(), $what))
            }
        }
        impl TryFrom<String> for $name {
            type Error = String;
            fn try_from(text: String) -> Result<Self, String> { text.parse() }
        }
        impl crate::ToArg for $name {
            const NULL: crate::Arg = crate::Arg::Text(None);
            fn to_arg(&self) -> crate::Arg { crate::Arg::Text(Some(self.0.clone().into())) }
        }
        crate::sql_scalar!($name as String, |raw| Ok($name(raw)));
    )* };
}

fn is_code(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
fn is_sku(text: &str) -> bool {
    (1..=64).contains(&text.chars().count())
        && text.trim() == text
        && !text.chars().any(|c| c.is_control() || c == '/')
}

codes! {
    /// Country, currency, tax, time zone and languages of a part of the trade.
    MarketCode "market code" is_code,
    /// A way to reach shoppers: its market, brand and price list hang on it.
    ChannelCode "channel code" is_code,
    BrandCode "brand code" is_code,
    /// The legal entity that sells and issues the documents.
    SellerCode "seller code" is_code,
    PriceListCode "price list code" is_code,
    /// The business key of a variant. As the retailer writes it, without spaces at the ends and without `/`.
    Sku "SKU" is_sku,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_what_it_spells() {
        let id = OrderId::fresh(Timestamp::from_millis(1_700_000_000_000));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!(id.to_string().replace("order", "variant").parse::<OrderId>().is_err());
    }

    #[test]
    fn the_spelling_is_the_published_one() {
        let id = OrderId::from_uuid("01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap());
        assert_eq!(id.to_string(), "order_01h455vb4pex5vsknk084sn02q");
    }

    #[test]
    fn a_code_refuses_what_would_break_a_url() {
        assert!(ChannelCode::new("shop-pl").is_some());
        for bad in ["", "Shop", "shop pl", "sklep/pl", &"x".repeat(41)] {
            assert!(ChannelCode::new(bad).is_none(), "{bad}");
        }
        assert!(Sku::new("SZR-KURTKA-M").is_some());
        assert!(Sku::new(" SZR").is_none() && Sku::new("A/B").is_none());
    }
}
