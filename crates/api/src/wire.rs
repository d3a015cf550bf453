//! How our types look in JSON and in the document: one schema per kind of id, code and amount.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

/// Every example in the code carries this id; the document shows real ones where the server knows some.
pub const SAMPLE: &str = "01h455vb4pex5vsknk084sn02q";

/// A typed id: `order_01h455vb4pex5vsknk084sn02q`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tid<I>(pub I);

impl<I> From<I> for Tid<I> {
    fn from(id: I) -> Self {
        Tid(id)
    }
}
pub fn id_pattern(prefix: &str) -> String {
    format!("^{prefix}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$")
}
impl<I: kernel::Id> PartialSchema for Tid<I> {
    fn schema() -> RefOr<Schema> {
        text()
            .pattern(Some(id_pattern(I::PREFIX)))
            .examples([format!("{}_{SAMPLE}", I::PREFIX)])
            .build()
            .into()
    }
}
impl<I: kernel::Id> ToSchema for Tid<I> {
    fn name() -> Cow<'static, str> {
        let mut name = I::PREFIX.to_owned();
        name[..1].make_ascii_uppercase();
        (name + "Id").into()
    }
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

pub type BasketId = Tid<kernel::BasketId>;
pub type ChangeId = Tid<kernel::ChangeId>;
pub type ComplaintId = Tid<kernel::ComplaintId>;
pub type CountId = Tid<kernel::CountId>;
pub type EventId = Tid<kernel::EventId>;
pub type FulfilmentId = Tid<kernel::FulfilmentId>;
pub type ImportId = Tid<kernel::ImportId>;
pub type LineId = Tid<kernel::LineId>;
pub type LocationId = Tid<kernel::LocationId>;
pub type MovementId = Tid<kernel::MovementId>;
pub type OrderId = Tid<kernel::OrderId>;
pub type PaymentId = Tid<kernel::IntentId>;
pub type PersonId = Tid<kernel::PersonId>;
pub type PostingId = Tid<kernel::PostingId>;
pub type ProductId = Tid<kernel::ProductId>;
pub type ReservationId = Tid<kernel::ReservationId>;
pub type ShipmentId = Tid<kernel::ShipmentId>;
pub type SupplyId = Tid<kernel::SupplyId>;
pub type ReturnId = Tid<kernel::ReturnId>;
pub type TenderId = Tid<kernel::TenderId>;
pub type TransferId = Tid<kernel::TransferId>;
pub type VariantId = Tid<kernel::VariantId>;
pub type VisitorId = Tid<kernel::VisitorId>;
pub type WalletId = Tid<kernel::WalletId>;

/// Texts of a known shape: `$ours` inside, the schema beside it.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $inner:ty, $schema:expr;)*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $inner);
        impl From<$inner> for $name { fn from(it: $inner) -> Self { $name(it) } }
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> { $schema.build().into() }
        }
        impl ToSchema for $name { fn name() -> Cow<'static, str> { stringify!($name).into() } }
    )* };
}
pub const CODE: &str = "^[a-z0-9-]{1,40}$";
/// Neither a space at an end nor a control character nor `/`.
pub const SKU: &str = r"^[^\s/\u0000-\u001f\u007f]([^/\u0000-\u001f\u007f]{0,62}[^\s/\u0000-\u001f\u007f])?$";
texts! {
    Sku = kernel::Sku, text().pattern(Some(SKU)).examples(["DEMO-1"]).description(Some("The business key of a variant."));
    Channel = kernel::ChannelCode, text().pattern(Some(CODE)).examples(["shop"]).description(Some("A way in which shoppers reach us."));
    Seller = kernel::SellerCode, text().pattern(Some(CODE)).examples(["szron"]);
    Brand = kernel::BrandCode, text().pattern(Some(CODE)).examples(["szron"]);
    Time = kernel::Timestamp, text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
        .examples(["2026-11-21T20:20:49.123Z"]).description(Some("RFC 3339, UTC."));
}
impl Copy for Time {}

