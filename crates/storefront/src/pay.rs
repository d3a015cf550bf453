//! Paying through a provider: the way there, the way back, and another try. The provider's callback alone decides.

use axum::extract::{Path, Query, State as Given};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{IntentId, OrderId};
use orders::{Order, PayAgain, PayBy};
use payments::{Method, Shopper as Payer};
use ui::Visit;

use crate::refusal::{Refused, missing};
use crate::shopper::{Posted, Shopper};
use crate::{State, TEXTS};

/// Where the shopper goes now: the provider's page while a payment is open, else the page of the order. A provider that does
/// not answer costs nothing: the order stands, and its page offers another try.
pub async fn go(state: &State, shopper: &Shopper, visit: &Visit, order: &Order) -> String {
    let here = format!("/o/{}", order.id);
    if !order.awaits_payment() {
        return here;
    }
    match start(state, shopper, visit, order).await {
        Ok(Some(to)) => to,
        Ok(None) => here,
        Err(Refused(problem)) => {
            tracing::warn!(order = %order.id, slug = problem.slug(), "the payment could not be started");
            format!("{here}?pay=later")
        }
    }
}

/// Asks the provider outside any unit of work.
async fn start(
    state: &State,
    shopper: &Shopper,
    visit: &Visit,
    order: &Order,
) -> Result<Option<String>, Refused> {
    let intents = payments::intents(&mut state.db.read().await?, order.id).await?;
    let Some(open) = intents.iter().rev().find(|it| it.method == Method::Online && !it.is_over()) else {
        return Ok(None);
    };
    let payer = Payer {
        lang: visit.lang.code().to_owned(),
        email: order.contact.email.as_ref().map(|email| email.to_string()),
        description: format!("{} {}", state.site.name, order.number),
        return_url: Some(format!("{}/pay/return?order={}", state.site.public_url, order.id)),
    };
    let started = payments::start(&state.db, &state.providers, &shopper.actor(), open.id, payer).await?;
    Ok(Some(started.redirect_url))
}

/// `POST /o/{id}/pay`: another try, or on to a payment that was left.
pub async fn again(
    Given(state): Given<State>,
    Path(id): Path<OrderId>,
    shopper: Shopper,
    visit: Visit,
    Posted(_): Posted,
) -> Result<Response, Refused> {
    let order = orders::order(&mut state.db.read().await?, id).await.map_err(|_| missing())?;
    let Some(provider) = &state.provider else {
        return Ok(Redirect::to(&format!("/o/{id}")).into_response());
    };
    let by = PayBy::online(&**provider, format!("{}/pay/return?order={id}", state.site.public_url));
    let intent = IntentId::fresh(state.db.now());
    let request = PayAgain { order: id, intent, by };
    if order.awaits_payment() {
        state.db.run(&shopper.actor(), async |tx| orders::pay_again(tx, request.clone()).await).await?;
    }
    let order = orders::order(&mut state.db.read().await?, id).await?;
    Ok(Redirect::to(&go(&state, &shopper, &visit, &order).await).into_response())
}

#[derive(serde::Deserialize)]
pub struct Back {
    order: String,
}

/// `GET /pay/return?order=…`: what the browser says about the payment counts for nothing; the page of the order waits for
/// the provider's word.
pub async fn back(
    Given(state): Given<State>,
    Query(back): Query<Back>,
    visit: Visit,
) -> Result<Response, Refused> {
    let id: OrderId = back.order.parse().map_err(|_| missing())?;
    let order = orders::order(&mut state.db.read().await?, id).await.map_err(|_| missing())?;
    let to = format!("/o/{id}");
    if order.is_secured() {
        let text = TEXTS.words(visit.lang).t("order-paid-now").into_owned();
        return Ok((ui::flash(&text, None), Redirect::to(&to)).into_response());
    }
    Ok(Redirect::to(&format!("{to}?back=1")).into_response())
}
