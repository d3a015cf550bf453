//! Sending what is queued: a job, because the mail server is outside any unit of work.

use std::sync::Arc;

use customers::Email;
use kernel::{
    Actor, Capability, Db, Everywhere, Fault, Job, JobError, MessageId, OrderId, PersonId, Query, Timestamp,
    Tx, Worker, args,
};
use serde::{Deserialize, Serialize};

use crate::mailer::{Outgoing, Undelivered};
use crate::{Desk, Error, MailFailed, MailSent, Mailer, MessageState, Template};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendMail {
    pub message: MessageId,
}
impl Job for SendMail {
    const KIND: &'static str = "conversations.send_mail";
}

/// Who does the job, with the way out that the operator chose.
pub fn mail_worker(mailer: Mailer) -> Worker {
    let mailer = Arc::new(mailer);
    Worker::new(move |db: Db, _, job: SendMail| {
        let mailer = mailer.clone();
        async move { send_mail(&db, &mailer, job.message).await }
    })
}

#[derive(sqlx::FromRow)]
struct Queued {
    state: MessageState,
    template: Template,
    recipient: Email,
    subject: String,
    text: String,
    html: String,
    person: Option<PersonId>,
    order_id: Option<OrderId>,
    queued_at: Timestamp,
    useless_after: Option<Timestamp>,
}

/// Delivers one message. Done again after a crash it does no harm: a sent one is left alone, the file outbox knows
/// the name, and a mail server sees the same Message-ID.
pub async fn send_mail(db: &Db, mailer: &Mailer, id: MessageId) -> Result<(), JobError> {
    let queued: Option<Queued> = db
        .read()
        .await?
        .maybe(
            "SELECT state, template, recipient, subject, text, html, person, order_id, queued_at, useless_after
             FROM conversations_message WHERE id = $1",
            args![id],
        )
        .await?;
    let Some(it) = queued else {
        return Err(JobError::GiveUp(format!("there is no {id}")));
    };
    match it.state {
        MessageState::Queued => {}
        MessageState::Sent | MessageState::Failed => return Ok(()),
    }
    let about = About { id, template: it.template, person: it.person, order: it.order_id };
    if it.useless_after.is_some_and(|limit| limit <= db.now()) {
        return Ok(failed(db, &about, "it would have come too late").await?);
    }
    let mail = Outgoing {
        id,
        to: it.recipient,
        subject: it.subject,
        text: it.text,
        html: it.html,
        at: it.queued_at,
    };
    let desk: Arc<Desk> = db.shared();
    match mailer.deliver(&desk, mail).await {
        Ok(()) => Ok(sent(db, &about).await?),
        Err(Undelivered::Final(why)) => Ok(failed(db, &about, &why).await?),
        Err(Undelivered::Passing(why)) => Err(JobError::Retry(why)),
    }
}

struct About {
    id: MessageId,
    template: Template,
    person: Option<PersonId>,
    order: Option<OrderId>,
}

async fn sent(db: &Db, about: &About) -> Result<(), Fault> {
    db.run(&Actor::System, async |tx| {
        let now = tx.now();
        let moved = tx
            .exec(
                "UPDATE conversations_message SET state = $1, sent_at = $2 WHERE id = $3 AND state = $4",
                args![MessageState::Sent, now, about.id, MessageState::Queued],
            )
            .await?;
        if moved == 0 {
            return Ok(());
        }
        forget(tx, about).await?;
        let &About { id: message, template, person, order } = about;
        tx.publish(&MailSent { message, person, order, template }).await?;
        Ok(())
    })
    .await
}

async fn failed(db: &Db, about: &About, why: &str) -> Result<(), Fault> {
    let why: String = why.chars().take(500).collect();
    db.run(&Actor::System, async |tx| {
        let moved = tx
            .exec(
                "UPDATE conversations_message SET state = $1, reason = $2 WHERE id = $3 AND state = $4",
                args![MessageState::Failed, why, about.id, MessageState::Queued],
            )
            .await?;
        if moved == 0 {
            return Ok(());
        }
        forget(tx, about).await?;
        let &About { id: message, template, person, order } = about;
        tx.publish(&MailFailed { message, person, order, template }).await?;
        Ok(())
    })
    .await
}

/// Secret words do not outlive their journey.
async fn forget(tx: &mut Tx, about: &About) -> Result<(), Fault> {
    if about.template.is_secret() {
        tx.exec("UPDATE conversations_message SET text = '', html = '' WHERE id = $1", args![about.id])
            .await?;
    }
    Ok(())
}

/// Queues a failed message again, perhaps after its address was put right by the mail server's operator. A secret one
/// is gone: its owner asks for a new code.
pub async fn resend(tx: &mut Tx, id: MessageId) -> Result<(), Error> {
    tx.require(Capability::ManageOrders, Everywhere)?;
    let moved = tx
        .exec(
            "UPDATE conversations_message SET state = $1, reason = NULL
             WHERE id = $2 AND state = $3 AND template <> $4",
            args![MessageState::Queued, id, MessageState::Failed, Template::LoginCode],
        )
        .await?;
    if moved == 0 {
        crate::find::message(tx, id).await?;
        return Err(Error::NotFailed(id));
    }
    tx.enqueue(&SendMail { message: id }).await?;
    Ok(())
}
