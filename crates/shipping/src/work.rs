//! Jobs: what is asked of carriers, outside any unit of work, and tried again until it is answered.

use kernel::{Actor, CallbackId, Db, Job, JobError, OrderId, ShipmentId, Tx, Worker};
use serde::{Deserialize, Serialize};

use crate::carrier::{Carrier, CarrierError, Carriers, Consignment, Created, Report};
use crate::label::record_label;
use crate::{
    CallbackState, Error, Failed, Label, NewTrack, RefreshPoints, Shipment, State, callback, query,
    record_track, store_points,
};

/// A carrier that was silent so often is silent for somebody who waits at a packing table: about two minutes.
const TRIES: i64 = 6;
/// A report about a shipment whose number is just being stored waits so long for it.
const STRANGER_MINUTES: i64 = 10;

macro_rules! jobs {
    ($($(#[$doc:meta])* $name:ident $kind:literal),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub struct $name {
            pub order: OrderId,
            pub shipment: ShipmentId,
        }
        impl Job for $name {
            const KIND: &'static str = $kind;
        }
    )* };
}
jobs! {
    /// Asks the carrier for a number and a label.
    RequestLabel "shipping.request_label",
    /// Tells the carrier that nothing will come.
    SendCancel "shipping.send_cancel",
    /// Tells the carrier that the parcels are ready to be fetched, or have been brought.
    SendHandOver "shipping.send_hand_over",
}

/// Checks a stored report and records what it says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WorkCallback {
    pub callback: CallbackId,
}
impl Job for WorkCallback {
    const KIND: &'static str = "shipping.work_callback";
}

/// The workers of this context, for the server's runtime.
pub fn workers(carriers: &Carriers) -> Vec<Worker> {
    macro_rules! worker {
        ($job:ident, $work:ident) => {{
            let carriers = carriers.clone();
            Worker::new::<$job, _>(move |db, _id, job| {
                let carriers = carriers.clone();
                async move { $work(&db, &carriers, job).await }
            })
        }};
    }
    vec![
        worker!(RequestLabel, request_label),
        worker!(SendCancel, send_cancel),
        worker!(SendHandOver, send_hand_over),
        worker!(WorkCallback, work_callback),
        worker!(RefreshPoints, work_points),
    ]
}

fn later(error: impl std::fmt::Display) -> JobError {
    JobError::Retry(error.to_string())
}

async fn find(db: &Db, id: ShipmentId) -> Result<Shipment, JobError> {
    query::shipment(&mut db.read().await.map_err(later)?, id).await.map_err(later)
}

pub async fn request_label(db: &Db, carriers: &Carriers, job: RequestLabel) -> Result<(), JobError> {
    let it = find(db, job.shipment).await?;
    if it.state != State::Requested {
        return Ok(());
    }
    let asked = match carriers.get(&it.carrier) {
        Some(carrier) => ask(carrier.as_ref(), &it).await,
        None => Err(CarrierError::Refused(format!("this server does not work with {}", it.carrier))),
    };
    let recorded = match asked {
        Ok((created, label)) => {
            let stored = db.run(&Actor::System, async |tx| {
                record_label(tx, job.order, job.shipment, &created, &label).await
            });
            return stored.await.map(drop).map_err(later);
        }
        Err(CarrierError::Silent(why)) => {
            let failed = db.run(&Actor::System, async |tx| silent(tx, &job, &why).await);
            match failed.await {
                Ok(true) => Ok(()),
                Ok(false) => return Err(JobError::Retry(why)),
                Err(error) => Err(error),
            }
        }
        Err(CarrierError::Refused(why) | CarrierError::Signature(why)) => {
            tracing::warn!(order = %job.order, shipment = %job.shipment, %why, "a carrier refused a shipment");
            let failed = db.run(&Actor::System, async |tx| {
                let it = query::lock(tx, job.order, job.shipment).await?;
                fail(tx, it, "refused", &why).await
            });
            failed.await
        }
    };
    recorded.map_err(later)
}

async fn ask(carrier: &dyn Carrier, it: &Shipment) -> Result<(Created, Label), CarrierError> {
    let request = Consignment {
        shipment: it.id,
        reference: it.reference.clone(),
        service: it.service.clone(),
        kind: it.kind,
        point: it.point.clone(),
        sender: it.sender.clone(),
        receiver: it.receiver.clone(),
        parcels: it.parcels.clone(),
    };
    let created = carrier.create(request).await?;
    let label = carrier.label(&created.carrier_ref).await?;
    if !label.is_printable() {
        return Err(CarrierError::Refused(format!("a label of the kind {} was sent", label.content_type)));
    }
    Ok((created, label))
}

/// One more silence; `true` if it was one too many.
async fn silent(tx: &mut Tx, job: &RequestLabel, why: &str) -> Result<bool, Error> {
    let mut it = query::lock(tx, job.order, job.shipment).await?;
    if it.state != State::Requested {
        return Ok(true);
    }
    it.tries += 1;
    if it.tries >= TRIES {
        fail(tx, it, "silent", why).await?;
        return Ok(true);
    }
    query::save(tx, &it).await?;
    Ok(false)
}

