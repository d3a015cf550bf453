//! Customers at the counter: who it is, their points, and what they did in every channel. Each look is written down.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use axum::routing::get;
use axum::{Json, Router};
use customers::{CardNumber, Email, Evidence, PersonCard, Phone, Recognise};
use kernel::{Capability, ChannelCode, OrderId, PageRequest, PersonId, Timestamp};
use orders::{FulfilmentState, Life, Mode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::State;
use crate::refusal::Refusal;
use crate::till::{Posted, Till};

pub fn routes() -> Router<State> {
    Router::new()
        .route("/pos/api/people", get(find).post(add))
        .route("/pos/api/people/{person}", get(show))
        .route("/pos/api/people/{person}/timeline", get(more))
}

#[derive(Clone, Serialize)]
pub struct PersonBody {
    pub id: PersonId,
    pub name: Option<String>,
    pub email: Option<Email>,
    pub phone: Option<String>,
    pub card: Option<CardNumber>,
    pub spendable: i64,
    pub pending: i64,
    pub next_spendable_at: Option<Timestamp>,
}

/// People that answer the text, with their points.
pub async fn cards(till: &Till, text: &str) -> Result<Vec<PersonBody>, Refusal> {
    let mut q = till.db.read().await?;
    let found = customers::find_person(&mut q, text).await?;
    let mut people = Vec::with_capacity(found.len());
    for card in found {
        people.push(body(&mut q, card).await?);
    }
    Ok(people)
}

async fn body(q: &mut impl kernel::Query, card: PersonCard) -> Result<PersonBody, Refusal> {
    let wallet = loyalty::wallet(q, card.id).await?;
    Ok(PersonBody {
        id: card.id,
        name: card.name,
        email: card.email,
        phone: card.phone.as_ref().map(Phone::spaced),
        card: card.card,
        spendable: wallet.spendable,
        pending: wallet.pending,
        next_spendable_at: wallet.next_spendable_at,
    })
}

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
}

async fn find(till: Till, Query(search): Query<Search>) -> Result<Json<Vec<PersonBody>>, Refusal> {
    till.require(Capability::ReadPeople, till.here)?;
    let text: String = search.q.trim().chars().take(120).collect();
    if text.chars().count() < 3 {
        return Ok(Json(Vec::new()));
    }
    let found = cards(&till, &text).await?;
    let seen: Vec<PersonId> = found.iter().map(|it| it.id).collect();
    note(&till, &seen, "till search").await?;
    Ok(Json(found))
}

/// Whoever looks at people leaves a trace.
async fn note(till: &Till, people: &[PersonId], what: &'static str) -> Result<(), Refusal> {
    if people.is_empty() {
        return Ok(());
    }
    till.db
        .run(&till.actor, async |tx| {
            for person in people {
                access::audit_read(tx, *person, what).await?;
            }
            Ok::<(), kernel::Fault>(())
        })
        .await?;
    Ok(())
}

#[derive(Clone, Deserialize)]
struct NewPerson {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
}

/// Taken down at the counter; somebody we know already is found, not doubled.
async fn add(Posted { till, body: new }: Posted<NewPerson>) -> Result<Json<PersonBody>, Refusal> {
    let email = match new.email.trim() {
        "" => None,
        text => Some(Email::parse(text)?),
    };
    let phone = match new.phone.trim() {
        "" => None,
        text => Some(Phone::parse(text)?),
    };
    let here = till.here;
    let request = Recognise {
        email,
        phone,
        name: Some(new.name),
        visitor: None,
        channel: till.site.channel.clone(),
        evidence: Evidence::Staff,
    };
    let person = till
        .db
        .run(&till.actor, async |tx| {
            tx.require(Capability::ManagePeople, here)?;
            let person = customers::recognise(tx, request.clone()).await?;
            access::audit_read(tx, person, "till").await?;
            Ok::<PersonId, kernel::Problem>(person)
        })
        .await?;
    let found = cards(&till, &person.to_string()).await?.pop();
    found.map(Json).ok_or_else(|| customers::Error::UnknownPerson(person).into())
}

#[derive(Serialize)]
pub struct Bought {
    pub order: OrderId,
    pub number: String,
    /// The channel's name.
    pub channel: String,
    pub at: Timestamp,
    pub total: i64,
    pub life: Life,
    pub payment: orders::PaymentState,
    pub pieces: i64,
    /// Where the goods left or leave, in words.
    pub places: Vec<String>,
    pub mode: Option<Mode>,
    pub state: Option<FulfilmentState>,
    /// Of the newest orders.
    pub lines: Vec<BoughtLine>,
}
#[derive(Serialize)]
pub struct BoughtLine {
    name: String,
    quantity: i64,
    gross: i64,
}

