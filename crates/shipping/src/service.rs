//! How a market brings goods to its shoppers: to the door or to a locker, by which carrier, for how much.

use catalog::Text;
use kernel::{Capability, Currency, Everywhere, MarketCode, Money, Query, Tx, args};

use crate::Error;

kernel::text_enum! {
    pub enum Kind {
        /// To the door.
        Courier = "courier",
        /// To a locker that the shopper opens.
        Locker = "locker",
    }
}

kernel::text_enum! {
    pub enum ServiceState {
        Offered = "offered",
        /// Orders that chose it keep it; nobody can choose it any more.
        Paused = "paused",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    pub market: MarketCode,
    /// Short and stable, safe in a URL: `courier`.
    pub code: String,
    pub carrier: String,
    pub kind: Kind,
    pub name: Text,
    pub fee: Money,
    /// From this value of goods on, it costs nothing.
    pub free_from: Option<Money>,
    /// Lower ones are shown first.
    pub position: i64,
    pub state: ServiceState,
}
impl Service {
    /// What bringing goods of this value costs.
    pub fn price(&self, goods: Money) -> Money {
        match self.free_from {
            Some(limit) if goods.minor >= limit.minor => Money::zero(goods.currency),
            Some(_) | None => self.fee,
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    market: MarketCode,
    code: String,
    carrier: String,
    kind: Kind,
    name: Text,
    fee_minor: i64,
    free_from_minor: Option<i64>,
    currency: Currency,
    position: i64,
    state: ServiceState,
}
impl From<Row> for Service {
    fn from(row: Row) -> Service {
        let money = |minor| Money::new(minor, row.currency);
        Service {
            market: row.market,
            code: row.code,
            carrier: row.carrier,
            kind: row.kind,
            name: row.name,
            fee: money(row.fee_minor),
            free_from: row.free_from_minor.map(money),
            position: row.position,
            state: row.state,
        }
    }
}

fn is_code(text: &str) -> bool {
    (2..=40).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Offers a service, changes it, or pauses it.
pub async fn save_service(tx: &mut Tx, it: Service) -> Result<Service, Error> {
    tx.require(Capability::ManageSettings, Everywhere)?;
    let wrong = |pointer, why: &str| Err(Error::Invalid { pointer, why: why.to_owned() });
    if !is_code(&it.code) || !is_code(&it.carrier) {
        return wrong("/code", "2 to 40 small letters, digits and dashes");
    }
    if it.fee.minor < 0 || it.free_from.is_some_and(|free| free.minor < 0 || free.currency != it.fee.currency)
    {
        return wrong("/fee", "a fee is not negative, and in one currency");
    }
    tx.exec(
        "INSERT INTO shipping_service
             (market, code, carrier, kind, name, fee_minor, free_from_minor, currency, position, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (market, code) DO UPDATE SET carrier = excluded.carrier, kind = excluded.kind,
             name = excluded.name, fee_minor = excluded.fee_minor, free_from_minor = excluded.free_from_minor,
             currency = excluded.currency, position = excluded.position, state = excluded.state",
        args![
            it.market,
            it.code,
            it.carrier,
            it.kind,
            it.name,
            it.fee.minor,
            it.free_from.map(|free| free.minor),
            it.fee.currency,
            it.position,
            it.state
        ],
    )
    .await?;
    Ok(it)
}

/// What a market offers, in the order in which it is shown.
pub async fn services(q: &mut impl Query, market: &MarketCode) -> Result<Vec<Service>, Error> {
    let rows: Vec<Row> = q
        .all(
            "SELECT market, code, carrier, kind, name, fee_minor, free_from_minor, currency, position, state
             FROM shipping_service WHERE market = $1 AND state = $2 ORDER BY position, code",
            args![*market, ServiceState::Offered],
        )
        .await?;
    Ok(rows.into_iter().map(Service::from).collect())
}

/// One of them, paused or not.
pub async fn service(q: &mut impl Query, market: &MarketCode, code: &str) -> Result<Service, Error> {
    let row: Option<Row> = q
        .maybe(
            "SELECT market, code, carrier, kind, name, fee_minor, free_from_minor, currency, position, state
             FROM shipping_service WHERE market = $1 AND code = $2",
            args![*market, code.to_owned()],
        )
        .await?;
    row.map(Service::from).ok_or_else(|| Error::UnknownService(code.to_owned()))
}
