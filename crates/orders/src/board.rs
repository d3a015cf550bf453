//! The orders board: all orders of all channels, newest first, by filters, one page at a time. Every way of filtering starts
//! at an index that already has the order of the list, so a page costs the same at a million orders.

use std::collections::BTreeMap;
use std::str::FromStr;

use customers::Email;
use kernel::{
    Arg, ChannelCode, Currency, Id, LocationId, Money, OrderId, Page, PageRequest, PersonId, Query,
    Timestamp, args, uuids,
};

use crate::{Error, FulfilmentState, Life, Mode, Order, PaymentState, Progress, number, store};

#[derive(Debug, Clone, Default)]
pub struct OrderFilter {
    pub life: Option<Life>,
    pub payment: Option<PaymentState>,
    pub fulfilment: Option<Progress>,
    pub channel: Option<ChannelCode>,
    pub location: Option<LocationId>,
    /// Only orders of these locations: what the actor may see.
    pub scope: Option<Vec<LocationId>>,
    pub person: Option<PersonId>,
    /// A number, an e-mail, a phone or a name.
    pub query: Option<String>,
    /// From then on.
    pub from: Option<Timestamp>,
    /// Before then.
    pub to: Option<Timestamp>,
}

/// An order in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderCard {
    pub id: OrderId,
    pub number: String,
    pub channel: ChannelCode,
    pub person: Option<PersonId>,
    pub name: Option<String>,
    pub email: Option<Email>,
    pub life: Life,
    pub payment: PaymentState,
    pub fulfilment: Progress,
    pub total: Money,
    pub pieces: i64,
    pub placed_at: Timestamp,
    pub version: i64,
    pub works: Vec<CardWork>,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardWork {
    pub location: LocationId,
    pub mode: Mode,
    pub state: FulfilmentState,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: OrderId,
    number: String,
    channel: ChannelCode,
    person: Option<PersonId>,
    name: Option<String>,
    email: Option<Email>,
    life: Life,
    payment: PaymentState,
    fulfilment: Progress,
    total_minor: i64,
    currency: Currency,
    placed_at: Timestamp,
    version: i64,
}