#[derive(Serialize)]
struct Profile {
    #[serde(flatten)]
    person: PersonBody,
    since: Timestamp,
    met: String,
    orders: Vec<Bought>,
    timeline: Vec<EntryBody>,
    next: Option<String>,
}

#[derive(Serialize)]
struct EntryBody {
    at: Timestamp,
    kind: String,
    channel: Option<String>,
    subject: String,
    place: Option<String>,
    data: Value,
}

/// How many of the newest orders tell their lines.
const TOLD: usize = 6;

async fn show(till: Till, Path(person): Path<PersonId>) -> Result<Json<Profile>, Refusal> {
    till.require(Capability::ReadPeople, till.here)?;
    let it = customers::person(&mut till.db.read().await?, person).await?;
    note(&till, &[person], "till").await?;
    let names = channels(&till).await?;
    let places = till.places().await?;
    let place = |id| places.get(id).map(|it| it.location.name.clone());
    let mut q = till.db.read().await?;
    let mut found = customers::find_person(&mut q, &person.to_string()).await?;
    let card = found.pop().ok_or(customers::Error::UnknownPerson(person))?;
    let person = body(&mut q, card).await?;
    let page = orders::orders_of(&mut q, person.id, &PageRequest::first(30)).await?;
    let mut bought = Vec::new();
    for (nth, card) in page.items.into_iter().enumerate() {
        let mut lines = Vec::new();
        if nth < TOLD {
            let order = orders::order(&mut q, card.id).await?;
            lines.extend(order.lines.iter().map(|line| BoughtLine {
                name: line.name.get(till.lang()).to_owned(),
                quantity: line.quantity.get(),
                gross: line.gross.minor,
            }));
        }
        bought.push(Bought {
            order: card.id,
            number: card.number,
            channel: name(&names, &card.channel),
            at: card.placed_at,
            total: card.total.minor,
            life: card.life,
            payment: card.payment,
            pieces: card.pieces,
            places: card.works.iter().filter_map(|work| place(work.location)).collect(),
            mode: card.works.first().map(|work| work.mode),
            state: card.works.first().map(|work| work.state),
            lines,
        });
    }
    let page = customers::timeline(&mut q, person.id, &PageRequest::first(30)).await?;
    Ok(Json(Profile {
        since: it.created_at,
        met: name(&names, &it.channel),
        orders: bought,
        next: page.next.clone(),
        timeline: page.items.into_iter().map(|it| entry(it, &names, &places)).collect(),
        person,
    }))
}

#[derive(Serialize)]
struct More {
    timeline: Vec<EntryBody>,
    next: Option<String>,
}

async fn more(
    till: Till,
    Path(person): Path<PersonId>,
    Query(request): Query<PageRequest>,
) -> Result<Json<More>, Refusal> {
    till.require(Capability::ReadPeople, till.here)?;
    let (names, places) = (channels(&till).await?, till.places().await?);
    let page = customers::timeline(&mut till.db.read().await?, person, &request).await?;
    let next = page.next.clone();
    let timeline = page.items.into_iter().map(|it| entry(it, &names, &places)).collect();
    Ok(Json(More { timeline, next }))
}

fn entry(
    it: customers::Entry,
    names: &BTreeMap<ChannelCode, String>,
    places: &inventory::Places,
) -> EntryBody {
    let place = it.data["location"].as_str().and_then(|id| id.parse().ok()).and_then(|id| places.get(id));
    EntryBody {
        at: it.at,
        kind: it.kind,
        channel: it.channel.map(|code| name(names, &code)),
        subject: it.subject,
        place: place.map(|it| it.location.name.clone()),
        data: it.data,
    }
}

pub async fn channels(till: &Till) -> Result<BTreeMap<ChannelCode, String>, Refusal> {
    let all = catalog::channels(&mut till.db.read().await?).await?;
    Ok(all.into_iter().map(|it| (it.code, it.name.get(till.lang()).to_owned())).collect())
}
fn name(names: &BTreeMap<ChannelCode, String>, code: &ChannelCode) -> String {
    names.get(code).cloned().unwrap_or_else(|| code.to_string())
}
