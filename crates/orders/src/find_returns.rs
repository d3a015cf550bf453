//! The desk of returns: what is expected, what waits for a decision; and finding what somebody brought without a code.

use std::str::FromStr;

use customers::{Email, Phone};
use kernel::{Arg, Id, LocationId, OrderId, Page, PageRequest, Query, ReturnId, Timestamp, args, uuids};

use crate::return_store::{Row, return_columns, whole};
use crate::{Error, OrderCard, OrderFilter, Return, ReturnState, number, orders};

#[derive(Debug, Clone, Default)]
pub struct ReturnFilter {
    pub state: Option<ReturnState>,
    /// Where the goods came back.
    pub location: Option<LocationId>,
    /// Only returns of these places and those that have not arrived anywhere: what the actor may see.
    pub scope: Option<Vec<LocationId>>,
}

/// Where a page ended: newest first.
struct Cursor(Timestamp, ReturnId);
impl Cursor {
    fn end() -> Self {
        Self(Timestamp::from_millis(253_402_300_799_999), ReturnId::from_uuid(uuid::Uuid::max()))
    }
}
impl FromStr for Cursor {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.split_once('.').ok_or(())?;
        let at = at.parse().map_err(|_| ())?;
        if !(0..=253_402_300_799_999).contains(&at) {
            return Err(());
        }
        Ok(Self(Timestamp::from_millis(at), id.parse().map_err(|_| ())?))
    }
}

macro_rules! narrowed {
    ($select:expr, $driver:literal, $end:literal) => {
        concat!(
            $select,
            " FROM orders_return r WHERE ",
            $driver,
            " AND (CAST($1 AS text) IS NULL OR r.state = $1)
              AND (CAST($2 AS bigint) = 0 OR r.location IN {uuids $3})
              AND (CAST($4 AS bigint) = 0 OR r.location IS NULL OR r.location IN {uuids $5})
              AND (r.opened_at, r.id) < ($6, $7)",
            $end
        )
    };
}
const BY_TIME: &str = narrowed!(
    concat!("SELECT ", return_columns!()),
    "true",
    " ORDER BY r.opened_at DESC, r.id DESC LIMIT $8"
);
const BY_STATE: &str = narrowed!(
    concat!("SELECT ", return_columns!()),
    "r.state = $1",
    " ORDER BY r.opened_at DESC, r.id DESC LIMIT $8"
);
const COUNT: &str = narrowed!("SELECT COUNT(*)", "true", " AND $8 > 0");

/// Returns, newest first.
pub async fn returns(
    q: &mut impl Query,
    filter: &ReturnFilter,
    request: &PageRequest,
) -> Result<Page<Return>, Error> {
    if filter.scope.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Page { items: Vec::new(), next: None, count: request.count.then_some(0) });
    }
    let scope = filter.scope.as_deref().unwrap_or_default();
    let arguments = |cursor: &Cursor| -> Vec<Arg> {
        args![
            filter.state,
            filter.location.iter().len() as i64,
            uuids(filter.location),
            scope.len() as i64,
            uuids(scope.iter().copied()),
            cursor.0,
            cursor.1,
            request.limit() + 1
        ]
    };
    let after = request.after::<Cursor>().unwrap_or_else(Cursor::end);
    let list = if filter.state.is_some() { BY_STATE } else { BY_TIME };
    let rows: Vec<Row> = q.all(list, arguments(&after)).await?;
    let page = Page::of(rows, request, |last: &Row| format!("{}.{}", last.opened_at.as_millis(), last.id));
    let count = match request.count {
        true => Some(q.count(COUNT, arguments(&Cursor::end())).await?),
        false => None,
    };
    Ok(Page { items: whole(q, page.items).await?, next: page.next, count })
}

/// What somebody bought who brings it back: by the code of a return, an order number, a receipt number, a phone, an e-mail,
/// a loyalty card. Bought anywhere; the newest first.
pub async fn find_for_return(q: &mut impl Query, text: &str) -> Result<Vec<OrderCard>, Error> {
    let text = text.trim();
    let mut found: Vec<OrderId> = Vec::new();
    if number::read_return(text).is_some() {
        match crate::return_by_code(q, text).await {
            Ok(it) => found.push(it.order),
            Err(Error::UnknownReturn(_)) => {}
            Err(error) => return Err(error),
        }
    }
    if let Some(number) = number::read(text) {
        let by_number: Option<(OrderId,)> =
            q.maybe("SELECT order_id FROM orders_number WHERE number = $1", args![number]).await?;
        found.extend(by_number.map(|(id,)| id));
    }
    if let Some(order) = by_receipt(q, text).await? {
        found.push(order);
    }
    let (email, phone) = (Email::parse(text).ok(), Phone::parse(text).ok());
    if found.is_empty()
        && let Some(email) = email
    {
        found = newest(q, BY_EMAIL, args![email]).await?;
    }
    if found.is_empty()
        && let Some(phone) = phone
    {
        found = newest(q, BY_PHONE, args![phone]).await?;
    }
    let mut cards = crate::board::cards_of(q, &found).await?;
    let page = PageRequest::first(20);
    for person in customers::find_person(q, text).await?.into_iter().take(3) {
        let filter = OrderFilter { person: Some(person.id), ..OrderFilter::default() };
        cards.extend(orders(q, &filter, &page).await?.items);
    }
    cards.sort_by_key(|card| std::cmp::Reverse((card.placed_at, card.id)));
    cards.dedup_by_key(|card| card.id);
    Ok(cards)
}

const BY_EMAIL: &str = "SELECT id FROM orders_order WHERE email = $1 ORDER BY placed_at DESC LIMIT 20";
const BY_PHONE: &str = "SELECT id FROM orders_order WHERE phone = $1 ORDER BY placed_at DESC LIMIT 20";

async fn newest(q: &mut impl Query, sql: &'static str, args: Vec<Arg>) -> Result<Vec<OrderId>, Error> {
    let found: Vec<(OrderId,)> = q.all(sql, args).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// `KRK-01/2026/000123`, as printed.
async fn by_receipt(q: &mut impl Query, text: &str) -> Result<Option<OrderId>, Error> {
    let parts: Vec<&str> = text.split('/').collect();
    let [code, year, number] = parts.as_slice() else { return Ok(None) };
    let (Ok(year), Ok(number)) = (year.parse::<u16>(), number.parse::<i64>()) else { return Ok(None) };
    let place = match inventory::location_by_code(q, &code.to_lowercase()).await {
        Ok(place) => place,
        Err(inventory::Error::UnknownLocation(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let series = format!("receipt/{}/{year}", place.id);
    let found: Option<(OrderId,)> = q
        .maybe("SELECT order_id FROM orders_receipt WHERE series = $1 AND number = $2", args![series, number])
        .await?;
    Ok(found.map(|(id,)| id))
}
