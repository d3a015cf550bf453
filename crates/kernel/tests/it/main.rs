//! The promises of the kernel, on both databases.

mod baton;
mod consumers;
mod facts;
mod jobs;
mod nodes;
mod once;
mod timers;

use kernel::{Actor, Area, Db, Event, Fault, Query, Subject, Tx, args};

pub const TABLES: Area = Area {
    name: "test",
    scripts: &["CREATE TABLE t (n {int} NOT NULL PRIMARY KEY, CHECK (n < 1000000)) {strict};
                CREATE TABLE seen (n {int} NOT NULL) {strict};
                CREATE TABLE account (id {int} NOT NULL PRIMARY KEY, amount {int} NOT NULL) {strict};"],
};

#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub struct Put {
    pub n: i64,
}
impl Event for Put {
    const NAME: &'static str = "test.put";
    fn subject(&self) -> Subject {
        Subject::named("n", &(self.n % 7).to_string())
    }
    fn version(&self) -> i64 {
        self.n
    }
}

pub async fn put(tx: &mut Tx, n: i64) -> Result<(), Fault> {
    tx.exec("INSERT INTO t (n) VALUES ($1)", args![n]).await?;
    tx.publish(&Put { n }).await?;
    Ok(())
}
pub async fn works(db: &Db, n: i64) {
    db.run(&Actor::System, async |tx| put(tx, n).await).await.unwrap();
}
pub async fn number(db: &Db, sql: &'static str) -> i64 {
    db.read().await.unwrap().count(sql, args![]).await.unwrap()
}
/// How many rows were kept; each has its event.
pub async fn kept(db: &Db) -> i64 {
    let rows = number(db, "SELECT COUNT(*) FROM t").await;
    assert_eq!(rows, number(db, "SELECT COUNT(*) FROM kernel_event").await, "each row has its event");
    rows
}