/// The code of a location, or its id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Place {
    Code(String),
    Id(kernel::LocationId),
}
impl TryFrom<String> for Place {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        if let Ok(id) = text.parse() {
            return Ok(Place::Id(id));
        }
        let fits = (1..=40).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits { Ok(Place::Code(text)) } else { Err("a location is named by its code or its id".to_owned()) }
    }
}
impl From<Place> for String {
    fn from(place: Place) -> String {
        place.to_string()
    }
}
impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::Code(code) => f.write_str(code),
            Place::Id(id) => id.fmt(f),
        }
    }
}
impl PartialSchema for Place {
    fn schema() -> RefOr<Schema> {
        text()
            .pattern(Some("^([a-z0-9-]{1,40}|location_[0-7][0-9a-hjkmnp-tv-z]{25})$"))
            .examples(["gda-1"])
            .description(Some("The code of a location, or its id."))
            .build()
            .into()
    }
}
impl ToSchema for Place {}

/// How many: a whole number of the variant's base unit, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Pieces(pub kernel::Quantity);
impl TryFrom<i64> for Pieces {
    type Error = &'static str;
    fn try_from(units: i64) -> Result<Self, Self::Error> {
        kernel::Quantity::positive(units)
            .filter(|it| it.get() <= MOST_PIECES)
            .map(Pieces)
            .ok_or("a quantity is between 1 and 1000000")
    }
}
impl From<Pieces> for i64 {
    fn from(pieces: Pieces) -> i64 {
        pieces.0.get()
    }
}
pub const MOST_PIECES: i64 = 1_000_000;
impl PartialSchema for Pieces {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1))
            .maximum(Some(MOST_PIECES))
            .examples([1])
            .build()
            .into()
    }
}
impl ToSchema for Pieces {}

/// As [`Pieces`], or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Count(pub kernel::Quantity);
impl TryFrom<i64> for Count {
    type Error = &'static str;
    fn try_from(units: i64) -> Result<Self, Self::Error> {
        kernel::Quantity::new(units)
            .filter(|it| it.get() <= MOST_PIECES)
            .map(Count)
            .ok_or("a quantity is between 0 and 1000000")
    }
}
impl From<Count> for i64 {
    fn from(count: Count) -> i64 {
        count.0.get()
    }
}
impl PartialSchema for Count {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(0))
            .maximum(Some(MOST_PIECES))
            .examples([1])
            .build()
            .into()
    }
}
impl ToSchema for Count {}

/// An amount in minor units: `{"amount": 12999, "currency": "PLN"}` is 129.99 PLN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    #[schema(minimum = -1_000_000_000_000i64, maximum = 1_000_000_000_000i64, example = 12999)]
    pub amount: i64,
    #[schema(value_type = String, pattern = "^[A-Z]{3}$", example = "PLN")]
    pub currency: kernel::Currency,
}
impl From<kernel::Money> for Money {
    fn from(it: kernel::Money) -> Self {
        Money { amount: it.minor, currency: it.currency }
    }
}
impl From<Money> for kernel::Money {
    fn from(it: Money) -> Self {
        kernel::Money::new(it.amount, it.currency)
    }
}

/// A page of a list. `next` is the `after` of the next page, and null at the end.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
    /// With `count=true`: how many there are in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<i64>,
}
impl<T> From<kernel::Page<T>> for Page<T> {
    fn from(it: kernel::Page<T>) -> Self {
        Page { items: it.items, next: it.next, count: it.count }
    }
}
impl<T> Page<T> {
    pub fn of<U: Into<T>>(page: kernel::Page<U>) -> Self {
        page.map(Into::into).into()
    }
}

/// A list that is never long.
#[derive(Debug, Serialize, ToSchema)]
pub struct List<T> {
    pub items: Vec<T>,
}

/// How many items a page shall have: 1 to 200.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "i64")]
pub struct Limit(i64);
impl TryFrom<i64> for Limit {
    type Error = &'static str;
    fn try_from(limit: i64) -> Result<Self, Self::Error> {
        if (1..=kernel::PageRequest::MAX).contains(&limit) {
            Ok(Limit(limit))
        } else {
            Err("between 1 and 200")
        }
    }
}
pub fn page(limit: Option<Limit>, after: Option<String>, count: Option<bool>) -> kernel::PageRequest {
    kernel::PageRequest { limit: limit.map(|it| it.0), after, count: count.unwrap_or_default() }
}

