//! Jobs: what is asked of providers, outside any unit of work, and tried again until it is answered.

use kernel::{Actor, CallbackId, Db, IntentId, Job, JobError, OrderId, TenderId, Tx, Worker, args};
use serde::{Deserialize, Serialize};

use crate::outcome::{Heard, record_report};
use crate::provider::{CaptureRequest, Provider, ProviderError, ProviderEvent, Providers, RefundRequest};
use crate::start::by_reference;
use crate::{
    CallbackState, CaptureMode, CaptureState, Error, Intent, Outcome, RefundState, State, TransactionKind,
    callback, capture, query, record_outcome,
};

/// Checks a stored callback and records what it says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WorkCallback {
    pub callback: CallbackId,
}
impl Job for WorkCallback {
    const KIND: &'static str = "payments.work_callback";
}

/// Asks the provider to give money back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendRefund {
    pub order: OrderId,
    pub refund: TenderId,
}
impl Job for SendRefund {
    const KIND: &'static str = "payments.send_refund";
}

/// Asks the provider for money that it holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendCapture {
    pub order: OrderId,
    pub capture: TenderId,
}
impl Job for SendCapture {
    const KIND: &'static str = "payments.send_capture";
}

/// Tells the provider that a payment, or what is left of it, is not wanted any more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendVoid {
    pub intent: IntentId,
}
impl Job for SendVoid {
    const KIND: &'static str = "payments.send_void";
}

/// Asks the provider how a payment stands, in case its report never came.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reconcile {
    pub intent: IntentId,
    pub round: usize,
}
impl Job for Reconcile {
    const KIND: &'static str = "payments.reconcile";
}
/// The pauses between questions; after the last one a payment is left to its report and to a person.
const RECONCILE_MINUTES: &[i64] = &[10, 20, 90, 360, 1_440, 4_320];

/// From now on the provider is asked now and then, as long as we wait for a word of it.
pub(crate) async fn reconcile_later(tx: &mut Tx, intent: IntentId, round: usize) -> Result<(), Error> {
    if let Some(pause) = RECONCILE_MINUTES.get(round) {
        let due = tx.now().plus_minutes(*pause);
        tx.enqueue_at(due, &Reconcile { intent, round }).await?;
    }
    Ok(())
}

/// The workers of this context, for the server's runtime.
pub fn workers(providers: &Providers) -> Vec<Worker> {
    let (p1, p2, p3) = (providers.clone(), providers.clone(), providers.clone());
    let (p4, p5) = (providers.clone(), providers.clone());
    vec![
        Worker::new::<Reconcile, _>(move |db, _id, job| {
            let providers = p5.clone();
            async move { reconcile(&db, &providers, job).await }
        }),
        Worker::new::<WorkCallback, _>(move |db, _id, job| {
            let providers = p1.clone();
            async move { work_callback(&db, &providers, job).await }
        }),
        Worker::new::<SendRefund, _>(move |db, _id, job| {
            let providers = p2.clone();
            async move { send_refund(&db, &providers, job).await }
        }),
        Worker::new::<SendVoid, _>(move |db, _id, job| {
            let providers = p3.clone();
            async move { send_void(&db, &providers, job).await }
        }),
        Worker::new::<SendCapture, _>(move |db, _id, job| {
            let providers = p4.clone();
            async move { send_capture(&db, &providers, job).await }
        }),
    ]
}

fn later(error: impl std::fmt::Display) -> JobError {
    JobError::Retry(error.to_string())
}

pub async fn work_callback(db: &Db, providers: &Providers, job: WorkCallback) -> Result<(), JobError> {
    let mut read = db.read().await.map_err(later)?;
    let stored = callback::find(&mut read, job.callback).await.map_err(later)?;
    drop(read);
    if stored.state != CallbackState::Received {
        return Ok(());
    }
    let Some(provider) = providers.get(&stored.provider) else {
        return refuse(db, job.callback, "unknown provider".to_owned()).await;
    };
    let event = match provider.verify(&stored.headers, &stored.body, stored.received_at).await {
        Ok(event) => event,
        Err(ProviderError::Silent(why)) => return Err(JobError::Retry(why)),
        Err(forged) => return refuse(db, job.callback, forged.to_string()).await,
    };
    let heard = db
        .run(&Actor::System, async |tx| -> Result<(), Error> {
            let state = match callback::hear(tx, &stored.provider, &event.id, job.callback).await? {
                true => {
                    record_event(tx, &stored.provider, event.clone()).await?;
                    CallbackState::Worked
                }
                false => CallbackState::Repeated,
            };
            callback::close(tx, job.callback, state, None).await
        })
        .await;
    match heard {
        Ok(()) => Ok(()),
        Err(error @ (Error::Fault(_) | Error::TooEarly(_))) => Err(later(error)),
        Err(error) => refuse(db, job.callback, error.to_string()).await,
    }
}