async fn fail(tx: &mut Tx, mut it: Shipment, reason: &str, why: &str) -> Result<(), Error> {
    if it.state != State::Requested {
        return Ok(());
    }
    (it.state, it.closed_at) = (State::Failed, Some(tx.now()));
    it.reason = Some(why.chars().take(300).collect());
    query::save(tx, &it).await?;
    tell(tx, &it, reason).await
}

async fn tell(tx: &mut Tx, it: &Shipment, reason: &str) -> Result<(), Error> {
    let (order, fulfilment, shipment) = (it.order, it.fulfilment, it.id);
    tx.publish(&Failed { order, fulfilment, shipment, reason: reason.to_owned() }).await?;
    Ok(())
}

pub async fn send_cancel(db: &Db, carriers: &Carriers, job: SendCancel) -> Result<(), JobError> {
    let it = find(db, job.shipment).await?;
    let Some(carrier_ref) = it.carrier_ref.clone().filter(|_| it.state == State::Cancelled) else {
        return Ok(());
    };
    match carrier(carriers, &it.carrier)?.cancel(&carrier_ref).await {
        Ok(()) => Ok(()),
        Err(CarrierError::Silent(why)) => Err(JobError::Retry(why)),
        // It is on its way already, or the carrier wants a call: a person looks at it.
        Err(refused) => {
            tracing::warn!(shipment = %job.shipment, %refused, "a parcel could not be taken back");
            let told = db.run(&Actor::System, async |tx| tell(tx, &it, "not_cancelled").await);
            told.await.map_err(later)
        }
    }
}

pub async fn send_hand_over(db: &Db, carriers: &Carriers, job: SendHandOver) -> Result<(), JobError> {
    let it = find(db, job.shipment).await?;
    let Some(carrier_ref) = it.carrier_ref.clone().filter(|_| it.state == State::HandedOver) else {
        return Ok(());
    };
    match carrier(carriers, &it.carrier)?.hand_over(&carrier_ref).await {
        Ok(()) => Ok(()),
        Err(CarrierError::Silent(why)) => Err(JobError::Retry(why)),
        Err(refused) => Err(JobError::GiveUp(refused.to_string())),
    }
}

fn carrier<'a>(carriers: &'a Carriers, name: &str) -> Result<&'a dyn Carrier, JobError> {
    carriers.get(name).map(AsRef::as_ref).ok_or_else(|| JobError::Retry(format!("no carrier {name} here")))
}

pub async fn work_points(db: &Db, carriers: &Carriers, job: RefreshPoints) -> Result<(), JobError> {
    let points = carrier(carriers, &job.carrier)?.points().await.map_err(later)?;
    let stored = db.run(&Actor::System, async |tx| store_points(tx, &job.carrier, &points).await);
    stored.await.map_err(later)
}

pub async fn work_callback(db: &Db, carriers: &Carriers, job: WorkCallback) -> Result<(), JobError> {
    let mut read = db.read().await.map_err(later)?;
    let stored = callback::find(&mut read, job.callback).await.map_err(later)?;
    drop(read);
    if stored.state != CallbackState::Received {
        return Ok(());
    }
    let Some(carrier) = carriers.get(&stored.carrier) else {
        return refuse(db, job.callback, "unknown carrier".to_owned()).await;
    };
    let report = match carrier.verify(&stored.headers, &stored.body, stored.received_at).await {
        Ok(report) => report,
        Err(CarrierError::Silent(why)) => return Err(JobError::Retry(why)),
        Err(forged) => return refuse(db, job.callback, forged.to_string()).await,
    };
    let mut read = db.read().await.map_err(later)?;
    let known = query::by_reference(&mut read, &stored.carrier, &report.carrier_ref).await;
    drop(read);
    let Some((order, shipment)) = known.map_err(later)? else {
        let why = "it is about a shipment that we do not know".to_owned();
        let is_young = db.now() < stored.received_at.plus_minutes(STRANGER_MINUTES);
        return if is_young { Err(JobError::Retry(why)) } else { refuse(db, job.callback, why).await };
    };
    let heard = db.run(&Actor::System, async |tx| -> Result<(), Error> {
        let is_new = record_track(tx, track(order, shipment, &report)).await?;
        let state = if is_new { CallbackState::Worked } else { CallbackState::Repeated };
        callback::close(tx, job.callback, state, None).await
    });
    heard.await.map_err(later)
}

fn track(order: OrderId, shipment: ShipmentId, report: &Report) -> NewTrack {
    let short = |text: &str| text.chars().filter(|c| !c.is_control()).take(120).collect::<String>();
    NewTrack {
        order,
        shipment,
        event: short(&report.id),
        step: report.step,
        raw: short(&report.raw),
        place: report.place.as_deref().map(short),
        happened_at: report.happened_at,
    }
}

async fn refuse(db: &Db, callback: CallbackId, why: String) -> Result<(), JobError> {
    tracing::warn!(%callback, %why, "a carrier's report was refused");
    let closed = db.run(&Actor::System, async |tx| {
        callback::close(tx, callback, CallbackState::Refused, Some(why.clone())).await
    });
    closed.await.map_err(later)
}
