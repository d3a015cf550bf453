use axum::{Router, body::Body, http::Request};
use tower::ServiceExt;

async fn get(path: &str, headers: &[(&str, &str)]) -> axum::response::Response {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let app: Router = ui::router();
    app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

#[tokio::test]
async fn a_file_is_served_under_the_version_of_all_files() {
    let url = ui::asset("app/base.css");
    assert!(url.starts_with("/assets/") && url.ends_with("/app/base.css"));
    let answer = get(url, &[]).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/css; charset=utf-8");
}

#[tokio::test]
async fn text_is_compressed_and_known_text_is_not_sent_again() {
    for (accepted, used) in [("gzip, deflate, br", "br"), ("gzip", "gzip")] {
        let answer = get(ui::asset("vendor/htmx.min.js"), &[("accept-encoding", accepted)]).await;
        assert_eq!(answer.headers()["content-encoding"], used);
        let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
        let again =
            get(ui::asset("vendor/htmx.min.js"), &[("accept-encoding", accepted), ("if-none-match", &tag)])
                .await;
        assert_eq!(again.status(), 304);
    }
}

#[tokio::test]
async fn fonts_travel_as_they_are_and_nothing_else_is_reachable() {
    let answer = get(ui::asset("vendor/inter-latin.woff2"), &[("accept-encoding", "br")]).await;
    assert!(!answer.headers().contains_key("content-encoding"));
    for path in ["vendor/manifest.json", "app/nothing.js", "../Cargo.toml", "%2e%2e/Cargo.toml"] {
        assert_eq!(
            get(&format!("/assets/{}/{path}", ui::assets::version()), &[]).await.status(),
            404,
            "{path}"
        );
    }
}

#[test]
fn every_icon_the_templates_name_is_in_the_sprite() {
    let sprite = String::from_utf8(ui::assets::read("app/icons.svg").unwrap().to_vec()).unwrap();
    for template in [include_str!("../../templates/staff.html"), include_str!("../../templates/macros.html")]
    {
        for rest in template.split("icon(\"").skip(1) {
            let name = rest.split('"').next().unwrap();
            assert!(sprite.contains(&format!("id=\"{name}\"")), "{name}");
        }
    }
}
