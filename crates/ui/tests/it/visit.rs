use axum::{
    Router,
    body::{Body, to_bytes},
    http::Request,
    routing::get,
};
use tower::ServiceExt;
use ui::Visit;

async fn ask(path: &str, headers: &[(&str, &str)]) -> axum::response::Response {
    let spell = async |visit: Visit| format!("{} {} {}", visit.lang.code(), visit.path, visit.fragment);
    let app: Router =
        Router::new().nest("/shop", Router::new().route("/cart", get(spell))).merge(ui::router());
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn seen(headers: &[(&str, &str)]) -> String {
    let body = to_bytes(ask("/shop/cart?q=1", headers).await.into_body(), 1000).await.unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

#[tokio::test]
async fn the_cookie_speaks_before_the_browser_and_polish_is_the_default() {
    assert_eq!(seen(&[]).await, "pl /shop/cart?q=1 false");
    assert_eq!(seen(&[("accept-language", "de-DE, en-GB;q=0.8")]).await, "en /shop/cart?q=1 false");
    assert_eq!(
        seen(&[("accept-language", "en"), ("cookie", "a=b; lang=pl")]).await,
        "pl /shop/cart?q=1 false"
    );
    assert_eq!(
        seen(&[("hx-request", "true"), ("hx-request-type", "partial")]).await,
        "pl /shop/cart?q=1 true"
    );
    assert_eq!(seen(&[("hx-request", "true"), ("hx-request-type", "full")]).await, "pl /shop/cart?q=1 false");
}

#[tokio::test]
async fn a_switch_remembers_and_comes_back_but_never_leaves_the_site() {
    let answer = ask("/lang/en?to=/shop/cart%3Fq%3D1", &[]).await;
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()["location"], "/shop/cart?q=1");
    assert!(answer.headers()["set-cookie"].to_str().unwrap().starts_with("lang=en;"));
    for path in ["//evil.example", "https://evil.example", "/%5Cevil", "/a%0d%0ab"] {
        let answer = ask(&format!("/theme/dark?to={path}"), &[]).await;
        assert_eq!(answer.headers()["location"], "/", "{path}");
    }
    assert_eq!(ask("/lang/xx", &[]).await.status(), 404);
}
