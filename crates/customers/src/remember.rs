//! Moments of a person, as the events of all contexts tell them: orders, sales, mails, points.

use kernel::{ChannelCode, EventId, PersonId, Timestamp, Tx, args};

use crate::Error;

#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    pub person: PersonId,
    pub at: Timestamp,
    /// Usually the event's name: `orders.placed`.
    pub kind: String,
    pub channel: Option<ChannelCode>,
    /// What it is about, as text of an id: `order_…`.
    pub subject: String,
    /// Ids and amounts.
    pub data: serde_json::Value,
    /// The event that told it.
    pub event: EventId,
}

/// Keeps a moment; the same event told twice is one moment. `false` if it was known.
pub async fn remember(tx: &mut Tx, moment: Moment) -> Result<bool, Error> {
    let stored = tx
        .exec(
            "INSERT INTO customers_moment (person, event, at, kind, channel, subject, data)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (person, event) DO NOTHING",
            args![
                moment.person,
                moment.event,
                moment.at,
                moment.kind,
                moment.channel,
                moment.subject,
                moment.data
            ],
        )
        .await?;
    Ok(stored == 1)
}
