//! What shoppers ask: delivery, returns, data, how to reach us.

use askama::Template;
use axum::extract::State as Given;
use axum::response::Response;
use ui::{Page, Visit};

use crate::frame::Frame;
use crate::refusal::Refused;
use crate::returns::{parcel, policy_of, promise};
use crate::shopper::Shopper;
use crate::ways::Ways;
use crate::{State, TEXTS};

#[derive(Template)]
#[template(path = "help.html")]
struct Help {
    page: Page,
    frame: Frame,
    fee: String,
    ways: Ways,
    promise: String,
    parcel: String,
    complaints: String,
}

pub async fn help(Given(state): Given<State>, shopper: Shopper, visit: Visit) -> Result<Response, Refused> {
    let w = TEXTS.words(visit.lang);
    let reference = state.reference().await?;
    let mut q = state.db.read().await?;
    let policy = orders::policy(&mut q, &reference.market.code, reference.market.currency).await?;
    let fee = match policy.ship_free_from {
        _ if policy.ship_fee.is_zero() => w.t("help-ship-free"),
        Some(limit) => {
            w.t2("help-ship-limit", "fee", w.money(policy.ship_fee), "limit", w.money_short(limit))
        }
        None => w.t1("help-ship-fee", "fee", w.money(policy.ship_fee)),
    };
    drop(q);
    let rules = policy_of(&state).await?;
    let mut frame = Frame::with(&state, &shopper, &visit, &reference);
    frame.meta.canonical = Some("/help".to_owned());
    let page = frame.page(&visit, w.t("help-title"));
    Ok(ui::html(Help {
        page,
        frame,
        fee: fee.into_owned(),
        ways: Ways::of(&state).await?,
        promise: promise(&w, &rules),
        parcel: parcel(&w, &rules),
        complaints: w.n("help-complaints", rules.answer_days).into_owned(),
    }))
}
