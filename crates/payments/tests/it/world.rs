use kernel::{Actor, Area, Currency, Db, IntentId, Money, OrderId, Tx};
use payments::{Error, Intent, Method, OpenIntent, Outcome, TransactionKind};

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
