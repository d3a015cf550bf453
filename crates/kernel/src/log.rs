//! The log of events: the relay that numbers it, and reading it by position.

use crate::event::PARTITIONS;
use crate::{
    Actor, Breach, Db, Engine, EventId, Fact, Fault, Id, Query, Subject, Timestamp, args, row, rows, texts,
};

/// Where a reader stands in each partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Positions(pub(crate) [i64; PARTITIONS]);
impl Default for Positions {
    fn default() -> Self {
        Positions([0; PARTITIONS])
    }
}
impl Positions {
    pub fn pass(&mut self, fact: &Fact) {
        let at = &mut self.0[fact.partition as usize];
        *at = (*at).max(fact.position);
    }
    pub(crate) fn behind(&self, heads: &Positions) -> bool {
        self.0.iter().zip(heads.0).any(|(at, head)| *at < head)
    }
}
/// For a URL: the positions in base 36, joined by dots; zeros at the end are left out.
impl std::fmt::Display for Positions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let last = self.0.iter().rposition(|at| *at != 0).map_or(0, |last| last + 1);
        let words: Vec<String> = self.0[..last].iter().map(|at| base36(*at)).collect();
        f.write_str(&words.join("."))
    }
}
impl std::str::FromStr for Positions {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "this is not a cursor of the event log".to_owned();
        let mut positions = Positions::default();
        if text.is_empty() {
            return Ok(positions);
        }
        for (i, word) in text.split('.').enumerate() {
            let place = positions.0.get_mut(i).ok_or_else(wrong)?;
            *place = if word.is_empty() {
                0
            } else {
                i64::from_str_radix(word, 36).ok().filter(|at| *at >= 0).ok_or_else(wrong)?
            };
        }
        Ok(positions)
    }
}
fn base36(mut number: i64) -> String {
    let mut digits = Vec::new();
    while number > 0 {
        digits.push(b"0123456789abcdefghijklmnopqrstuvwxyz"[(number % 36) as usize]);
        number /= 36;
    }
    digits.reverse();
    String::from_utf8(digits).expect("digits are ASCII")
}

/// The last position of each partition. Sixty-four seeks in an index, whatever the size of the log.
pub(crate) async fn heads(db: &Db) -> Result<Positions, Fault> {
    let found: Vec<(i64, i64)> = db
        .read()
        .await?
        .all(
            "WITH RECURSIVE p(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM p WHERE n < 63)
             SELECT CAST(n AS {int}),
                    (SELECT COALESCE(MAX(position), 0) FROM kernel_event WHERE partition = p.n) FROM p",
            args![],
        )
        .await?;
    let mut heads = Positions::default();
    for (partition, position) in found {
        heads.0[partition as usize] = position;
    }
    Ok(heads)
}

/// Up to `limit` facts after `from`, at most up to `heads`, of these names (all, if none are given). Moves `from`
/// over everything that was looked at.
pub(crate) async fn next(
    db: &Db,
    from: &mut Positions,
    heads: &Positions,
    names: &[&str],
    limit: i64,
) -> Result<Vec<Fact>, Fault> {
    let spans = from.0.iter().zip(heads.0).enumerate().filter(|(_, (at, head))| **at < *head);
    let spans: Vec<_> = spans
        .map(|(partition, (at, head))| row! { partition: partition as i64, after: *at, upto: head })
        .collect();
    if spans.is_empty() {
        return Ok(Vec::new());
    }
    let mut read = db.read().await?;
    let facts: Vec<Fact> = if names.is_empty() {
        read.all(
            "SELECT e.partition, e.position, e.id, e.name, e.subject, e.subject_version, e.actor, e.cause, e.at, e.body
             FROM {rows $1} JOIN kernel_event e ON e.partition = {row.int partition}
                 AND e.position > {row.int after} AND e.position <= {row.int upto}
             ORDER BY e.partition, e.position LIMIT $2",
            args![rows(spans), limit],
        )
        .await?
    } else {
        read.all(
            "SELECT e.partition, e.position, e.id, e.name, e.subject, e.subject_version, e.actor, e.cause, e.at, e.body
             FROM {rows $1} JOIN kernel_event e ON e.partition = {row.int partition}
                 AND e.position > {row.int after} AND e.position <= {row.int upto}
             WHERE e.name IN {texts $3}
             ORDER BY e.partition, e.position LIMIT $2",
            args![rows(spans), limit, texts(names)],
        )
        .await?
    };
    if facts.len() as i64 == limit {
        // Cut off: the last partition is read up to its last fact, the ones before it whole, the ones after it not.
        let last = facts.last().expect("the limit is not zero");
        let cut = last.partition as usize;
        from.0[..cut].copy_from_slice(&heads.0[..cut]);
        from.0[cut] = last.position;
    } else {
        for (at, head) in from.0.iter_mut().zip(heads.0) {
            *at = (*at).max(head);
        }
    }
    Ok(facts)
}

