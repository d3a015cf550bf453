//! What browsers do: written in batches, heard by nobody, read by the timeline.

use std::collections::BTreeMap;

use kernel::{EventId, Tx, VisitorId, args, row, rows};

use crate::visitor::short;
use crate::{Activity, Error, Visitor, Who};

/// Keeps a browser's first visit. Again, it only fills in a campaign that was missing.
pub async fn visit(tx: &mut Tx, visitor: Visitor) -> Result<(), Error> {
    let now = tx.now();
    tx.exec(
        "INSERT INTO customers_visitor (id, channel, first_seen, last_seen, landing, campaign)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO UPDATE SET campaign = excluded.campaign, landing = excluded.landing
         WHERE customers_visitor.campaign = '{}' AND excluded.campaign <> '{}'",
        args![
            visitor.id,
            visitor.channel,
            visitor.first_seen.min(now),
            now,
            short(&visitor.landing),
            visitor.campaign.json()
        ],
    )
    .await?;
    Ok(())
}

/// Stores what happened on screens: two statements, however many activities.
pub async fn track(tx: &mut Tx, activities: Vec<Activity>) -> Result<(), Error> {
    if activities.is_empty() {
        return Ok(());
    }
    seen(tx, &activities).await?;
    let now = tx.now();
    let lines: Vec<_> = activities
        .into_iter()
        .map(|it| {
            let (visitor, person) = match it.who {
                Who::Visitor(id) => (Some(id), None),
                Who::Person(id) => (None, Some(id)),
            };
            row! {
                id: tx.new_id::<EventId>(),
                visitor: visitor,
                person: person,
                kind: it.kind,
                channel: it.channel,
                // A device's clock may be wrong; nothing happens in the future.
                at: it.at.min(now),
                path: short(&it.path),
                product: it.product,
                variant: it.variant,
                query: it.query.as_deref().map(short),
                campaign: it.campaign.json(),
            }
        })
        .collect();
    tx.exec(
        "INSERT INTO customers_activity
             (id, visitor, person, kind, channel, at, path, product, variant, query, campaign)
         SELECT {row.uuid id}, {row.uuid visitor}, {row.uuid person}, {row.text kind}, {row.text channel},
                {row.time at}, {row.text path}, {row.uuid product}, {row.uuid variant}, {row.text query},
                {row.json campaign}
         FROM {rows $1}",
        args![rows(lines)],
    )
    .await?;
    Ok(())
}

/// The browsers of a batch: new ones are stored, known ones were seen again, the first campaign stays the first.
async fn seen(tx: &mut Tx, activities: &[Activity]) -> Result<(), Error> {
    let now = tx.now();
    let mut browsers: BTreeMap<VisitorId, (&Activity, Option<&Activity>)> = BTreeMap::new();
    for it in activities {
        if let Who::Visitor(id) = it.who {
            let (_, campaign) = browsers.entry(id).or_insert((it, None));
            if campaign.is_none() && !it.campaign.is_empty() {
                *campaign = Some(it);
            }
        }
    }
    if browsers.is_empty() {
        return Ok(());
    }
    let lines = browsers.into_iter().map(|(id, (first, campaign))| {
        let arrived = campaign.unwrap_or(first);
        row! {
            id: id,
            channel: first.channel,
            first_seen: first.at.min(now),
            last_seen: now,
            landing: short(&arrived.path),
            campaign: arrived.campaign.json(),
        }
    });
    tx.exec(
        "INSERT INTO customers_visitor (id, channel, first_seen, last_seen, landing, campaign)
         SELECT {row.uuid id}, {row.text channel}, {row.time first_seen}, {row.time last_seen}, {row.text landing},
                {row.json campaign}
         FROM {rows $1} WHERE 1 = 1
         ON CONFLICT (id) DO UPDATE SET
             last_seen = excluded.last_seen,
             landing = CASE WHEN customers_visitor.campaign = '{}' AND excluded.campaign <> '{}'
                            THEN excluded.landing ELSE customers_visitor.landing END,
             campaign = CASE WHEN customers_visitor.campaign = '{}'
                             THEN excluded.campaign ELSE customers_visitor.campaign END",
        args![rows(lines)],
    )
    .await?;
    Ok(())
}
