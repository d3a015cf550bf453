//! Timers: events that become true at a time to come. One for a subject and an event name.

use crate::event::{Body, Event, Subject};
use crate::{Actor, Db, Fault, Query, Timestamp, Tx, args};

impl Tx {
    /// Tells the others at a time to come. Called again for the same subject it moves the timer.
    pub async fn publish_at<E: Event>(&mut self, due: Timestamp, event: &E) -> Result<(), Fault> {
        let (subject, body) = (event.subject(), serde_json::to_value(event)?);
        self.wake();
        self.exec(
            "INSERT INTO kernel_timer (partition, subject, name, due_at, body) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (partition, subject, name) DO UPDATE SET due_at = excluded.due_at, body = excluded.body",
            args![subject.partition(), subject.as_str().to_owned(), E::NAME, due, body],
        )
        .await?;
        Ok(())
    }

    /// Takes a timer back; `false` if there was none.
    pub async fn cancel<E: Event>(&mut self, subject: impl Into<Subject>) -> Result<bool, Fault> {
        let subject = subject.into();
        let gone = self
            .exec(
                "DELETE FROM kernel_timer WHERE partition = $1 AND subject = $2 AND name = $3",
                args![subject.partition(), subject.as_str().to_owned(), E::NAME],
            )
            .await?;
        Ok(gone == 1)
    }
}

#[derive(sqlx::FromRow)]
struct Due {
    subject: String,
    name: String,
    body: Body,
}

/// Publishes the timers that are due, up to 100 in one unit; says how many.
pub async fn ring_timers(db: &Db) -> Result<usize, Fault> {
    let now = db.now();
    let waiting = db
        .read()
        .await?
        .maybe::<(i64,)>("SELECT CAST(1 AS {int}) FROM kernel_timer WHERE due_at <= $1 LIMIT 1", args![now])
        .await?;
    if waiting.is_none() {
        return Ok(0);
    }
    db.run(&Actor::System, async |tx| {
        let now = tx.now();
        let due: Vec<Due> = tx
            .all(
                "DELETE FROM kernel_timer WHERE (partition, subject, name) IN
                     (SELECT partition, subject, name FROM kernel_timer WHERE due_at <= $1
                      ORDER BY due_at LIMIT 100 {skip_locked})
                 RETURNING subject, name, body",
                args![now],
            )
            .await?;
        let rung = due.len();
        for timer in due {
            tx.publish_raw(timer.name, &Subject::parse(timer.subject), 0, timer.body.0).await?;
        }
        Ok(rung)
    })
    .await
}
