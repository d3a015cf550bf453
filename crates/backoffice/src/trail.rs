//! The audit trail: who looked at whom, who let whom in.

use access::{AuditEntry, AuditFilter};
use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use kernel::{Capability, PageRequest};
use ui::{Page, Shell, Words};

use crate::State as Office;
use crate::desk::Desk;
use crate::problem::Sorry;

pub fn routes() -> Router<Office> {
    Router::new().route("/staff/access/trail", get(list))
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Asked {
    subject: String,
    actor: String,
    after: String,
}

struct Row {
    entry: AuditEntry,
    who: String,
    whom: String,
    href: Option<String>,
}

#[derive(Template)]
#[template(path = "trail.html")]
struct TrailPage {
    page: Page,
    shell: Shell,
    w: Words,
    rows: Vec<Row>,
    asked: Asked,
    next: Option<String>,
}

impl TrailPage {
    fn is_filtered(&self) -> bool {
        !self.asked.subject.is_empty() || !self.asked.actor.is_empty()
    }
    fn action(&self, action: &str) -> String {
        let key = format!("trail-{}", action.replace(['.', '_'], "-"));
        if self.w.has(&key) { self.w.t(&key).into_owned() } else { action.to_owned() }
    }
}

async fn list(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Sorry> {
    desk.require(Capability::ManageAccess)?;
    let some = |text: &str| Some(text.trim().to_owned()).filter(|it| !it.is_empty());
    let filter = AuditFilter { subject: some(&asked.subject), actor: some(&asked.actor) };
    let mut request = PageRequest::first(100);
    request.after = some(&asked.after);
    let found = access::audit_trail(&mut desk.db.read().await?, &filter, &request).await?;
    let actors = found.items.iter().flat_map(|it| [it.actor.clone(), it.subject.clone()]).collect();
    let names = crate::actors::names_of(&desk, actors).await?;
    let rows = found
        .items
        .into_iter()
        .map(|entry| {
            // Naming customers here would be one more look at them.
            let is_person = entry.subject.starts_with("person_");
            let href = if is_person {
                Some(format!("/staff/people/{}", entry.subject))
            } else if entry.subject.starts_with("staff_") {
                Some(format!("/staff/access/people/{}", entry.subject))
            } else {
                None
            };
            let whom = if is_person { entry.subject.clone() } else { names[&entry.subject].clone() };
            Row { who: names[&entry.actor].clone(), whom, href, entry }
        })
        .collect();
    let next = found.next.map(|after| {
        format!(
            "/staff/access/trail?subject={}&actor={}&after={}",
            ui::encode(&asked.subject),
            ui::encode(&asked.actor),
            ui::encode(&after)
        )
    });
    Ok(ui::html(TrailPage {
        page: desk.page(desk.w.t("trail-title")),
        shell: desk.shell().await?,
        w: desk.w,
        rows,
        asked,
        next,
    }))
}
