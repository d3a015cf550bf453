//! Store credit: what we owe a person in money, per currency. A ledger of postings; the balance caches it, and what orders
//! hold is no longer free.

use kernel::{
    Capability, Currency, Everywhere, Money, OrderId, Page, PageRequest, PersonId, PostingId, Query,
    Timestamp, Tx, args,
};

use crate::Error;
use crate::event::CreditChanged;

kernel::text_enum! {
    pub enum CreditCause {
        /// Money that would have gone back, and the person agreed to this instead.
        Refunded = "refunded",
        /// A gesture.
        Goodwill = "goodwill",
        /// A person puts a mistake right; the only one of staff's that may take away.
        Corrected = "corrected",
        Spent = "spent",
        /// A purchase that was paid by it came back.
        GivenBack = "given_back",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    pub person: PersonId,
    pub balance: Money,
    /// Promised to orders that are not delivered yet.
    pub held: Money,
}
impl Credit {
    pub fn free(&self) -> Money {
        Money::new(self.balance.minor - self.held.minor, self.balance.currency)
    }
}

/// One change of the balance. Never changed, never deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditPosting {
    pub id: PostingId,
    pub person: PersonId,
    pub cause: CreditCause,
    /// Below zero when it was spent.
    pub amount: Money,
    pub order: Option<OrderId>,
    /// The refund, capture or case that brought it about.
    pub reference: String,
    pub actor: String,
    pub posted_at: Timestamp,
}

#[derive(Debug, Clone)]
pub struct GrantCredit {
    /// Chosen by the caller, so that a retry is recognised.
    pub id: PostingId,
    pub person: PersonId,
    pub amount: Money,
    /// [`CreditCause::Goodwill`] or [`CreditCause::Corrected`]; the others come with a purchase or a refund.
    pub cause: CreditCause,
    pub order: Option<OrderId>,
    pub reference: String,
}

/// A gesture or a correction by staff.
pub async fn grant_credit(tx: &mut Tx, request: GrantCredit) -> Result<Credit, Error> {
    tx.require(Capability::ManageLoyalty, Everywhere)?;
    let may_take = match request.cause {
        CreditCause::Corrected => true,
        CreditCause::Goodwill => false,
        CreditCause::Refunded | CreditCause::Spent | CreditCause::GivenBack => {
            return Err(Error::invalid("/cause", "goodwill or corrected"));
        }
    };
    if request.amount.is_zero() || request.amount.minor < 0 && !may_take {
        return Err(Error::AmountNotPositive);
    }
    if request.reference.chars().count() > 80 {
        return Err(Error::invalid("/reference", "at most 80 characters"));
    }
    let posting = new_posting(tx, &request);
    if !insert(tx, &posting).await? {
        return repeat(tx, &posting).await;
    }
    if posting.amount.minor < 0 {
        take_free(tx, posting.person, posting.amount.negated()).await?;
    } else {
        add(tx, posting.person, posting.amount).await?;
    }
    tell(tx, &posting).await?;
    credit(tx, posting.person, posting.amount.currency).await
}

fn new_posting(tx: &Tx, request: &GrantCredit) -> CreditPosting {
    CreditPosting {
        id: request.id,
        person: request.person,
        cause: request.cause,
        amount: request.amount,
        order: request.order,
        reference: request.reference.clone(),
        actor: tx.actor().to_string(),
        posted_at: tx.now(),
    }
}

/// A used id is answered only if it asks for the same thing again.
async fn repeat(tx: &mut Tx, asked: &CreditPosting) -> Result<Credit, Error> {
    let same = tx
        .count(
            "SELECT COUNT(*) FROM payments_posting
             WHERE person = $1 AND id = $2 AND amount_minor = $3 AND currency = $4 AND cause = $5",
            args![asked.person, asked.id, asked.amount.minor, asked.amount.currency, asked.cause],
        )
        .await?;
    if same == 0 {
        return Err(Error::IdTaken(asked.id.to_string()));
    }
    credit(tx, asked.person, asked.amount.currency).await
}

