use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use connectors::SimPay;
use kernel::{Actor, Currency, Db, IntentId, JobError, Money, OrderId, TenderId};
use payments::{
    Callback, CallbackState, CaptureState, Decline, GrantCapture, GrantRefund, Headers, Intent, Method,
    OpenIntent, Providers, RefundState, Shopper, State as Money_, TransactionKind,
};
use simulator::{Behaviour, Decision, Payments};
use testkit::{each_database, each_database_with_clock};
use tokio::net::TcpListener;

struct World {
    db: Db,
    provider: Payments,
    providers: Providers,
}

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

async fn hook(State(db): State<Db>, headers: HeaderMap, body: String) -> StatusCode {
    let fields = headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default()));
    let callback = Callback { provider: "simpay".to_owned(), headers: Headers::new(fields), body };
    let stored =
        db.run(&Actor::System, async |tx| payments::store_callback(tx, callback.clone()).await).await;
    if stored.is_ok() { StatusCode::ACCEPTED } else { StatusCode::INTERNAL_SERVER_ERROR }
}

async fn world(db: &Db) -> World {
    let inbox = serve(Router::new().route("/callbacks", post(hook)).with_state(db.clone())).await;
    let clock = db.clone();
    let provider =
        Payments::with_clock("shared", format!("{inbox}/callbacks"), move || clock.now().as_millis());
    let base = serve(Router::new().nest("/simpay", provider.router())).await;
    let simpay = SimPay::new(format!("{base}/simpay"), "shared");
    World {
        db: db.clone(),
        provider,
        providers: Providers::new([Arc::new(simpay) as Arc<dyn payments::Provider>]),
    }
}