impl Db {
    /// Reads the log on: up to `limit` facts after `from`, and where to go on. For integrators.
    pub async fn events(&self, from: &Positions, limit: i64) -> Result<(Vec<Fact>, Positions), Fault> {
        let mut to = from.clone();
        let heads = heads(self).await?;
        let facts = next(self, &mut to, &heads, &[], limit).await?;
        Ok((facts, to))
    }
    /// The end of the log: where a listener starts that only wants news.
    pub async fn events_end(&self) -> Result<Positions, Fault> {
        heads(self).await
    }
}

/// The facts about a subject since a moment, oldest first. Ids rise with time, so only the end of the subject's
/// partition is looked through.
pub async fn facts_about(
    db: &mut impl Query,
    subject: &Subject,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<Fact>, Fault> {
    // The first id of a second earlier: clocks of nodes differ a little.
    let millis = since.plus_millis(-1000).as_millis().max(0) as u128;
    let from = EventId::from_uuid(uuid::Uuid::from_u128(millis << 80));
    db.all(
        "SELECT partition, position, id, name, subject, subject_version, actor, cause, at, body FROM kernel_event
         WHERE partition = $1 AND id >= $2 AND subject = $3 AND at >= $4 AND position IS NOT NULL
         ORDER BY id LIMIT $5",
        args![subject.partition(), from, subject.as_str().to_owned(), since, limit],
    )
    .await
}

#[derive(sqlx::FromRow)]
struct Fresh {
    partition: i64,
    id: crate::EventId,
}

/// Numbers the events that have no position yet; says how many. One relay works at a time: the row it updates first
/// is its turn, and only after it has the turn does it look, so it sees what the one before it did. A reader that
/// went by insertion order instead would pass events whose transactions commit late.
pub(crate) async fn relay(db: &Db) -> Result<usize, Fault> {
    if db.engine() == Engine::Sqlite {
        return Ok(0);
    }
    let waiting = db
        .read()
        .await?
        .maybe::<(i64,)>("SELECT CAST(1 AS bigint) FROM kernel_event WHERE position IS NULL LIMIT 1", args![])
        .await?;
    if waiting.is_none() {
        return Ok(0);
    }
    db.run(&Actor::System, async |tx| {
        tx.exec("UPDATE kernel_relay SET rounds = rounds + 1 WHERE id = 0", args![]).await?;
        // Within a subject its versions order the facts; the rest of the order is free.
        let fresh: Vec<Fresh> = tx
            .all(
                "SELECT partition, id FROM kernel_event WHERE position IS NULL
                 ORDER BY subject_version, id LIMIT 1000",
                args![],
            )
            .await?;
        let partitions: std::collections::BTreeSet<i64> = fresh.iter().map(|it| it.partition).collect();
        let tops: Vec<(i64, i64)> = tx
            .all(
                "SELECT p.value, (SELECT COALESCE(MAX(position), 0) FROM kernel_event WHERE partition = p.value)
                 FROM (SELECT CAST(value AS bigint) AS value FROM jsonb_array_elements_text($1) AS l(value)) p",
                args![crate::ints(partitions)],
            )
            .await?;
        let mut tops: std::collections::BTreeMap<i64, i64> = tops.into_iter().collect();
        let numbered = fresh.iter().map(|event| {
            let top = tops.entry(event.partition).or_default();
            *top += 1;
            row! { partition: event.partition, id: event.id, position: *top }
        });
        let numbered: Vec<_> = numbered.collect();
        tx.exec(
            "UPDATE kernel_event SET position = {row.int position} FROM {rows $1}
             WHERE kernel_event.partition = {row.int partition} AND kernel_event.id = {row.uuid id}",
            args![rows(numbered)],
        )
        .await?;
        tx.wake();
        Ok(fresh.len())
    })
    .await
}

/// How long the log is kept. Tables are the truth; read models rebuild from them.
const KEEP_DAYS: i64 = 90;

/// Drops old events that every consumer has heard, but keeps the last of each partition: it holds the count.
pub(crate) async fn prune(db: &Db) -> Result<(), Fault> {
    let before = db.now().plus_days(-KEEP_DAYS);
    db.run(&Actor::System, async |tx| {
        tx.exec(
            "DELETE FROM kernel_event WHERE at < $1 AND position IS NOT NULL
                 AND position < (SELECT MAX(m.position) FROM kernel_event m WHERE m.partition = kernel_event.partition)
                 AND NOT EXISTS (SELECT 1 FROM kernel_cursor c
                                 WHERE c.partition = kernel_event.partition AND c.position < kernel_event.position)",
            args![before],
        )
        .await
    })
    .await?;
    Ok(())
}

/// No position is given twice and none is passed over: positions of a partition run without gaps from where the log begins.
pub async fn audit(q: &mut impl Query) -> Result<Vec<Breach>, Fault> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_what_it_spells() {
        let mut positions = Positions::default();
        positions.0[3] = 36 * 36 + 5;
        assert_eq!(positions.to_string(), "...105");
        assert_eq!("...105".parse(), Ok(positions));
        assert_eq!("".parse(), Ok(Positions::default()));
        assert!("-1".parse::<Positions>().is_err() && "ź".parse::<Positions>().is_err());
    }
}