/// Where a page ended: newest first, so the next one begins before it.
struct Cursor(Timestamp, OrderId);
impl Cursor {
    fn end() -> Self {
        Self(Timestamp::from_millis(253_402_300_799_999), OrderId::from_uuid(uuid::Uuid::max()))
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

macro_rules! list {
    ($from:literal, $driver:literal, $at:literal, $id:literal) => {
        (
            concat!(
                "SELECT o.id, o.number, o.channel, o.person, o.name, o.email, o.life, o.payment, o.fulfilment,
                        o.total_minor, o.currency, o.placed_at, o.version ",
                $from,
                " WHERE ",
                $driver,
                rest!(),
                " AND (",
                $at,
                ", ",
                $id,
                ") < ($10, $11) ORDER BY ",
                $at,
                " DESC, ",
                $id,
                " DESC LIMIT $12"
            ),
            concat!(
                "SELECT COUNT(*) ",
                $from,
                " WHERE ",
                $driver,
                rest!(),
                " AND (",
                $at,
                ", ",
                $id,
                ") < ($10, $11) AND $12 > 0"
            ),
        )
    };
}
/// All filters; what drives the list is asked once more, which costs nothing.
macro_rules! rest {
    () => {
        " AND (CAST($1 AS text) IS NULL OR o.life = $1)
          AND (CAST($2 AS text) IS NULL OR o.payment = $2)
          AND (CAST($3 AS text) IS NULL OR o.fulfilment = $3)
          AND (CAST($4 AS text) IS NULL OR o.channel = $4)
          AND (CAST($5 AS bigint) = 0 OR o.person IN {uuids $6})
          AND (CAST($7 AS bigint) = 0 OR EXISTS (
              SELECT 1 FROM orders_fulfilment s WHERE s.order_id = o.id AND s.location IN {uuids $8}))
          AND o.placed_at >= $9"
    };
}
const BY_TIME: (&str, &str) = list!("FROM orders_order o", "true", "o.placed_at", "o.id");
const BY_LIFE: (&str, &str) = list!("FROM orders_order o", "o.life = $1", "o.placed_at", "o.id");
const BY_CHANNEL: (&str, &str) = list!("FROM orders_order o", "o.channel = $4", "o.placed_at", "o.id");
const BY_PERSON: (&str, &str) = list!("FROM orders_order o", "o.person IN {uuids $6}", "o.placed_at", "o.id");
const BY_PLACE: (&str, &str) = list!(
    "FROM orders_fulfilment f JOIN orders_order o ON o.id = f.order_id",
    "f.location = $13 AND NOT EXISTS (
         SELECT 1 FROM orders_fulfilment g
         WHERE g.order_id = f.order_id AND g.location = f.location AND g.id < f.id)",
    "f.placed_at",
    "f.order_id"
);

pub async fn orders(
    q: &mut impl Query,
    filter: &OrderFilter,
    request: &PageRequest,
) -> Result<Page<OrderCard>, Error> {
    let nothing = || Page { items: Vec::new(), next: None, count: request.count.then_some(0) };
    let mut people: Vec<PersonId> = filter.person.into_iter().collect();
    if let Some(text) = filter.query.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        if let Some(number) = number::read(text)
            && let Some(order) = by_number(q, &number).await?
        {
            return one(q, order, filter, request).await;
        }
        let found = customers::find_person(q, text).await?;
        let found = found.into_iter().map(|card| card.id);
        people = found.filter(|id| filter.person.is_none_or(|wanted| wanted == *id)).collect();
        if people.is_empty() {
            return Ok(nothing());
        }
    }
    let scope = filter.scope.as_deref();
    let location = match (filter.location, scope) {
        (Some(location), Some(scope)) if !scope.contains(&location) => return Ok(nothing()),
        (Some(location), _) => Some(location),
        (None, Some([])) => return Ok(nothing()),
        (None, Some([only])) => Some(*only),
        (None, _) => None,
    };
    // Money is awaited for open orders only, and of those there are few.
    let awaits = matches!(filter.payment, Some(PaymentState::Pending | PaymentState::DueAtPickup));
    let life = filter.life.or(awaits.then_some(Life::Placed));
    let (list, count) = match (location, people.is_empty(), life, &filter.channel) {
        (Some(_), true, _, _) => BY_PLACE,
        (_, false, _, _) => BY_PERSON,
        (None, true, Some(_), _) => BY_LIFE,
        (None, true, None, Some(_)) => BY_CHANNEL,
        (None, true, None, None) => BY_TIME,
    };
    // One place drives the list; several, or one beside a person, narrow it.
    let narrow: Vec<LocationId> = match (location, people.is_empty(), scope) {
        (Some(_), true, _) => Vec::new(),
        (Some(location), false, _) => vec![location],
        (None, _, scope) => scope.unwrap_or_default().to_vec(),
    };
    let arguments = |cursor: &Cursor| -> Vec<Arg> {
        let mut arguments = args![
            life,
            filter.payment,
            filter.fulfilment,
            filter.channel,
            people.len() as i64,
            uuids(people.iter().copied()),
            narrow.len() as i64,
            uuids(narrow.iter().copied()),
            filter.from.unwrap_or(Timestamp::from_millis(0)),
            cursor.0,
            cursor.1,
            request.limit() + 1
        ];
        if list == BY_PLACE.0 {
            arguments.extend(args![location]);
        }
        arguments
    };
    let start = match filter.to {
        Some(to) => Cursor(to, OrderId::from_uuid(uuid::Uuid::nil())),
        None => Cursor::end(),
    };
    let after = request.after::<Cursor>().filter(|after| (after.0, after.1) < (start.0, start.1));
    let rows: Vec<Row> = q.all(list, arguments(after.as_ref().unwrap_or(&start))).await?;
    let page = Page::of(rows, request, |last: &Row| format!("{}.{}", last.placed_at.as_millis(), last.id));
    let count = match request.count {
        true => Some(q.count(count, arguments(&start)).await?),
        false => None,
    };
    Ok(Page { items: cards(q, page.items).await?, next: page.next, count })
}

/// All orders of a person, in every channel.
pub async fn orders_of(
    q: &mut impl Query,
    person: PersonId,
    request: &PageRequest,
) -> Result<Page<OrderCard>, Error> {
    orders(q, &OrderFilter { person: Some(person), ..OrderFilter::default() }, request).await
}