impl World {
    fn debt(&self) -> OpenIntent {
        let at = self.db.now();
        OpenIntent {
            id: IntentId::fresh(at),
            order: OrderId::fresh(at),
            amount: Money::new(12_300, Currency::Pln),
            method: Method::Online,
            provider: Some("simpay".to_owned()),
            return_url: Some("http://localhost/back".to_owned()),
        }
    }
    async fn owed(&self) -> Intent {
        let new = self.debt();
        self.db.run(&Actor::System, async |tx| payments::open_intent(tx, new.clone()).await).await.unwrap()
    }
    /// To be held by a card, and started.
    async fn to_capture(&self) -> (Intent, String) {
        let new = self.debt();
        let opened = self.db.run(&Actor::System, async |tx| payments::open_to_capture(tx, new.clone()).await);
        let intent = opened.await.unwrap();
        let reference = self.start(intent.id).await.unwrap();
        (intent, reference)
    }
    async fn take(&self, intent: &Intent, cause: &str, minor: i64) -> Result<(), payments::Error> {
        let wanted = GrantCapture {
            order: intent.order,
            cause: cause.to_owned(),
            amount: Money::new(minor, Currency::Pln),
            why: "shipped".to_owned(),
            intent: None,
        };
        self.db.run(&Actor::System, async |tx| payments::capture(tx, wanted.clone()).await).await.map(drop)
    }
    async fn captures(&self, intent: &Intent) -> Vec<CaptureState> {
        let found = payments::captures(&mut self.db.read().await.unwrap(), intent.order).await.unwrap();
        found.into_iter().map(|it| it.state).collect()
    }
    async fn start(&self, intent: IntentId) -> Result<String, payments::Error> {
        let shopper =
            Shopper { lang: "pl".to_owned(), description: "7KQ4-M2XR".to_owned(), ..Shopper::default() };
        let started = payments::start(&self.db, &self.providers, &Actor::System, intent, shopper).await?;
        assert!(started.redirect_url.contains("/simpay/pay/pay_"), "{}", started.redirect_url);
        Ok(started.provider_ref)
    }
    async fn started(&self) -> (Intent, String) {
        let intent = self.owed().await;
        let reference = self.start(intent.id).await.unwrap();
        (intent, reference)
    }
    /// Everything has arrived and was worked on.
    async fn quiet(&self) {
        for _ in 0..2 {
            self.provider.delivered().await;
            let workers = payments::workers(&self.providers);
            kernel::settle(&self.db, &[payments::consumer()], &workers).await.unwrap();
        }
    }
    async fn look(&self, id: IntentId) -> Intent {
        payments::intent(&mut self.db.read().await.unwrap(), id).await.unwrap()
    }
    async fn clean(&self) {
        let found = payments::audit(&mut self.db.read().await.unwrap()).await.unwrap();
        assert!(found.is_empty(), "{found:?}");
    }
    async fn in_state(&self, state: CallbackState) -> usize {
        payments::callbacks(&mut self.db.read().await.unwrap(), state, 100).await.unwrap().len()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_started_once_paid_on_the_page_and_told_by_callback() {
    each_database(&[payments::MIGRATIONS], async |db| {
        let world = world(db).await;
        let (intent, reference) = world.started().await;
        assert_eq!(world.start(intent.id).await.unwrap(), reference);
        assert_eq!(world.look(intent.id).await.state, Money_::Pending);
        world.provider.behave(Behaviour { doubled: true, reordered: true, ..Behaviour::default() });
        world.provider.decide(&reference, Decision::Pay).unwrap();
        world.quiet().await;
        let it = world.look(intent.id).await;
        assert_eq!((it.state, it.captured), (Money_::Captured, intent.amount));
        assert_eq!(world.in_state(CallbackState::Worked).await, 2);
        assert_eq!(world.in_state(CallbackState::Refused).await, 0);
        assert!(matches!(world.start(intent.id).await, Err(payments::Error::NotPayable(_))));
        world.clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hosted_page_takes_a_blik_code_and_refuses_a_wrong_one() {
    each_database(&[payments::MIGRATIONS], async |db| {
        let world = world(db).await;
        let intent = world.owed().await;
        world.start(intent.id).await.unwrap();
        let page = world.look(intent.id).await.redirect_url.unwrap();
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let html = client.get(&page).send().await.unwrap().text().await.unwrap();
        assert!(
            html.contains("123,00 PLN") && html.contains("lang=\"pl\"") && html.contains("7KQ4-M2XR"),
            "{html}"
        );
        let send = async |fields: &[(&str, &str)]| client.post(&page).form(fields).send().await.unwrap();
        assert_eq!(
            send(&[("choice", "blik"), ("blik", "12")]).await.status(),
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(send(&[("choice", "later")]).await.headers()["location"], "http://localhost/back");
        assert_eq!(world.look(intent.id).await.state, Money_::Pending);
        let done = send(&[("choice", "blik"), ("blik", "777 123")]).await;
        assert_eq!(done.status(), StatusCode::SEE_OTHER);
        world.quiet().await;
        assert_eq!(world.look(intent.id).await.state, Money_::Captured);
        let over = client.get(&page).send().await.unwrap().text().await.unwrap();
        assert!(over.contains("zakończona"), "{over}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_callback_changes_nothing_and_does_not_shadow_the_true_one() {
    each_database(&[payments::MIGRATIONS], async |db| {
        let world = world(db).await;
        let (intent, reference) = world.started().await;
        world.provider.behave(Behaviour { forged: true, ..Behaviour::default() });
        let payment = world.provider.decide(&reference, Decision::Pay).unwrap();
        world.quiet().await;
        assert_eq!(world.look(intent.id).await.state, Money_::Pending);
        assert_eq!(world.in_state(CallbackState::Refused).await, 2);
        // The same reports, rightly signed this time.
        for report in &payment.reports {
            let body = serde_json::to_string(report).unwrap();
            let signature = simulator::sign_callback("shared", db.now().as_millis() / 1000, &body);
            let headers = Headers::new([("simpay-signature", signature)]);
            let callback = Callback { provider: "simpay".to_owned(), headers, body };
            db.run(&Actor::System, async |tx| payments::store_callback(tx, callback.clone()).await)
                .await
                .unwrap();
        }
        world.quiet().await;
        assert_eq!(world.look(intent.id).await.state, Money_::Captured);
        world.clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shopper_who_pays_while_we_withdraw_is_known_to_have_paid() {
    each_database(&[payments::MIGRATIONS], async |db| {
        let world = world(db).await;
        let (intent, _) = world.started().await;
        world.provider.behave(Behaviour { late_after_void: true, ..Behaviour::default() });
        db.run(&Actor::System, async |tx| payments::void(tx, intent.id).await).await.unwrap();
        world.quiet().await;
        let it = world.look(intent.id).await;
        assert_eq!((it.state, it.refundable()), (Money_::Captured, intent.amount));

        let id = TenderId::fresh(db.now());
        let (order, amount) = (it.order, it.amount);
        let back = GrantRefund { id, order, intent: it.id, amount, reason: "late_payment".to_owned() };
        db.run(&Actor::System, async |tx| payments::refund(tx, back.clone()).await).await.unwrap();
        world.quiet().await;
        let refunds = payments::refunds(&mut db.read().await.unwrap(), order).await.unwrap();
        assert_eq!((refunds.len(), refunds[0].state), (1, RefundState::Done));
        let it = world.look(intent.id).await;
        assert_eq!((it.state, it.refunded), (Money_::Refunded, amount));
        let there = world.provider.payment_by_key(&intent.id.to_string()).unwrap();
        assert_eq!(there.refunded(), amount.minor);
        world.clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_and_a_silent_provider_are_told_apart() {
    each_database(&[payments::MIGRATIONS], async |db| {
        let world = world(db).await;
        let (intent, reference) = world.started().await;
        world.provider.behave(Behaviour { fails: true, ..Behaviour::default() });
        world.provider.decide(&reference, Decision::Pay).unwrap();
        world.quiet().await;
        assert_eq!(world.look(intent.id).await.state, Money_::Failed);
        let there = world.provider.payment(&reference).unwrap();
        assert_eq!(there.state, simulator::State::Failed);

        world.provider.behave(Behaviour { silent: true, ..Behaviour::default() });
        let other = world.owed().await;
        assert!(matches!(world.start(other.id).await, Err(payments::Error::ProviderSilent(_))));
        let job = payments::SendVoid { intent: intent.id };
        let silent = payments::send_void(db, &world.providers, job.clone()).await;
        assert!(matches!(silent, Err(JobError::Retry(_))), "{silent:?}");
        world.provider.behave(Behaviour::default());
        payments::send_void(db, &world.providers, job).await.unwrap();
        let simpay = world.providers.get("simpay").unwrap();
        let standing = simpay.query(&reference).await.unwrap();
        assert_eq!(standing.events[0].kind, TransactionKind::Failed);
        assert!(simpay.query("../control").await.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_simulator_refuses_what_a_real_provider_refuses() {
    let provider = Payments::new("shared", "http://127.0.0.1:9/nobody");
    let base = serve(provider.router()).await;
    let client = reqwest::Client::new();
    let body = r#"{"key":"k","order":"o","amount":100,"currency":"PLN","return_url":"http://localhost"}"#;
    let create = async |body: &str, signature: String| {
        let request = client.post(format!("{base}/payments")).header("content-type", "application/json");
        request.header("simpay-signature", signature).body(body.to_owned()).send().await.unwrap()
    };
    let sign = |body: &str| simulator::sign_request("shared", "POST", "/payments", body);
    assert_eq!(create(body, "v1=00".to_owned()).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(create(body, sign(body)).await.status(), StatusCode::CREATED);
    assert_eq!(create(body, sign(body)).await.status(), StatusCode::OK);
    let other = body.replace("100", "200");
    assert_eq!(create(&other, sign(&other)).await.status(), StatusCode::CONFLICT);
    let id = provider.payment_by_key("k").unwrap().id;
    let path = format!("/payments/{id}/refunds");
    let refund = r#"{"key":"r","amount":1}"#;
    let signed = simulator::sign_request("shared", "POST", &path, refund);
    let request = client.post(format!("{base}{path}")).header("content-type", "application/json");
    let answer = request.header("simpay-signature", signed).body(refund).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::CONFLICT); // nothing was captured
    let _: Json<serde_json::Value> = Json(answer.json().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_held_and_taken_in_parts_whatever_the_order_of_the_reports() {
    // Answered at once, or told by a callback; delivered once, or twice and backwards.
    for (slow_captures, doubled) in [(false, false), (true, false), (true, true), (false, true)] {
        each_database_with_clock(&[payments::MIGRATIONS], async |db, clock| {
            let world = world(db).await;
            let reordered = doubled;
            world.provider.behave(Behaviour { slow_captures, doubled, reordered, ..Behaviour::default() });
            let (intent, reference) = world.to_capture().await;
            world.provider.decide(&reference, Decision::Pay).unwrap();
            world.quiet().await;
            let it = world.look(intent.id).await;
            assert_eq!((it.state, it.capturable(), it.captured.minor), (Money_::Authorised, it.amount, 0));
            assert!(it.expires_at.is_some());
            world.take(&intent, "parcel-1", 4_000).await.unwrap();
            world.take(&intent, "parcel-2", 300).await.unwrap();
            let order = intent.order;
            db.run(&Actor::System, async |tx| payments::release_rest(tx, order).await).await.unwrap();
            world.quiet().await;
            clock.wind_hours(1); // the rest is let go only after the captures
            world.quiet().await;
            let it = world.look(intent.id).await;
            assert_eq!((it.state, it.captured.minor, it.claimed.minor), (Money_::Captured, 4_300, 0));
            assert_eq!(it.released.minor, 8_000);
            assert_eq!(world.captures(&intent).await, [CaptureState::Done, CaptureState::Done]);
            let there = world.provider.payment(&reference).unwrap();
            assert_eq!((there.captured, there.released), (4_300, 8_000));
            // A late, repeated report changes nothing; what was taken goes back by the way it came.
            for report in &there.reports {
                let body = serde_json::to_string(report).unwrap();
                let signature = simulator::sign_callback("shared", db.now().as_millis() / 1000, &body);
                let headers = Headers::new([("simpay-signature", signature)]);
                let late = Callback { provider: "simpay".to_owned(), headers, body };
                let stored =
                    db.run(&Actor::System, async |tx| payments::store_callback(tx, late.clone()).await);
                stored.await.unwrap();
            }
            let all = Money::new(4_300, Currency::Pln);
            db.run(&Actor::System, async |tx| payments::give_back(tx, order, all, "returned", "r").await)
                .await
                .unwrap();
            world.quiet().await;
            let it = world.look(intent.id).await;
            assert_eq!((it.state, it.captured.minor, it.refunded.minor), (Money_::Refunded, 4_300, 4_300));
            assert_eq!(world.provider.payment(&reference).unwrap().refunded(), 4_300);
            world.clean().await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authorisation_that_ran_out_gives_nothing_and_somebody_is_told() {
    each_database_with_clock(&[payments::MIGRATIONS], async |db, clock| {
        let world = world(db).await;
        let (kept, kept_ref) = world.to_capture().await;
        let (asked, asked_ref) = world.to_capture().await;
        world.provider.decide(&kept_ref, Decision::Pay).unwrap();
        world.provider.decide(&asked_ref, Decision::Pay).unwrap();
        world.quiet().await;
        clock.wind_days(8);
        // Asked for before the timer rang, and too late for the bank.
        world.take(&asked, "parcel", 4_000).await.unwrap();
        world.quiet().await;
        for intent in [&kept, &asked] {
            let it = world.look(intent.id).await;
            assert_eq!((it.state, it.claimed.minor, it.capturable().minor), (Money_::Expired, 0, 0));
            assert!(world.take(intent, "again", 1).await.is_err());
        }
        assert_eq!(world.captures(&asked).await, [CaptureState::Refused]);
        world.clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_capture_waits_for_a_silent_provider_and_a_blik_code_pays_at_once() {
    each_database_with_clock(&[payments::MIGRATIONS], async |db, clock| {
        let world = world(db).await;
        let (intent, reference) = world.to_capture().await;
        world.provider.decide(&reference, Decision::Pay).unwrap();
        world.quiet().await;
        world.provider.behave(Behaviour { silent: true, ..Behaviour::default() });
        world.take(&intent, "parcel", 12_300).await.unwrap();
        world.quiet().await;
        assert_eq!(world.captures(&intent).await, [CaptureState::Granted]);
        world.provider.behave(Behaviour::default());
        clock.wind_hours(1);
        world.quiet().await;
        assert_eq!(world.look(intent.id).await.state, Money_::Captured);
        assert_eq!(world.provider.payment(&reference).unwrap().captured, 12_300);

        let (blik, reference) = world.to_capture().await;
        world.provider.decide(&reference, Decision::PayAtOnce).unwrap();
        world.quiet().await;
        let it = world.look(blik.id).await;
        assert_eq!((it.state, it.capturable().minor), (Money_::Captured, 0));
        world.clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_why_a_card_or_a_code_was_refused() {
    each_database(&[payments::MIGRATIONS], async |db| {
        let world = world(db).await;
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        for (choice, value, expected) in [
            ("card", "4000 0000 0000 0002", Decline::Declined),
            ("card", "4000 0000 0000 9995", Decline::InsufficientFunds),
            ("blik", "000000", Decline::Rejected),
            ("blik", "111111", Decline::TimedOut),
        ] {
            let (intent, _) = world.to_capture().await;
            let page = world.look(intent.id).await.redirect_url.unwrap();
            let sent = client.post(&page).form(&[("choice", choice), (choice, value)]).send().await.unwrap();
            assert_eq!(sent.status(), StatusCode::SEE_OTHER);
            world.quiet().await;
            let it = world.look(intent.id).await;
            assert_eq!((it.state, it.decline), (Money_::Failed, Some(expected)));
        }
        world.clean().await;
    })
    .await;
}
