//! The port to whoever moves money for us. Implemented in `connectors`; never called inside a unit of work.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;

use kernel::{IntentId, Money, OrderId, TenderId, Timestamp};

use crate::{CaptureMode, Headers, Heard, TransactionKind};

/// Boxed, so that a server can hold providers of several kinds.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, ProviderError>> + Send + 'a>>;

pub trait Provider: Send + Sync {
    /// As stored in intents and spoken in `/payments/callbacks/{provider}`.
    fn name(&self) -> &str;
    /// Asks for a payment. The intent is the key: asked twice, the provider gives the same payment.
    fn start(&self, request: Start) -> Answer<'_, Started>;
    /// Whether a callback is the provider's own, and what it says.
    fn verify<'a>(
        &'a self,
        headers: &'a Headers,
        body: &'a str,
        received_at: Timestamp,
    ) -> Answer<'a, ProviderEvent>;
    /// Takes a part of what the provider holds. The capture's id is the key. A provider that takes all money at once has
    /// nothing to add here.
    fn capture(&self, _: CaptureRequest) -> Answer<'_, CaptureAnswer> {
        let refused = ProviderError::Refused("this provider takes all money at once".to_owned());
        Box::pin(std::future::ready(Err(refused)))
    }
    /// Gives money back. The refund's id is the key.
    fn refund(&self, request: RefundRequest) -> Answer<'_, RefundAnswer>;
    /// Withdraws a payment that was not captured, or the rest of one that was captured in part. Already withdrawn is fine.
    fn void<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Standing>;
    fn query<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Standing>;
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// The callback is not the provider's.
    #[error("wrong signature: {0}")]
    Signature(String),
    /// Asking again will not help.
    #[error("refused: {0}")]
    Refused(String),
    /// What was authorised is not held any more.
    #[error("the authorisation is gone: {0}")]
    Expired(String),
    /// Network, 5xx: worth asking again.
    #[error("no answer: {0}")]
    Silent(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    pub intent: IntentId,
    pub order: OrderId,
    pub amount: Money,
    pub capture: CaptureMode,
    pub description: String,
    pub return_url: String,
    /// `pl` or `en`: the language of the payment page.
    pub lang: String,
    pub email: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    pub provider_ref: String,
    pub redirect_url: String,
}

/// What a verified callback says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderEvent {
    /// The provider's number of this report: repeated reports bear the same.
    pub id: String,
    pub provider_ref: String,
    /// Our own id, where the provider hands it back.
    pub intent: Option<IntentId>,
    pub kind: TransactionKind,
    /// What the provider calls the movement.
    pub reference: String,
    pub amount: Money,
    pub happened_at: Timestamp,
    pub more: Heard,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptureRequest {
    pub capture: TenderId,
    pub provider_ref: String,
    pub amount: Money,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptureAnswer {
    pub reference: String,
    /// The money is ours; otherwise a callback will say so.
    pub is_done: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRequest {
    pub refund: TenderId,
    pub provider_ref: String,
    pub amount: Money,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundAnswer {
    pub reference: String,
    /// The money went back; otherwise a callback will say so.
    pub is_done: bool,
}

/// How a payment stands at the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub provider_ref: String,
    /// What happened so far; empty while the shopper has not decided.
    pub events: Vec<ProviderEvent>,
}

/// The providers that this server knows, by name.
#[derive(Clone, Default)]
pub struct Providers(Arc<BTreeMap<String, Arc<dyn Provider>>>);
impl Providers {
    pub fn new(providers: impl IntoIterator<Item = Arc<dyn Provider>>) -> Self {
        Self(Arc::new(providers.into_iter().map(|it| (it.name().to_owned(), it)).collect()))
    }
    pub fn get(&self, name: &str) -> Option<&Arc<dyn Provider>> {
        self.0.get(name)
    }
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}
