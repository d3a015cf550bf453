//! Facts: written with the change they tell of, heard later.

use serde::{Serialize, de::DeserializeOwned};

use crate::{EventId, Fault, Id, Timestamp, Tx, args};

/// A fact that a context tells the others, named in the past tense: `orders.placed`. The body is flat, only ever gets
/// new fields, and holds ids and numbers, never contact data or free text about people.
pub trait Event: Serialize + DeserializeOwned + Send {
    const NAME: &'static str;
    /// What it is about: facts of one subject are heard in order.
    fn subject(&self) -> Subject;
    /// The version that the subject reached with this fact; orders the facts of a subject that several nodes change.
    fn version(&self) -> i64 {
        0
    }
}

/// The id that a fact is about, as text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subject(String);
impl<I: Id> From<I> for Subject {
    fn from(id: I) -> Self {
        Subject(id.to_string())
    }
}
impl Subject {
    pub(crate) fn parse(text: String) -> Self {
        Subject(text)
    }
    /// For subjects with a business key: `channel:shop`.
    pub fn named(kind: &str, key: &str) -> Self {
        Subject(format!("{kind}:{key}"))
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// Facts of one partition are in one order. FNV-1a: stable for ever, on every platform.
    pub fn partition(&self) -> i64 {
        let hash = self.0.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        (hash % PARTITIONS as u64) as i64
    }
}

pub const PARTITIONS: usize = 64;

pub type Body = sqlx::types::Json<serde_json::Value>;

/// An event as it stands in the log.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Fact {
    pub partition: i64,
    pub position: i64,
    pub id: EventId,
    pub name: String,
    pub subject: String,
    pub subject_version: i64,
    pub actor: String,
    pub cause: Option<EventId>,
    pub at: Timestamp,
    pub body: Body,
}
impl Fact {
    /// The event, if it is one of these.
    pub fn read<E: Event>(&self) -> Option<Result<E, Fault>> {
        (self.name == E::NAME).then(|| Ok(serde_json::from_value(self.body.0.clone())?))
    }
}

impl Tx {
    /// Tells the others, if and when this unit commits.
    pub async fn publish<E: Event>(&mut self, event: &E) -> Result<EventId, Fault> {
        let body = serde_json::to_value(event)?;
        self.publish_raw(E::NAME.to_owned(), &event.subject(), event.version(), body).await
    }
    pub(crate) async fn publish_raw(
        &mut self,
        name: String,
        subject: &Subject,
        version: i64,
        body: serde_json::Value,
    ) -> Result<EventId, Fault> {
        let (id, at, cause, actor) = (self.new_id(), self.now(), self.cause, self.actor().to_string());
        self.wake();
        self.exec(
            "INSERT INTO kernel_event (partition, id, position, name, subject, subject_version, actor, cause, at, body)
             VALUES ($1, $2, {position}, $3, $4, $5, $6, $7, $8, $9)",
            args![subject.partition(), id, name, subject.0, version, actor, cause, at, body],
        )
        .await?;
        Ok(id)
    }
}