async fn refuse(db: &Db, callback: CallbackId, why: String) -> Result<(), JobError> {
    tracing::warn!(%callback, %why, "a payment callback was refused");
    let closed = db.run(&Actor::System, async |tx| {
        callback::close(tx, callback, CallbackState::Refused, Some(why.clone())).await
    });
    closed.await.map_err(later)
}

async fn record_event(tx: &mut kernel::Tx, provider: &str, event: ProviderEvent) -> Result<(), Error> {
    let known = by_reference(tx, provider, &event.provider_ref).await?;
    // Our own id helps only until the reference is stored: the callback was faster than the answer to `start`.
    let Some(intent) = known.or(event.intent) else {
        return Err(Error::ProviderRefused("it is about a payment that we do not know".to_owned()));
    };
    let outcome = Outcome {
        intent,
        kind: event.kind,
        reference: event.reference,
        amount: event.amount,
        happened_at: event.happened_at,
    };
    record_report(tx, outcome, event.more).await?;
    Ok(())
}

pub async fn send_capture(db: &Db, providers: &Providers, job: SendCapture) -> Result<(), JobError> {
    let mut read = db.read().await.map_err(later)?;
    let captures = query::captures(&mut read, job.order).await.map_err(later)?;
    let Some(capture) = captures.into_iter().find(|it| it.id == job.capture) else {
        return Err(JobError::GiveUp("there is no such capture".to_owned()));
    };
    if capture.state != CaptureState::Granted {
        return Ok(());
    }
    let intent = query::of_order(&mut read, job.order, capture.intent).await.map_err(later)?;
    drop(read);
    let (Some(name), Some(provider_ref)) = (intent.provider, intent.provider_ref) else {
        return Err(JobError::GiveUp("no provider holds this money".to_owned()));
    };
    let request = CaptureRequest { capture: capture.id, provider_ref, amount: capture.amount };
    let answer = provider(providers, &name)?.capture(request).await;
    let (why, is_gone) = match answer {
        Ok(answer) => {
            let recorded = db.run(&Actor::System, async |tx| -> Result<(), Error> {
                if answer.is_done {
                    let outcome = Outcome {
                        intent: intent.id,
                        kind: TransactionKind::Captured,
                        reference: answer.reference.clone(),
                        amount: capture.amount,
                        happened_at: tx.now(),
                    };
                    record_report(tx, outcome, Heard { ours: Some(capture.id), ..Heard::default() }).await?;
                    return Ok(());
                }
                reconcile_later(tx, intent.id, 0).await?;
                // The report may have been faster.
                query::lock(tx, job.order, intent.id).await?;
                tx.exec(
                    "UPDATE payments_capture SET state = $3, provider_ref = $4
                     WHERE order_id = $1 AND id = $2 AND state = $5",
                    args![
                        job.order,
                        job.capture,
                        CaptureState::Sent,
                        answer.reference.clone(),
                        CaptureState::Granted
                    ],
                )
                .await?;
                Ok(())
            });
            return recorded.await.map_err(later);
        }
        Err(ProviderError::Silent(why)) => return Err(JobError::Retry(why)),
        Err(ProviderError::Expired(why)) => (why, true),
        Err(ProviderError::Refused(why) | ProviderError::Signature(why)) => (why, false),
    };
    tracing::error!(order = %job.order, capture = %job.capture, %why, "a provider refused a capture");
    let told =
        db.run(&Actor::System, async |tx| capture::refuse(tx, job.order, job.capture, &why, is_gone).await);
    told.await.map_err(later)
}

