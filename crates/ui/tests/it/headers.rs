use axum::{Router, body::Body, http::Request, routing::get};
use tower::ServiceExt;

#[tokio::test]
async fn every_answer_is_guarded_and_a_payment_page_may_be_named() {
    let app: Router = Router::new()
        .route("/", get(async || "hello"))
        .layer(ui::security_headers().allow("form-action", "https://pay.example"));
    let answer = app.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
    let policy = answer.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("form-action 'self' https://pay.example"), "{policy}");
    assert!(policy.contains("script-src 'self';") && !policy.contains("unsafe"));
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
}
