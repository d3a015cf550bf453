use std::sync::Arc;

use access::web::{Cookies, RateGate, Sessions, StaffSession, carry_session, limit_rate, require_csrf};
use access::{Limits, Rate, RateLimiter, SessionKind};
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use axum::routing::{get, post};
use axum::{Router, middleware};
use kernel::Db;
use testkit::each_database_with_clock;
use tower::ServiceExt;

use crate::help::*;

const COOKIES: Cookies = Cookies { secure: false };

async fn who(session: StaffSession) -> String {
    session.name.clone()
}
async fn change(session: StaffSession, headers: HeaderMap) -> Result<&'static str, access::web::Refusal> {
    require_csrf(&session, &headers, None)?;
    Ok("changed")
}

fn app(db: &Db, burst: f64) -> Router {
    let rate = Rate { burst, per_second: 1.0 };
    let limits = Limits { per_address: rate, per_key: rate, per_account: rate };
    let gate = RateGate { db: db.clone(), limiter: Arc::new(RateLimiter::new(limits)) };
    let sessions = Sessions { db: db.clone(), cookies: COOKIES, kind: SessionKind::Web };
    Router::new()
        .route("/who", get(who))
        .route("/change", post(change))
        .layer(middleware::from_fn_with_state(gate, limit_rate))
        .layer(middleware::from_fn_with_state(sessions, carry_session))
}

async fn ask(app: &Router, method: &str, path: &str, token: &str, csrf: &str) -> Response<Body> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::COOKIE, format!("spoina_staff={token}"))
        .header("x-csrf-token", csrf)
        .body(Body::empty())
        .unwrap();
    app.clone().oneshot(request).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_carries_the_session_and_is_renewed() {
    each_database_with_clock(AREAS, async |db, clock| {
        administrator(db).await;
        let opened = signed_in(db).await;
        let app = app(db, 100.0);
        let answer = ask(&app, "GET", "/who", opened.token.reveal(), "").await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(answer.headers().get(header::SET_COOKIE).is_none());
        clock.wind_hours(2);
        let answer = ask(&app, "GET", "/who", opened.token.reveal(), "").await;
        let renewed = answer.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
        assert!(renewed.starts_with("spoina_staff=") && renewed.contains("HttpOnly; SameSite=Lax"));
        let answer = ask(&app, "GET", "/who", "made-up", "").await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/problem+json");
        assert!(answer.headers()[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_its_token_changes_nothing() {
    each_database_with_clock(AREAS, async |db, _| {
        administrator(db).await;
        let opened = signed_in(db).await;
        let (app, token) = (app(db, 100.0), opened.token.reveal());
        assert_eq!(ask(&app, "POST", "/change", token, "").await.status(), StatusCode::FORBIDDEN);
        let other = signed_in(db).await;
        let foreign = ask(&app, "POST", "/change", token, other.session.csrf()).await;
        assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
        let own = ask(&app, "POST", "/change", token, opened.session.csrf()).await;
        assert_eq!(own.status(), StatusCode::OK);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_fast_is_told_how_long_to_wait() {
    each_database_with_clock(AREAS, async |db, clock| {
        let app = app(db, 3.0);
        for _ in 0..3 {
            assert_eq!(ask(&app, "GET", "/who", "x", "").await.status(), StatusCode::UNAUTHORIZED);
        }
        let answer = ask(&app, "GET", "/who", "x", "").await;
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(answer.headers()[header::RETRY_AFTER], "1");
        let body = to_bytes(answer.into_body(), 10_000).await.unwrap();
        assert!(String::from_utf8_lossy(&body).contains("/problems/access/rate-limited"));
        clock.wind_minutes(1);
        assert_eq!(ask(&app, "GET", "/who", "x", "").await.status(), StatusCode::UNAUTHORIZED);
    })
    .await;
}
