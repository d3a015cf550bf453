use std::sync::LazyLock;

use askama::Template;
use ui::{Form, Nav, Page, Pager, Shell, Texts, Visit};

static TEXTS: LazyLock<Texts> = LazyLock::new(|| Texts::new(&[], &[]));

#[derive(Template)]
#[template(
    source = r#"{% extends "document.html" %}{% import "macros.html" as m %}{% block content %}
<form method="post">{% call m::csrf(page) %}{% endcall %}{% call m::form_errors(page.w, form) %}{% endcall %}
{% call m::field(form, "email", "E-mail", "email", "", "") %}{% endcall %}</form>
<ul>{% block rows %}{% for row in rows %}<li>{% call m::badge("good", row) %}{% endcall %}</li>{% endfor %}{% endblock %}</ul>
{% endblock %}"#,
    ext = "html"
)]
struct List {
    page: Page,
    form: Form,
    rows: Vec<String>,
}

#[derive(Template)]
#[template(
    source = r#"{% extends "document.html" %}{% import "macros.html" as m %}{% block content %}<ul>{% block rows %}{% for row in rows %}<li>{% call m::badge("good", row) %}{% endcall %}</li>{% endfor %}{% endblock %}</ul>{% endblock %}"#,
    ext = "html",
    block = "rows"
)]
struct Rows {
    rows: Vec<String>,
}

#[derive(Template)]
#[template(source = r#"{% extends "staff.html" %}{% block content %}work{% endblock %}"#, ext = "html")]
struct Staff {
    page: Page,
    shell: Shell,
}

fn page() -> Page {
    Page::new(&TEXTS, &Visit { path: "/orders?q=a&b=1".into(), ..Visit::default() }, "Zamówienia")
        .csrf("secret")
}

/// What a strict content policy would refuse.
fn is_clean(html: &str) -> bool {
    !html.contains(" style=")
        && !html.contains("<style")
        && !html.contains("<script>")
        && !html.contains(" onclick")
}

#[test]
fn a_page_carries_its_language_its_token_and_its_way_back() {
    let mut form = Form::default().set("email", "ewa@");
    form.fail("email", "Za krótki <adres>");
    let html = List { page: page(), form, rows: vec!["a&b".into()] }.render().unwrap();
    assert!(html.contains(r#"<html lang="pl""#) && html.contains("Zamówienia · Spoina"));
    assert!(html.contains(r#"name="csrf" value="secret""#) && html.contains("X-CSRF-Token"));
    assert!(html.contains(r##"href="#f-email""##) && html.contains(r#"aria-invalid="true""#));
    assert!(html.contains("a&#38;b") && !html.contains("<adres>") && !html.contains('⟦'));
    assert!(is_clean(&html));
}

#[test]
fn a_block_alone_is_the_answer_to_htmx() {
    let html = Rows { rows: vec!["Gotowe".into()] }.render().unwrap();
    assert_eq!(html, r#"<li><span class="state state-good">Gotowe</span></li>"#);
}

#[test]
fn the_staff_frame_marks_where_one_is() {
    let nav = vec![Nav::new("/", "home", "Pulpit"), Nav::new("/orders", "inbox", "Zamówienia").count(3)];
    let shell = Shell { user: "Maja Wróbel".into(), nav, ..Shell::default() }.at("/orders/7?x=1");
    let html = Staff { page: page(), shell }.render().unwrap();
    assert!(
        html.contains(r#"href="/orders" aria-current="page""#) && !html.contains(r#"href="/" aria-current"#)
    );
    assert!(html.contains("/lang/en?to=/orders%3Fq%3Da%26b%3D1") && html.contains(">MW<"));
    assert!(is_clean(&html) && !html.contains('⟦'));
}

#[test]
fn a_pager_says_what_is_shown() {
    let pager = Pager::new(3, 50, 120, |n| format!("?page={n}"));
    assert_eq!(
        (pager.range().as_str(), pager.next, pager.previous.as_deref()),
        ("101–120", None, Some("?page=2"))
    );
    assert_eq!(Pager::new(1, 50, 0, |_| String::new()).range(), "0");
}
