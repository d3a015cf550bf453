//! Rows of complaints: loading, storing, the queue of those who answer.

use std::str::FromStr;

use catalog::MediaId;
use kernel::{
    Arg, ComplaintId, Currency, Date, Id, LineId, Money, OrderId, Page, PageRequest, Quantity, Query,
    ReturnId, Timestamp, Tx, args,
};
use sqlx::types::Json;

use crate::{Complaint, ComplaintRefusal, ComplaintState, Demand, Error, Remedy, Share, number};

#[derive(sqlx::FromRow)]
struct Row {
    order_id: OrderId,
    id: ComplaintId,
    code: String,
    state: ComplaintState,
    line: LineId,
    quantity: Quantity,
    what: String,
    since: String,
    demand: Demand,
    amount_minor: Option<i64>,
    currency: Currency,
    photos: Json<Vec<MediaId>>,
    opened_at: Timestamp,
    opened_by: String,
    answer_due_at: Timestamp,
    warned_at: Option<Timestamp>,
    remedy: Option<Remedy>,
    refusal: Option<ComplaintRefusal>,
    note: String,
    answered_at: Option<Timestamp>,
    answered_by: Option<String>,
    lapsed_at: Option<Timestamp>,
    reduced_minor: i64,
    reduced_tax_minor: i64,
    back: Option<ReturnId>,
    settled_at: Option<Timestamp>,
}
impl Row {
    fn complaint(self) -> Complaint {
        let money = |minor| Money::new(minor, self.currency);
        Complaint {
            id: self.id,
            order: self.order_id,
            code: self.code,
            state: self.state,
            line: self.line,
            quantity: self.quantity,
            what: self.what,
            since: Date::from_str(&self.since).unwrap_or_else(|_| self.opened_at.date_in(kernel::Tz::UTC)),
            demand: self.demand,
            amount: self.amount_minor.map(money),
            photos: self.photos.0,
            opened_at: self.opened_at,
            opened_by: self.opened_by,
            answer_due_at: self.answer_due_at,
            warned_at: self.warned_at,
            remedy: self.remedy,
            refusal: self.refusal,
            note: self.note,
            answered_at: self.answered_at,
            answered_by: self.answered_by,
            lapsed_at: self.lapsed_at,
            reduced: Share { gross: money(self.reduced_minor), tax: money(self.reduced_tax_minor) },
            back: self.back,
            settled_at: self.settled_at,
        }
    }
}

macro_rules! complaints {
    ($rest:literal) => {
        concat!(
            "SELECT order_id, id, code, state, line, quantity, what, since, demand, amount_minor, currency, photos,
                    opened_at, opened_by, answer_due_at, warned_at, remedy, refusal, note, answered_at, answered_by,
                    lapsed_at, reduced_minor, reduced_tax_minor, back, settled_at
             FROM orders_complaint ",
            $rest
        )
    };
}

pub async fn find_complaint(q: &mut impl Query, id: ComplaintId) -> Result<Complaint, Error> {
    let found: Option<Row> = q.maybe(complaints!("WHERE id = $1"), args![id]).await?;
    found.map(Row::complaint).ok_or(Error::UnknownComplaint(id.to_string()))
}

/// As people say it: `C-7KQ4-M2XR`, with or without lines, in small letters too.
pub async fn complaint_by_code(q: &mut impl Query, text: &str) -> Result<Complaint, Error> {
    let unknown = || Error::UnknownComplaint(text.chars().take(40).collect());
    let code = number::read_complaint(text).ok_or_else(unknown)?;
    let found: Option<(ComplaintId,)> =
        q.maybe("SELECT complaint FROM orders_complaint_code WHERE code = $1", args![code]).await?;
    find_complaint(q, found.ok_or_else(unknown)?.0).await
}

pub(crate) async fn of_order(q: &mut impl Query, order: OrderId) -> Result<Vec<Complaint>, Error> {
    let found: Vec<Row> =
        q.all(complaints!("WHERE order_id = $1 ORDER BY opened_at, id"), args![order]).await?;
    Ok(found.into_iter().map(Row::complaint).collect())
}

/// Complaints about an order, oldest first.
pub async fn complaints_of(q: &mut impl Query, order: OrderId) -> Result<Vec<Complaint>, Error> {
    of_order(q, order).await
}

#[derive(Debug, Clone, Default)]
pub struct ComplaintFilter {
    pub state: Option<ComplaintState>,
}

/// Where a page ended.
struct Cursor(Timestamp, ComplaintId);
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

