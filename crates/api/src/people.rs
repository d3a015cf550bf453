//! Customers. Whoever reads a profile leaves a trace in the audit trail.

use axum::Json;
use axum::extract::State as Of;
use axum::http::StatusCode;
use customers::{Email, Entry, Evidence, Person, Phone, Recognise, Source};
use kernel::{Capability, Everywhere, Locations, PersonId, Problem};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::{ApiError, InBody, Result, invalid};
use crate::extract::{Body, Caller, Named, Once, Params};
use crate::wallets::{self, WalletBody};
use crate::wire::{self, List, Page};
use crate::{State, lookup};

/// At least one of `email` and `phone`.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonInput {
    #[serde(default)]
    #[schema(max_length = 254, example = "anna.nowak@example.com")]
    email: Option<String>,
    /// Any usual spelling; without a country it is Polish.
    #[serde(default)]
    #[schema(max_length = 40, example = "+48600100200")]
    phone: Option<String>,
    #[serde(default)]
    #[schema(max_length = 200, example = "Anna Nowak")]
    name: Option<String>,
    channel: wire::Channel,
    /// The browser in use: its past joins the person.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^visitor_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    visitor: Option<wire::VisitorId>,
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct PersonBody {
    id: wire::PersonId,
    name: Option<String>,
    language: Option<wire::Language>,
    channel: wire::Channel,
    identifiers: Vec<IdentifierBody>,
    created_at: wire::Time,
    version: i64,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Identifier)]
pub struct IdentifierBody {
    kind: wire::IdentifierKind,
    value: String,
    evidence: wire::Evidence,
    verified_at: Option<wire::Time>,
}

#[derive(Serialize, ToSchema)]
pub struct TimelineEntry {
    id: wire::EventId,
    at: wire::Time,
    /// `moment`: told by an event of the business. `activity`: seen on a screen.
    #[schema(value_type = String, example = "moment")]
    source: &'static str,
    #[schema(example = "orders.placed")]
    kind: String,
    channel: Option<wire::Channel>,
    /// An id, or the path of a page.
    subject: String,
    #[schema(value_type = Object)]
    data: serde_json::Value,
}

impl PersonBody {
    fn of(it: Person) -> Self {
        PersonBody {
            id: it.id.into(),
            name: it.name,
            language: it.language.map(Into::into),
            channel: it.channel.into(),
            identifiers: it.identifiers.into_iter().map(Into::into).collect(),
            created_at: it.created_at.into(),
            version: it.version,
        }
    }
}
impl From<customers::Identifier> for IdentifierBody {
    fn from(it: customers::Identifier) -> Self {
        IdentifierBody {
            kind: it.kind.into(),
            value: it.value,
            evidence: it.evidence.into(),
            verified_at: it.verified_at.map(Into::into),
        }
    }
}
impl From<Entry> for TimelineEntry {
    fn from(it: Entry) -> Self {
        TimelineEntry {
            id: it.id.into(),
            at: it.at.into(),
            source: match it.source {
                Source::Moment => "moment",
                Source::Activity => "activity",
            },
            kind: it.kind,
            channel: it.channel.map(Into::into),
            subject: it.subject,
            data: it.data,
        }
    }
}

fn unknown() -> ApiError {
    Problem::new(404, "api/unknown-person", "No such person")
        .detail("nobody has this id or identifier")
        .into()
}

/// The person in the path: an id, or `email:`, `phone:`, `card:`. Profiles are not bound to a place, so a key that is
/// may not read them all.
pub async fn find(state: &State, caller: &Caller, text: &str) -> Result<PersonId> {
    caller.require(Capability::ReadPeople, Everywhere)?;
    if caller.0.locations() != Locations::All {
        return Err(kernel::Denied(Capability::ReadPeople, true).into());
    }
    let person = match text.split_once(':') {
        None => match text.parse::<PersonId>() {
            Ok(id) => customers::person(&mut state.db.read().await?, id).await?.id,
            Err(_) => return Err(unknown()),
        },
        Some(("email" | "phone" | "card", value)) => {
            let found = customers::find_person(&mut state.db.read().await?, value).await?;
            let mut exact = found.into_iter().filter(|card| names(card, text));
            exact.next().ok_or_else(unknown)?.id
        }
        Some(_) => return Err(unknown()),
    };
    Ok(person)
}

