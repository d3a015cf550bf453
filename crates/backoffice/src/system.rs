//! What waits for a person behind the scenes: parked events, failed jobs, the outbox.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use conversations::{Message, MessageFilter, MessageState};
use kernel::{Capability, FailedJob, JobId, PageRequest, Parked};
use ui::{Page, Shell, Words};

use crate::State as Office;
use crate::desk::{Desk, Posted};
use crate::problem::{Sorry, not_found};

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/staff/system", get(show))
        .route("/staff/system/unpark", post(unpark))
        .route("/staff/system/retry", post(retry))
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Asked {
    state: String,
    after: String,
}

#[derive(Template)]
#[template(path = "system.html")]
struct SystemPage {
    page: Page,
    shell: Shell,
    w: Words,
    parked: Vec<Parked>,
    jobs: Vec<FailedJob>,
    messages: Vec<Message>,
    state: String,
    next: Option<String>,
    may_mend: bool,
}

impl SystemPage {
    fn tone(&self, state: &MessageState) -> &'static str {
        match state {
            MessageState::Sent => "good",
            MessageState::Queued => "info",
            MessageState::Failed => "bad",
        }
    }
}

async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Sorry> {
    desk.require(Capability::ReadEvents)?;
    let filter = MessageState::parse(&asked.state).map_or(MessageFilter::All, MessageFilter::State);
    let mut request = PageRequest::first(50);
    request.after = Some(asked.after.clone()).filter(|it| !it.is_empty());
    let messages = conversations::messages(&mut desk.db.read().await?, filter, &request).await?;
    Ok(ui::html(SystemPage {
        page: desk.page(desk.w.t("nav-system")),
        shell: desk.shell().await?,
        w: desk.w,
        parked: kernel::parked(&mut desk.db.read().await?).await?,
        jobs: kernel::failed_jobs(&mut desk.db.read().await?).await?,
        next: messages.next.map(|after| {
            format!("/staff/system?state={}&after={}", ui::encode(&asked.state), ui::encode(&after))
        }),
        messages: messages.items,
        state: asked.state,
        may_mend: desk.may(Capability::ManageSettings),
    }))
}

fn back(desk: &Desk) -> Response {
    (ui::flash(&desk.w.t("system-again"), None), Redirect::to("/staff/system")).into_response()
}

async fn unpark(posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, form, .. } = posted;
    desk.require(Capability::ManageSettings)?;
    let (consumer, subject) = (form.value("consumer").to_owned(), form.value("subject").to_owned());
    desk.db
        .run(&desk.actor, async |tx| {
            access::audit(tx, "system.unparked", &subject, &consumer).await?;
            kernel::unpark(tx, &consumer, &subject).await
        })
        .await?;
    Ok(back(&desk))
}

async fn retry(posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, form, .. } = posted;
    desk.require(Capability::ManageSettings)?;
    let job: JobId = form.value("job").parse().map_err(|_| not_found())?;
    desk.db
        .run(&desk.actor, async |tx| {
            access::audit(tx, "system.job_retried", job, "").await?;
            kernel::retry_job(tx, job).await
        })
        .await?;
    Ok(back(&desk))
}
