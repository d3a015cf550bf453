//! `spoina audit`: every invariant that exists, recomputed from the rows of a live database.

use kernel::{Breach, Db, Problem, Query, args};

/// Each context checks its own books; what spans contexts is checked here.
pub async fn audit(db: &Db) -> Result<Vec<Breach>, Problem> {
    let mut read = db.read().await?;
    let mut breaches = inventory::audit(&mut read).await?;
    breaches.extend(orders::audit(&mut read).await?);
    breaches.extend(payments::audit(&mut read).await?);
    breaches.extend(loyalty::audit(&mut read).await?);
    breaches.extend(customers::audit(&mut read).await?);
    breaches.extend(conversations::audit(&mut read).await?);
    breaches.extend(events(&mut read).await?);
    Ok(breaches)
}

/// No position is given twice and none is passed over: positions of a partition run without gaps from where the log begins.
async fn events(q: &mut impl Query) -> Result<Vec<Breach>, Problem> {
    let torn: Vec<(i64, i64, i64)> = q
        .all(
            "SELECT partition, COUNT(*) AS numbered, CAST(MAX(position) - MIN(position) + 1 AS {int}) AS span
             FROM kernel_event WHERE position IS NOT NULL GROUP BY partition
             HAVING COUNT(*) <> MAX(position) - MIN(position) + 1",
            args![],
        )
        .await?;
    let ahead: Vec<(String, i64)> = q
        .all(
            "SELECT c.consumer, c.partition FROM kernel_cursor c WHERE c.position >
                 (SELECT COALESCE(MAX(e.position), 0) FROM kernel_event e WHERE e.partition = c.partition)",
            args![],
        )
        .await?;
    let torn = torn.into_iter().map(|(partition, numbered, span)| {
        Breach::new(
            "events.positions",
            format!("partition {partition} has {numbered} events on {span} positions"),
        )
    });
    let ahead = ahead.into_iter().map(|(consumer, partition)| {
        Breach::new("events.cursor", format!("{consumer} stands beyond the end of partition {partition}"))
    });
    Ok(torn.chain(ahead).collect())
}