/// A search by words is no identifier.
fn names(card: &customers::PersonCard, text: &str) -> bool {
    match text.split_once(':') {
        Some(("email", value)) => Email::parse(value).is_ok_and(|it| card.email.as_ref() == Some(&it)),
        Some(("phone", value)) => Phone::parse(value).is_ok_and(|it| card.phone.as_ref() == Some(&it)),
        Some(("card", value)) => card.card.as_ref().is_some_and(|it| it.to_string() == value.trim()),
        _ => false,
    }
}

/// Writes down who read what.
pub async fn trace(state: &State, caller: &Caller, person: PersonId, what: &str) -> Result<()> {
    state.db.run(&caller.0, async |tx| access::audit_read(tx, person, what).await).await?;
    Ok(())
}

/// Recognise or create a person
///
/// Finds the person by e-mail or phone, or makes one. What is merely stated fills gaps and never overwrites.
#[utoipa::path(post, path = "/people", tag = "people", request_body = PersonInput,
    responses((status = 201, body = PersonBody)))]
pub async fn create(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Body(input): Body<PersonInput>,
) -> Result<(StatusCode, Json<PersonBody>)> {
    actor.require(Capability::ManagePeople, Everywhere)?;
    let email = match &input.email {
        Some(text) => Some(Email::parse(text).in_body("/email")?),
        None => None,
    };
    let phone = match &input.phone {
        Some(text) => Some(Phone::parse(text).in_body("/phone")?),
        None => None,
    };
    if email.is_none() && phone.is_none() {
        return Err(invalid("/email", "an e-mail address or a phone number"));
    }
    lookup::check_channel(&state.db, &input.channel.0).await.in_body("/channel")?;
    let body = state
        .db
        .once(&once.key("POST /people"), &actor, &input, async |tx| {
            let request = Recognise {
                email: email.clone(),
                phone: phone.clone(),
                name: input.name.clone(),
                visitor: input.visitor.map(|it| it.0),
                channel: input.channel.0.clone(),
                evidence: Evidence::Stated,
            };
            let id = customers::recognise(tx, request).await?;
            access::audit_read(tx, id, "profile").await?;
            Ok::<_, ApiError>(PersonBody::of(customers::person(tx, id).await?))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(body)))
}

/// One person
#[utoipa::path(get, path = "/people/{person}", tag = "people", responses((status = 200, body = PersonBody)))]
pub async fn show(
    Of(state): Of<State>,
    caller: Caller,
    Named(text): Named<String>,
) -> Result<Json<PersonBody>> {
    let id = find(&state, &caller, &text).await?;
    trace(&state, &caller, id, "profile").await?;
    Ok(Json(PersonBody::of(customers::person(&mut state.db.read().await?, id).await?)))
}

/// How a person is known
#[utoipa::path(get, path = "/people/{person}/identifiers", tag = "people",
    responses((status = 200, body = List<IdentifierBody>)))]
pub async fn identifiers(
    Of(state): Of<State>,
    caller: Caller,
    Named(text): Named<String>,
) -> Result<Json<List<IdentifierBody>>> {
    let id = find(&state, &caller, &text).await?;
    trace(&state, &caller, id, "identifiers").await?;
    let person = customers::person(&mut state.db.read().await?, id).await?;
    Ok(Json(List { items: person.identifiers.into_iter().map(Into::into).collect() }))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TimelineParams {
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<wire::Limit>,
    /// `next` of the page before.
    after: Option<String>,
}

/// What happened with a person
///
/// Orders, mails, sales, points, and what was looked at, in every channel; newest first.
#[utoipa::path(get, path = "/people/{person}/timeline", tag = "people", params(TimelineParams),
    responses((status = 200, body = Page<TimelineEntry>)))]
pub async fn timeline(
    Of(state): Of<State>,
    caller: Caller,
    Named(text): Named<String>,
    Params(params): Params<TimelineParams>,
) -> Result<Json<Page<TimelineEntry>>> {
    let id = find(&state, &caller, &text).await?;
    trace(&state, &caller, id, "timeline").await?;
    let page = wire::page(params.limit, params.after, None);
    let found = customers::timeline(&mut state.db.read().await?, id, &page).await?;
    Ok(Json(Page::of(found)))
}

/// The points of a person
#[utoipa::path(get, path = "/people/{person}/wallet", tag = "people",
    responses((status = 200, body = WalletBody)))]
pub async fn wallet(
    Of(state): Of<State>,
    caller: Caller,
    Named(text): Named<String>,
) -> Result<Json<WalletBody>> {
    let id = find(&state, &caller, &text).await?;
    wallets::told(&state, &caller, id).await
}