/// `lat,lon` in degrees.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub struct Around(pub inventory::Point);
impl TryFrom<String> for Around {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let point = text
            .split_once(',')
            .and_then(|(lat, lon)| Some((lat.trim().parse().ok()?, lon.trim().parse().ok()?)))
            .and_then(|(lat, lon)| inventory::Point::new(lat, lon));
        point.map(Around).ok_or("latitude,longitude in degrees, for example 54.35,18.65")
    }
}

/// Choices that a room knows, spelled by it.
macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident = $inner:ty;)*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $inner);
        impl From<$inner> for $name { fn from(it: $inner) -> Self { $name(it) } }
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                text().enum_values(Some(<$inner>::ALL.iter().map(|it| it.as_str()))).build().into()
            }
        }
        impl ToSchema for $name { fn name() -> Cow<'static, str> { stringify!($name).into() } }
    )* };
}
choices! {
    ProductStatus = catalog::Status;
    VariantStatus = catalog::VariantStatus;
    TaxClass = catalog::TaxClass;
    LocationKind = inventory::Kind;
    LocationState = inventory::LocationState;
    LocationCapability = inventory::Capability;
    Cause = inventory::Cause;
    ReservationState = inventory::State;
    PolicyState = inventory::PolicyState;
    Ahead = inventory::Ahead;
    Deducted = inventory::Why;
    SupplyOrigin = inventory::Origin;
    SupplyState = inventory::SupplyState;
    TransferState = inventory::TransferState;
    CountState = inventory::CountState;
    PaymentMethod = payments::Method;
    PaymentState = payments::State;
    CaptureMode = payments::CaptureMode;
    CaptureState = payments::CaptureState;
    RefundState = payments::RefundState;
    Decline = payments::Decline;
    CreditCause = payments::CreditCause;
    ActivityKind = customers::ActivityKind;
    IdentifierKind = customers::Kind;
    Evidence = customers::Evidence;
    Language = customers::Language;
    BasketState = orders::BasketState;
    OrderLife = orders::Life;
    OrderPayment = orders::PaymentState;
    OrderProgress = orders::Progress;
    FulfilmentMode = orders::Mode;
    FulfilmentState = orders::FulfilmentState;
    CancelReason = orders::CancelReason;
    ChangeKind = orders::ChangeKind;
    ComplaintState = orders::ComplaintState;
    ComplaintRefusal = orders::ComplaintRefusal;
    Demand = orders::Demand;
    Remedy = orders::Remedy;
    RejectReason = orders::RejectReason;
    Rest = orders::Rest;
    Clock = orders::Clock;
    ExceptionKind = orders::ExceptionKind;
    ExceptionState = orders::ExceptionState;
    PolicyKind = orders::PolicyKind;
    VersionState = orders::VersionState;
    PlanCause = orders::PlanCause;
    WaveState = orders::WaveState;
    ReturnState = orders::ReturnState;
    ReturnBasis = orders::Basis;
    ReturnWay = orders::ReturnWay;
    ReturnReason = orders::ReturnReason;
    Disposition = orders::Disposition;
    RefusalReason = orders::RefusalReason;
    ExclusionReason = orders::ExclusionReason;
    ParcelPayer = orders::Payer;
    DeliveryKind = shipping::Kind;
    ServiceState = shipping::ServiceState;
    ShipmentState = shipping::State;
    ShipmentStep = shipping::Step;
    BoxSize = shipping::Size;
    PostingKind = loyalty::Kind;
    ImportKind = imports::Kind;
    ImportFormat = imports::Format;
    ImportState = imports::State;
}

/// What a promise may stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PromiseFrom {
    #[default]
    Stock,
    StockOrSupply,
}
impl From<PromiseFrom> for inventory::From {
    fn from(it: PromiseFrom) -> Self {
        match it {
            PromiseFrom::Stock => inventory::From::Stock,
            PromiseFrom::StockOrSupply => inventory::From::StockOrSupply,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryMode {
    Pickup,
    Ship,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckoutMethod {
    OnPickup,
    Online,
    StoreCredit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    Repair,
    Replace,
    Reduce,
    Refund,
    Refuse,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PayBack {
    Here,
    Later,
    Credit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CounterMethod {
    Cash,
    Card,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProofKind {
    Code,
    Phone,
    Email,
    Number,
    Staff,
}
