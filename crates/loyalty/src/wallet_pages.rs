//! What a person has, and how it came about.

use kernel::{OrderId, Page, PageRequest, PersonId, PostingId, Query, Timestamp, WalletId, args};

use crate::{Error, Lot, Posting, Wallet, person_of, wallet_of};

/// The wallet of a person; an empty one before the first point.
pub async fn wallet(db: &mut impl Query, person: PersonId) -> Result<Wallet, Error> {
    let counters: Option<(i64, i64)> =
        db.maybe("SELECT spendable, pending FROM loyalty_wallet WHERE person = $1", args![person]).await?;
    let (spendable, pending) = counters.unwrap_or_default();
    let lots: Vec<Lot> = db
        .all(
            "SELECT id, order_id, line, earned, remaining, reversed, earned_at, spendable_at, ripened_at, reversed_at
             FROM loyalty_lot WHERE person = $1 AND remaining > 0 ORDER BY spendable_at, id LIMIT 500",
            args![person],
        )
        .await?;
    let next: Option<(Timestamp,)> = db
        .maybe(
            "SELECT spendable_at FROM loyalty_lot
             WHERE person = $1 AND ripened_at IS NULL AND remaining > 0 ORDER BY spendable_at LIMIT 1",
            args![person],
        )
        .await?;
    Ok(Wallet {
        id: wallet_of(person),
        person,
        spendable,
        pending,
        next_spendable_at: next.map(|(at,)| at),
        lots,
    })
}

/// The points that an order brought and still brings, for its receipt and its page.
pub async fn points_of_order(db: &mut impl Query, person: PersonId, order: OrderId) -> Result<i64, Error> {
    let points = db
        .count(
            "SELECT CAST(COALESCE(SUM(points), 0) AS bigint) FROM loyalty_posting WHERE person = $1 AND order_id = $2",
            args![person, order],
        )
        .await?;
    Ok(points)
}

/// All changes of a wallet, newest first.
pub async fn postings(
    db: &mut impl Query,
    wallet: WalletId,
    page: &PageRequest,
) -> Result<Page<Posting>, Error> {
    let person = person_of(wallet);
    let (millis, id) = page.after.as_deref().and_then(|text| text.split_once('.')).unwrap_or_default();
    let id: Option<PostingId> = id.parse().ok();
    let at =
        millis.parse().ok().filter(|millis| (0..=MAX_MILLIS).contains(millis)).map(Timestamp::from_millis);
    let after = at.filter(|_| id.is_some());
    let rows: Vec<Posting> = db
        .all(
            "SELECT id, lot, order_id, line, kind, points, reference, posted_at FROM loyalty_posting
             WHERE person = $1 AND ($2 IS NULL OR (posted_at, id) < ($2, $3))
             ORDER BY posted_at DESC, id DESC LIMIT $4",
            args![person, after, id, page.limit() + 1],
        )
        .await?;
    let mut answer = Page::of(rows, page, |it| format!("{}.{}", it.posted_at.as_millis(), it.id));
    if page.count {
        let count = db.count("SELECT COUNT(*) FROM loyalty_posting WHERE person = $1", args![person]).await?;
        answer.count = Some(count);
    }
    Ok(answer)
}

/// The end of the year 9999: a cursor is text that anybody can change.
const MAX_MILLIS: i64 = 253_402_300_799_999;
