//! Whose browser it is, and when: links between visitors and people, bounded in time.

use kernel::{Actor, ChannelCode, PersonId, Query, Timestamp, Tx, VisitorId, args};

use crate::{Campaign, Error, Evidence, VisitorRecognised};

/// Where an open link ends.
pub(crate) fn forever() -> Timestamp {
    Timestamp::from_millis(253_402_300_799_999) // 9999-12-31T23:59:59.999Z
}
/// Where a first link begins: what the browser did before is its owner's.
fn beginning() -> Timestamp {
    Timestamp::from_millis(0)
}

/// The browser of somebody who is signed in: for channels that know the person by a session.
pub async fn recognise_visitor(
    tx: &mut Tx,
    visitor: VisitorId,
    person: PersonId,
    channel: &ChannelCode,
) -> Result<(), Error> {
    let evidence =
        if matches!(tx.actor(), Actor::Visitor(_)) { Evidence::Stated } else { Evidence::Verified };
    join(tx, visitor, person, channel, evidence).await
}

/// From now on this browser belongs to this person. If it was nobody's, its past does too; if it was somebody else's,
/// it changed hands: what was done before stays with the one before.
pub(crate) async fn join(
    tx: &mut Tx,
    visitor: VisitorId,
    person: PersonId,
    channel: &ChannelCode,
    evidence: Evidence,
) -> Result<(), Error> {
    let now = tx.now();
    // Also takes the row, so that two units which join the same browser follow each other.
    tx.exec(
        "INSERT INTO customers_visitor (id, channel, first_seen, last_seen, landing, campaign, person)
         VALUES ($1, $2, $3, $3, '', $4, $5)
         ON CONFLICT (id) DO UPDATE SET person = excluded.person",
        args![visitor, *channel, now, Campaign::default().json(), person],
    )
    .await?;
    let open: Option<(PersonId, Timestamp, Evidence)> = tx
        .maybe(
            "SELECT person, since, evidence FROM customers_link WHERE visitor = $1 AND until = $2",
            args![visitor, forever()],
        )
        .await?;
    let (since, before) = match open {
        Some((owner, since, known)) if owner == person => {
            if evidence > known {
                tx.exec(
                    "UPDATE customers_link SET evidence = $1 WHERE visitor = $2 AND since = $3",
                    args![evidence, visitor, since],
                )
                .await?;
            }
            return Ok(());
        }
        Some((owner, since, _)) => {
            // A unit that began earlier may come here later: a link never ends before it began.
            let cut = now.max(since);
            tx.exec(
                "UPDATE customers_link SET until = $1 WHERE visitor = $2 AND until = $3",
                args![cut, visitor, forever()],
            )
            .await?;
            (cut, Some(owner))
        }
        None => (beginning(), None),
    };
    // Twice in one moment: the later one counts.
    tx.exec(
        "INSERT INTO customers_link (visitor, since, until, person, evidence, linked_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (visitor, since)
         DO UPDATE SET until = excluded.until, person = excluded.person, evidence = excluded.evidence",
        args![visitor, since, forever(), person, evidence, now],
    )
    .await?;
    tx.publish(&VisitorRecognised { person, visitor, before }).await?;
    Ok(())
}

/// A browser as staff and reports see it: when it came first and what brought it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct VisitorProfile {
    pub id: VisitorId,
    pub channel: ChannelCode,
    pub first_seen: Timestamp,
    pub last_seen: Timestamp,
    pub landing: String,
    /// The first campaign that brought it.
    #[sqlx(json)]
    pub campaign: Campaign,
    pub person: Option<PersonId>,
}

pub async fn visitor(q: &mut impl Query, id: VisitorId) -> Result<Option<VisitorProfile>, Error> {
    Ok(q.maybe(
        "SELECT id, channel, first_seen, last_seen, landing, campaign, person FROM customers_visitor WHERE id = $1",
        args![id],
    )
    .await?)
}

/// The browsers that are or were this person's, first seen first.
pub async fn visitors_of(q: &mut impl Query, person: PersonId) -> Result<Vec<VisitorProfile>, Error> {
    Ok(q.all(
        "SELECT v.id, v.channel, v.first_seen, v.last_seen, v.landing, v.campaign, v.person
         FROM customers_visitor v
         WHERE v.id IN (SELECT l.visitor FROM customers_link l WHERE l.person = $1)
         ORDER BY v.first_seen, v.id LIMIT 100",
        args![person],
    )
    .await?)
}