pub async fn send_refund(db: &Db, providers: &Providers, job: SendRefund) -> Result<(), JobError> {
    let mut read = db.read().await.map_err(later)?;
    let refunds = query::refunds(&mut read, job.order).await.map_err(later)?;
    let Some(refund) = refunds.into_iter().find(|it| it.id == job.refund) else {
        return Err(JobError::GiveUp("there is no such refund".to_owned()));
    };
    if !matches!(refund.state, RefundState::Granted) {
        return Ok(());
    }
    let intent = query::of_order(&mut read, job.order, refund.intent).await.map_err(later)?;
    drop(read);
    let (Some(name), Some(provider_ref)) = (intent.provider, intent.provider_ref) else {
        return Err(JobError::GiveUp("no provider took this money".to_owned()));
    };
    let provider = provider(providers, &name)?;
    let request = RefundRequest { refund: refund.id, provider_ref, amount: refund.amount };
    let (state, reference) = match provider.refund(request).await {
        Ok(answer) => (RefundState::Sent, Some(answer)),
        Err(ProviderError::Silent(why)) => return Err(JobError::Retry(why)),
        Err(refused) => {
            tracing::error!(order = %job.order, refund = %job.refund, %refused, "a provider refused a refund");
            (RefundState::Refused, None)
        }
    };
    let recorded = db.run(&Actor::System, async |tx| -> Result<(), Error> {
        tx.exec(
            "UPDATE payments_refund SET state = $3, provider_ref = $4 WHERE order_id = $1 AND id = $2 AND moved_at IS NULL",
            args![job.order, job.refund, state, reference.as_ref().map(|it| it.reference.clone())],
        )
        .await?;
        let Some(answer) = reference.as_ref().filter(|answer| answer.is_done) else {
            return if reference.is_some() { reconcile_later(tx, intent.id, 0).await } else { Ok(()) };
        };
        let at = tx.now();
        let outcome = Outcome {
            intent: intent.id,
            kind: TransactionKind::Refunded,
            reference: answer.reference.clone(),
            amount: refund.amount,
            happened_at: at,
        };
        record_outcome(tx, outcome).await?;
        Ok(())
    });
    recorded.await.map_err(later)
}

pub async fn send_void(db: &Db, providers: &Providers, job: SendVoid) -> Result<(), JobError> {
    let intent = query::intent(&mut db.read().await.map_err(later)?, job.intent).await.map_err(later)?;
    let (Some(name), Some(provider_ref)) = (intent.provider, intent.provider_ref) else { return Ok(()) };
    if !intent.claimed.is_zero() {
        // Letting go of the rest would overtake what was asked for.
        return Err(JobError::Retry("a capture is under way".to_owned()));
    }
    match provider(providers, &name)?.void(&provider_ref).await {
        Ok(_) => Ok(()),
        Err(ProviderError::Silent(why)) => Err(JobError::Retry(why)),
        // Paid in the same moment: the callback about it is on its way and the order gives the money back.
        Err(ProviderError::Refused(why) | ProviderError::Expired(why)) => {
            tracing::info!(intent = %job.intent, %why, "a payment could not be withdrawn any more");
            Ok(())
        }
        Err(ProviderError::Signature(why)) => Err(JobError::GiveUp(why)),
    }
}

/// We wait for a word of the provider.
fn is_undecided(it: &Intent) -> bool {
    let is_early = matches!(it.state, State::Open | State::Pending)
        || it.state == State::Authorised && it.capture == CaptureMode::Immediate;
    is_early || !it.claimed.is_zero() || it.granted != it.refunded
}

pub async fn reconcile(db: &Db, providers: &Providers, job: Reconcile) -> Result<(), JobError> {
    let intent = query::intent(&mut db.read().await.map_err(later)?, job.intent).await.map_err(later)?;
    let (true, Some(name), Some(provider_ref)) =
        (is_undecided(&intent), intent.provider, intent.provider_ref)
    else {
        return Ok(());
    };
    let standing = match provider(providers, &name)?.query(&provider_ref).await {
        Ok(standing) => standing,
        Err(ProviderError::Silent(why)) => return Err(JobError::Retry(why)),
        Err(refused) => return Err(JobError::GiveUp(refused.to_string())),
    };
    let heard = db.run(&Actor::System, async |tx| -> Result<(), Error> {
        for event in &standing.events {
            record_event(tx, &name, event.clone()).await?;
        }
        let now = query::intent(tx, job.intent).await?;
        if is_undecided(&now) { reconcile_later(tx, job.intent, job.round + 1).await } else { Ok(()) }
    });
    heard.await.map_err(later)
}

fn provider<'a>(providers: &'a Providers, name: &str) -> Result<&'a dyn Provider, JobError> {
    providers.get(name).map(AsRef::as_ref).ok_or_else(|| JobError::Retry(format!("no provider {name} here")))
}