/// A number names one order, if the other filters let it through.
async fn one(
    q: &mut impl Query,
    id: OrderId,
    filter: &OrderFilter,
    request: &PageRequest,
) -> Result<Page<OrderCard>, Error> {
    let rows: Vec<Row> = q
        .all(
            "SELECT id, number, channel, person, name, email, life, payment, fulfilment, total_minor, currency, placed_at,
                    version
             FROM orders_order WHERE id = $1",
            args![id],
        )
        .await?;
    let mut items = cards(q, rows).await?;
    let is_at = |card: &OrderCard, places: &[LocationId]| {
        card.works.iter().any(|work| places.contains(&work.location))
    };
    items.retain(|card| {
        filter.scope.as_deref().is_none_or(|scope| is_at(card, scope))
            && filter.location.is_none_or(|location| is_at(card, &[location]))
            && filter.person.is_none_or(|person| card.person == Some(person))
            && filter.life.is_none_or(|life| card.life == life)
            && filter.channel.as_ref().is_none_or(|channel| card.channel == *channel)
    });
    let count = request.count.then_some(items.len() as i64);
    Ok(Page { items, next: None, count })
}

/// Cards of these orders, as far as they exist.
pub(crate) async fn cards_of(q: &mut impl Query, ids: &[OrderId]) -> Result<Vec<OrderCard>, Error> {
    let rows: Vec<Row> = q
        .all(
            "SELECT id, number, channel, person, name, email, life, payment, fulfilment, total_minor, currency, placed_at,
                    version
             FROM orders_order WHERE id IN {uuids $1}",
            args![uuids(ids.iter().copied())],
        )
        .await?;
    cards(q, rows).await
}

async fn cards(q: &mut impl Query, rows: Vec<Row>) -> Result<Vec<OrderCard>, Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids = || uuids(rows.iter().map(|row| row.id));
    let works: Vec<(OrderId, LocationId, Mode, FulfilmentState)> = q
        .all(
            "SELECT order_id, location, mode, state FROM orders_fulfilment WHERE order_id IN {uuids $1} ORDER BY id",
            args![ids()],
        )
        .await?;
    let pieces: Vec<(OrderId, i64)> = q
        .all(
            "SELECT order_id, CAST(COALESCE(SUM(quantity), 0) AS bigint) FROM orders_line
             WHERE order_id IN {uuids $1} GROUP BY order_id",
            args![ids()],
        )
        .await?;
    let pieces: BTreeMap<OrderId, i64> = pieces.into_iter().collect();
    let mut of = BTreeMap::<OrderId, Vec<CardWork>>::new();
    for (order, location, mode, state) in works {
        of.entry(order).or_default().push(CardWork { location, mode, state });
    }
    let card = |row: Row| OrderCard {
        id: row.id,
        number: row.number,
        channel: row.channel,
        person: row.person,
        name: row.name,
        email: row.email,
        life: row.life,
        payment: row.payment,
        fulfilment: row.fulfilment,
        total: Money::new(row.total_minor, row.currency),
        pieces: pieces.get(&row.id).copied().unwrap_or(0),
        placed_at: row.placed_at,
        version: row.version,
        works: of.remove(&row.id).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(card).collect())
}

/// The whole order: lines, fulfilments, sums.
pub async fn order(q: &mut impl Query, id: OrderId) -> Result<Order, Error> {
    store::find(q, id).await?.ok_or(Error::UnknownOrder(id.to_string()))
}

/// As people say it: `7KQ4-M2XR`, with or without the line, in small letters too.
pub async fn order_by_number(q: &mut impl Query, text: &str) -> Result<Order, Error> {
    let unknown = || Error::UnknownOrder(text.chars().take(40).collect());
    let number = number::read(text).ok_or_else(unknown)?;
    let id = by_number(q, &number).await?.ok_or_else(unknown)?;
    order(q, id).await
}

async fn by_number(q: &mut impl Query, number: &str) -> Result<Option<OrderId>, Error> {
    let found: Option<(OrderId,)> =
        q.maybe("SELECT order_id FROM orders_number WHERE number = $1", args![number.to_owned()]).await?;
    Ok(found.map(|(id,)| id))
}

/// The order that a fulfilment belongs to.
pub async fn order_of_fulfilment(q: &mut impl Query, id: kernel::FulfilmentId) -> Result<Order, Error> {
    let found = store::order_of(q, id).await?;
    order(q, found).await
}