/// What has to be answered comes first that has the least time left; everything else, the newest first.
pub async fn complaints(
    q: &mut impl Query,
    filter: &ComplaintFilter,
    request: &PageRequest,
) -> Result<Page<Complaint>, Error> {
    let is_queue = filter.state == Some(ComplaintState::Open);
    let start = match is_queue {
        true => Cursor(Timestamp::from_millis(0), ComplaintId::from_uuid(uuid::Uuid::nil())),
        false => {
            Cursor(Timestamp::from_millis(253_402_300_799_999), ComplaintId::from_uuid(uuid::Uuid::max()))
        }
    };
    let after = request.after::<Cursor>().unwrap_or(start);
    let arguments: Vec<Arg> = args![filter.state, after.0, after.1, request.limit() + 1];
    let rows: Vec<Row> = match is_queue {
        true => {
            q.all(
                complaints!(
                    "WHERE state = $1 AND (answer_due_at, id) > ($2, $3) ORDER BY answer_due_at, id LIMIT $4"
                ),
                arguments,
            )
            .await?
        }
        false => {
            q.all(
                complaints!(
                    "WHERE (CAST($1 AS text) IS NULL OR state = $1) AND (opened_at, id) < ($2, $3)
                     ORDER BY opened_at DESC, id DESC LIMIT $4"
                ),
                arguments,
            )
            .await?
        }
    };
    let page = Page::of(rows, request, |last: &Row| {
        let at = if is_queue { last.answer_due_at } else { last.opened_at };
        format!("{}.{}", at.as_millis(), last.id)
    });
    let count = match request.count {
        true => Some(
            q.count(
                "SELECT COUNT(*) FROM orders_complaint WHERE (CAST($1 AS text) IS NULL OR state = $1)",
                args![filter.state],
            )
            .await?,
        ),
        false => None,
    };
    let items = page.items.into_iter().map(Row::complaint).collect();
    Ok(Page { items, next: page.next, count })
}

/// A new complaint with its code; `false` if its id was used before.
pub(crate) async fn insert(tx: &mut Tx, it: &mut Complaint) -> Result<bool, Error> {
    let photos = serde_json::to_value(&it.photos).map_err(kernel::Fault::from)?;
    let stored = tx
        .exec(
            "INSERT INTO orders_complaint
                 (order_id, id, code, state, line, quantity, what, since, demand, amount_minor, currency, photos,
                  opened_at, opened_by, answer_due_at, note)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
             ON CONFLICT (order_id, id) DO NOTHING",
            args![
                it.order,
                it.id,
                it.code,
                it.state,
                it.line,
                it.quantity,
                it.what,
                it.since,
                it.demand,
                it.amount.map(|amount| amount.minor),
                it.reduced.gross.currency,
                photos,
                it.opened_at,
                it.opened_by,
                it.answer_due_at,
                it.note
            ],
        )
        .await?;
    if stored == 0 {
        return Ok(false);
    }
    loop {
        let taken = tx
            .exec(
                "INSERT INTO orders_complaint_code (code, order_id, complaint) VALUES ($1, $2, $3)
                 ON CONFLICT (code) DO NOTHING",
                args![it.code, it.order, it.id],
            )
            .await?;
        if taken == 1 {
            return Ok(true);
        }
        it.code = number::draw_complaint(tx);
        tx.exec(
            "UPDATE orders_complaint SET code = $3 WHERE order_id = $1 AND id = $2",
            args![it.order, it.id, it.code],
        )
        .await?;
    }
}

/// The complaint as it stands now; refused if it is not in the state it was read in.
pub(crate) async fn save(tx: &mut Tx, it: &Complaint, was: ComplaintState) -> Result<(), Error> {
    let saved = tx
        .exec(
            "UPDATE orders_complaint SET state = $3, warned_at = $4, remedy = $5, refusal = $6, note = $7,
                 answered_at = $8, answered_by = $9, lapsed_at = $10, reduced_minor = $11, reduced_tax_minor = $12,
                 back = $13, settled_at = $14
             WHERE order_id = $1 AND id = $2 AND state = $15",
            args![
                it.order,
                it.id,
                it.state,
                it.warned_at,
                it.remedy,
                it.refusal,
                it.note,
                it.answered_at,
                it.answered_by,
                it.lapsed_at,
                it.reduced.gross.minor,
                it.reduced.tax.minor,
                it.back,
                it.settled_at,
                was
            ],
        )
        .await?;
    if saved == 1 { Ok(()) } else { Err(Error::WrongComplaintState { id: it.id, state: was }) }
}

/// A part of the price is off, never more than is left of it.
pub(crate) async fn reduce_line(tx: &mut Tx, order: OrderId, line: LineId, by: Share) -> Result<(), Error> {
    let done = tx
        .exec(
            "UPDATE orders_line SET reduced_minor = reduced_minor + $3, reduced_tax_minor = reduced_tax_minor + $4
             WHERE order_id = $1 AND id = $2 AND returned_minor + reduced_minor + $3 <= gross_minor",
            args![order, line, by.gross.minor, by.tax.minor],
        )
        .await?;
    if done == 1 { Ok(()) } else { Err(Error::invalid("/answer/amount", "more than is left of the price")) }
}
