//! Everything about one person, newest first: moments, and what they looked at on browsers that were theirs then.

use std::fmt;
use std::str::FromStr;

use kernel::{ChannelCode, EventId, Page, PageRequest, PersonId, Query, Timestamp, args};
use serde_json::{Value, json};

use crate::{ActivityKind, Campaign, Error, link};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Told by an event of the business.
    Moment,
    /// Seen on a screen.
    Activity,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub source: Source,
    /// The event's id, or the activity's own.
    pub id: EventId,
    pub at: Timestamp,
    /// `orders.placed`, `loyalty.points_earned`, … or `product_view`, `ad_click`, …
    pub kind: String,
    pub channel: Option<ChannelCode>,
    /// Moments: the id it is about. Activities: the path of the page.
    pub subject: String,
    /// Moments: ids and amounts. Activities: `product`, `variant`, `query`, `campaign`.
    pub data: Value,
}

/// Where a page ended. Times repeat, so the id is part of it.
struct Cursor {
    at: Timestamp,
    id: EventId,
}
impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.at.as_millis(), self.id)
    }
}
impl FromStr for Cursor {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.split_once('~').ok_or(())?;
        let millis: i64 = at.parse().map_err(|_| ())?;
        if !(0..=link::forever().as_millis()).contains(&millis) {
            return Err(());
        }
        Ok(Self { at: Timestamp::from_millis(millis), id: id.parse().map_err(|_| ())? })
    }
}

/// A page of the timeline. Ask for the next one with its `next`.
pub async fn timeline(
    q: &mut impl Query,
    person: PersonId,
    request: &PageRequest,
) -> Result<Page<Entry>, Error> {
    // No id comes after this one at the end of time.
    let start =
        || Cursor { at: link::forever(), id: "event_7zzzzzzzzzzzzzzzzzzzzzzzzz".parse().expect("an id") };
    let Cursor { at, id } = request.after().unwrap_or_else(start);
    let limit = request.limit() + 1;
    let moments: Vec<MomentRow> = q
        .all(
            "SELECT event, at, kind, channel, subject, data FROM customers_moment
             WHERE person = $1 AND (at, event) < ($2, $3)
             ORDER BY at DESC, event DESC LIMIT $4",
            args![person, at, id, limit],
        )
        .await?;
    // Never joined across browsers that changed hands: each link says from when until when.
    let activities: Vec<ActivityRow> = q
        .all(
            "SELECT id, at, kind, channel, path, product, variant, query, campaign FROM (
                 SELECT a.id, a.at, a.kind, a.channel, a.path, a.product, a.variant, a.query, a.campaign
                 FROM customers_link l
                 JOIN customers_activity a ON a.visitor = l.visitor AND a.at >= l.since AND a.at < l.until
                 WHERE l.person = $1
                 UNION ALL
                 SELECT b.id, b.at, b.kind, b.channel, b.path, b.product, b.variant, b.query, b.campaign
                 FROM customers_activity b WHERE b.person = $1
             ) activity
             WHERE (at, id) < ($2, $3)
             ORDER BY at DESC, id DESC LIMIT $4",
            args![person, at, id, limit],
        )
        .await?;
    let mut entries: Vec<Entry> =
        moments.into_iter().map(Entry::from).chain(activities.into_iter().map(Entry::from)).collect();
    entries.sort_by_key(|it| std::cmp::Reverse((it.at, it.id)));
    Ok(Page::of(entries, request, |it| Cursor { at: it.at, id: it.id }.to_string()))
}

#[derive(sqlx::FromRow)]
struct MomentRow {
    event: EventId,
    at: Timestamp,
    kind: String,
    channel: Option<ChannelCode>,
    subject: String,
    #[sqlx(json)]
    data: Value,
}
impl From<MomentRow> for Entry {
    fn from(it: MomentRow) -> Entry {
        Entry {
            source: Source::Moment,
            id: it.event,
            at: it.at,
            kind: it.kind,
            channel: it.channel,
            subject: it.subject,
            data: it.data,
        }
    }
}

#[derive(sqlx::FromRow)]
struct ActivityRow {
    id: EventId,
    at: Timestamp,
    kind: ActivityKind,
    channel: ChannelCode,
    path: String,
    product: Option<kernel::ProductId>,
    variant: Option<kernel::VariantId>,
    query: Option<String>,
    #[sqlx(json)]
    campaign: Campaign,
}
impl From<ActivityRow> for Entry {
    fn from(it: ActivityRow) -> Entry {
        let mut data = json!({});
        if let Some(product) = it.product {
            data["product"] = json!(product);
        }
        if let Some(variant) = it.variant {
            data["variant"] = json!(variant);
        }
        if let Some(query) = it.query {
            data["query"] = json!(query);
        }
        if !it.campaign.is_empty() {
            data["campaign"] = it.campaign.json();
        }
        Entry {
            source: Source::Activity,
            id: it.id,
            at: it.at,
            kind: it.kind.as_str().to_owned(),
            channel: Some(it.channel),
            subject: it.path,
            data,
        }
    }
}