/// `false` if the id was used before.
async fn insert(tx: &mut Tx, new: &CreditPosting) -> Result<bool, Error> {
    let stored = tx
        .exec(
            "INSERT INTO payments_posting
                 (person, id, cause, amount_minor, currency, order_id, reference, actor, posted_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (person, id) DO NOTHING",
            args![
                new.person,
                new.id,
                new.cause,
                new.amount.minor,
                new.amount.currency,
                new.order,
                new.reference,
                new.actor,
                new.posted_at
            ],
        )
        .await?;
    Ok(stored == 1)
}

async fn post(
    tx: &mut Tx,
    person: PersonId,
    cause: CreditCause,
    amount: Money,
    order: OrderId,
    reference: &str,
) -> Result<(), Error> {
    let id = tx.new_id();
    let (order, reference) = (Some(order), reference.to_owned());
    let posting = new_posting(tx, &GrantCredit { id, person, amount, cause, order, reference });
    insert(tx, &posting).await?;
    tell(tx, &posting).await
}

async fn tell(tx: &mut Tx, it: &CreditPosting) -> Result<(), Error> {
    let (person, posting, order, amount) = (it.person, it.id, it.order, it.amount);
    tx.publish(&CreditChanged { person, posting, order, amount }).await?;
    Ok(())
}

async fn add(tx: &mut Tx, person: PersonId, amount: Money) -> Result<(), Error> {
    let now = tx.now();
    tx.exec(
        "INSERT INTO payments_credit (person, currency, balance_minor, held_minor, opened_at, changed_at)
         VALUES ($1, $2, $3, 0, $4, $4)
         ON CONFLICT (person, currency) DO UPDATE
             SET balance_minor = payments_credit.balance_minor + excluded.balance_minor, changed_at = excluded.changed_at",
        args![person, amount.currency, amount.minor, now],
    )
    .await?;
    Ok(())
}

/// Out of what no order holds.
async fn take_free(tx: &mut Tx, person: PersonId, amount: Money) -> Result<(), Error> {
    let now = tx.now();
    let taken = tx
        .exec(
            "UPDATE payments_credit SET balance_minor = balance_minor - $3, changed_at = $4
             WHERE person = $1 AND currency = $2 AND balance_minor - held_minor >= $3",
            args![person, amount.currency, amount.minor, now],
        )
        .await?;
    if taken == 1 { Ok(()) } else { Err(too_little(tx, person, amount).await?) }
}

async fn too_little(tx: &mut Tx, person: PersonId, wanted: Money) -> Result<Error, Error> {
    let left = credit(tx, person, wanted.currency).await?.free();
    Ok(Error::NotEnoughCredit { wanted, left })
}

/// Promises a part of the free credit to an order.
pub(crate) async fn hold(tx: &mut Tx, person: PersonId, amount: Money) -> Result<(), Error> {
    let now = tx.now();
    let held = tx
        .exec(
            "UPDATE payments_credit SET held_minor = held_minor + $3, changed_at = $4
             WHERE person = $1 AND currency = $2 AND balance_minor - held_minor >= $3",
            args![person, amount.currency, amount.minor, now],
        )
        .await?;
    if held == 1 { Ok(()) } else { Err(too_little(tx, person, amount).await?) }
}

pub(crate) async fn release_held(tx: &mut Tx, person: PersonId, amount: Money) -> Result<(), Error> {
    if amount.is_zero() {
        return Ok(());
    }
    let now = tx.now();
    let released = tx
        .exec(
            "UPDATE payments_credit SET held_minor = held_minor - $3, changed_at = $4
             WHERE person = $1 AND currency = $2 AND held_minor >= $3",
            args![person, amount.currency, amount.minor, now],
        )
        .await?;
    if released == 1 { Ok(()) } else { Err(too_little(tx, person, amount).await?) }
}

/// What an order held is spent.
pub(crate) async fn spend_held(
    tx: &mut Tx,
    person: PersonId,
    order: OrderId,
    reference: &str,
    amount: Money,
) -> Result<(), Error> {
    let now = tx.now();
    let spent = tx
        .exec(
            "UPDATE payments_credit
             SET balance_minor = balance_minor - $3, held_minor = held_minor - $3, changed_at = $4
             WHERE person = $1 AND currency = $2 AND held_minor >= $3",
            args![person, amount.currency, amount.minor, now],
        )
        .await?;
    if spent == 0 {
        return Err(too_little(tx, person, amount).await?);
    }
    post(tx, person, CreditCause::Spent, amount.negated(), order, reference).await
}

/// Spent in the moment of the purchase.
pub(crate) async fn spend_free(
    tx: &mut Tx,
    person: PersonId,
    order: OrderId,
    reference: &str,
    amount: Money,
) -> Result<(), Error> {
    take_free(tx, person, amount).await?;
    post(tx, person, CreditCause::Spent, amount.negated(), order, reference).await
}

/// A refund arrives here.
pub(crate) async fn take_in(
    tx: &mut Tx,
    person: PersonId,
    cause: CreditCause,
    order: OrderId,
    reference: &str,
    amount: Money,
) -> Result<(), Error> {
    add(tx, person, amount).await?;
    post(tx, person, cause, amount, order, reference).await
}

#[derive(sqlx::FromRow)]
struct CreditRow {
    currency: Currency,
    balance_minor: i64,
    held_minor: i64,
}

/// In one currency; nothing at all is zero.
pub async fn credit(q: &mut impl Query, person: PersonId, currency: Currency) -> Result<Credit, Error> {
    let all = credits(q, person).await?;
    let zero = Money::zero(currency);
    let nothing = Credit { person, balance: zero, held: zero };
    Ok(all.into_iter().find(|it| it.balance.currency == currency).unwrap_or(nothing))
}

/// In every currency in which the person ever had some.
pub async fn credits(q: &mut impl Query, person: PersonId) -> Result<Vec<Credit>, Error> {
    let rows: Vec<CreditRow> = q
        .all(
            "SELECT currency, balance_minor, held_minor FROM payments_credit WHERE person = $1 ORDER BY currency",
            args![person],
        )
        .await?;
    let credit = |row: CreditRow| Credit {
        person,
        balance: Money::new(row.balance_minor, row.currency),
        held: Money::new(row.held_minor, row.currency),
    };
    Ok(rows.into_iter().map(credit).collect())
}

#[derive(sqlx::FromRow)]
struct PostingRow {
    id: PostingId,
    person: PersonId,
    cause: CreditCause,
    amount_minor: i64,
    currency: Currency,
    order_id: Option<OrderId>,
    reference: String,
    actor: String,
    posted_at: Timestamp,
}

/// All changes, newest first: ids are made in the order of time.
pub async fn credit_postings(
    q: &mut impl Query,
    person: PersonId,
    page: &PageRequest,
) -> Result<Page<CreditPosting>, Error> {
    let rows: Vec<PostingRow> = q
        .all(
            "SELECT id, person, cause, amount_minor, currency, order_id, reference, actor, posted_at
             FROM payments_posting WHERE person = $1 AND ($2 IS NULL OR id < $2)
             ORDER BY id DESC LIMIT $3",
            args![person, page.after::<PostingId>(), page.limit() + 1],
        )
        .await?;
    let posting = |row: PostingRow| CreditPosting {
        id: row.id,
        person: row.person,
        cause: row.cause,
        amount: Money::new(row.amount_minor, row.currency),
        order: row.order_id,
        reference: row.reference,
        actor: row.actor,
        posted_at: row.posted_at,
    };
    let mut answer = Page::of(rows, page, |it| it.id.to_string()).map(posting);
    if page.count {
        let count = q.count("SELECT COUNT(*) FROM payments_posting WHERE person = $1", args![person]).await?;
        answer.count = Some(count);
    }
    Ok(answer)
}
