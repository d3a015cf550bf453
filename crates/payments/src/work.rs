//! Jobs: what is asked of providers, outside any unit of work, and tried again until it is answered.

use kernel::{Actor, CallbackId, Db, IntentId, Job, JobError, OrderId, TenderId, Worker, args};
use serde::{Deserialize, Serialize};

use crate::provider::{Provider, ProviderError, ProviderEvent, Providers, RefundRequest};
use crate::start::by_reference;
use crate::{CallbackState, Error, Outcome, RefundState, TransactionKind, callback, query, record_outcome};

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

/// Tells the provider that a payment is not wanted any more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendVoid {
    pub intent: IntentId,
}
impl Job for SendVoid {
    const KIND: &'static str = "payments.send_void";
}

/// The workers of this context, for the server's runtime.
pub fn workers(providers: &Providers) -> Vec<Worker> {
    let (p1, p2, p3) = (providers.clone(), providers.clone(), providers.clone());
    vec![
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
    record_outcome(tx, outcome).await?;
    Ok(())
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
        let Some(answer) = reference.as_ref().filter(|answer| answer.is_done) else { return Ok(()) };
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
    match provider(providers, &name)?.void(&provider_ref).await {
        Ok(_) => Ok(()),
        Err(ProviderError::Silent(why)) => Err(JobError::Retry(why)),
        // Paid in the same moment: the callback about it is on its way and the order gives the money back.
        Err(ProviderError::Refused(why)) => {
            tracing::info!(intent = %job.intent, %why, "a payment could not be withdrawn any more");
            Ok(())
        }
        Err(ProviderError::Signature(why)) => Err(JobError::GiveUp(why)),
    }
}

fn provider<'a>(providers: &'a Providers, name: &str) -> Result<&'a dyn Provider, JobError> {
    providers.get(name).map(AsRef::as_ref).ok_or_else(|| JobError::Retry(format!("no provider {name} here")))
}
