use kernel::{Actor, Area, Currency, Db, IntentId, Money, OrderId, PersonId, Tx};
use payments::{
    Capture, CreditCause, Error, GrantCapture, GrantCredit, HoldCredit, Intent, Method, OpenIntent, Outcome,
    TransactionKind,
};

pub const AREAS: &[Area] = &[payments::MIGRATIONS];

pub fn pln(minor: i64) -> Money {
    Money::new(minor, Currency::Pln)
}

pub async fn run<T>(
    db: &Db,
    work: impl AsyncFnOnce(&mut Tx) -> Result<T, Error> + Clone,
) -> Result<T, Error> {
    db.run(&Actor::System, work).await
}

pub async fn owed(db: &Db, method: Method, minor: i64) -> Intent {
    let at = db.now();
    let new = OpenIntent {
        id: IntentId::fresh(at),
        order: OrderId::fresh(at),
        amount: pln(minor),
        method,
        provider: (method == Method::Online).then(|| "simpay".to_owned()),
        return_url: None,
    };
    run(db, async |tx| payments::open_intent(tx, new.clone()).await).await.unwrap()
}

pub async fn hear(
    db: &Db,
    intent: IntentId,
    kind: TransactionKind,
    minor: i64,
    reference: &str,
) -> Result<Intent, Error> {
    let (reference, happened_at) = (reference.to_owned(), db.now());
    let outcome = Outcome { intent, kind, reference, amount: pln(minor), happened_at };
    run(db, async |tx| payments::record_outcome(tx, outcome.clone()).await).await
}

pub async fn look(db: &Db, id: IntentId) -> Intent {
    payments::intent(&mut db.read().await.unwrap(), id).await.unwrap()
}

pub async fn assert_clean(db: &Db) {
    let found = payments::audit(&mut db.read().await.unwrap()).await.unwrap();
    assert!(found.is_empty(), "{found:?}");
}

pub fn slug(error: Error) -> String {
    kernel::Problem::from(error).slug().to_owned()
}

pub async fn told(db: &Db, name: &'static str) -> i64 {
    use kernel::{Query, args};
    let mut read = db.read().await.unwrap();
    read.count("SELECT COUNT(*) FROM kernel_event WHERE name = $1", args![name]).await.unwrap()
}

/// Held by the provider, for us to take.
pub async fn held(db: &Db, minor: i64) -> Intent {
    let at = db.now();
    let new = OpenIntent {
        id: IntentId::fresh(at),
        order: OrderId::fresh(at),
        amount: pln(minor),
        method: Method::Online,
        provider: Some("simpay".to_owned()),
        return_url: None,
    };
    let intent = run(db, async |tx| payments::open_to_capture(tx, new.clone()).await).await.unwrap();
    hear(db, intent.id, TransactionKind::Authorised, minor, "auth").await.unwrap()
}

pub async fn take(db: &Db, order: OrderId, cause: &str, minor: i64) -> Result<Vec<Capture>, Error> {
    let (cause, why, intent) = (cause.to_owned(), "shipped".to_owned(), None);
    let wanted = GrantCapture { order, cause, amount: pln(minor), why, intent };
    run(db, async |tx| payments::grant_capture(tx, wanted.clone()).await).await
}

/// Somebody with so much store credit.
pub async fn rich(db: &Db, minor: i64) -> PersonId {
    let person = PersonId::fresh(db.now());
    let gift = GrantCredit {
        id: kernel::PostingId::fresh(db.now()),
        person,
        amount: pln(minor),
        cause: CreditCause::Goodwill,
        order: None,
        reference: "case-1".to_owned(),
    };
    run(db, async |tx| payments::grant_credit(tx, gift.clone()).await).await.unwrap();
    person
}

pub async fn hold(db: &Db, person: PersonId, order: OrderId, minor: i64) -> Result<Intent, Error> {
    let wanted = HoldCredit { intent: IntentId::fresh(db.now()), order, person, amount: pln(minor) };
    run(db, async |tx| payments::hold_credit(tx, wanted.clone()).await).await
}

/// Balance and what orders hold of it.
pub async fn credit(db: &Db, person: PersonId) -> (i64, i64) {
    let mut read = db.read().await.unwrap();
    let it = payments::credit(&mut read, person, Currency::Pln).await.unwrap();
    (it.balance.minor, it.held.minor)
}
