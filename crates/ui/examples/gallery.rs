//! Every primitive on one page: `cargo run -p ui --example gallery`, then http://127.0.0.1:4180.

use std::sync::LazyLock;

use askama::Template;
use axum::{Router, response::Response, routing::get};
use kernel::{Currency, Money, Timestamp};
use ui::{Choice, Form, Nav, Page, Pager, Shell, Texts, Tz, Visit, Words, chart::Point};

static TEXTS: LazyLock<Texts> = LazyLock::new(|| Texts::new(&[], &[]));

struct Row {
    number: &'static str,
    name: &'static str,
    tone: &'static str,
    state: &'static str,
    total: Money,
    at: Timestamp,
}

#[derive(Template)]
#[template(path = "gallery.html")]
struct Gallery {
    page: Page,
    shell: Shell,
    w: Words,
    now: Timestamp,
    zone: Tz,
    tiles: Vec<(&'static str, String, &'static str, &'static str)>,
    rows: Vec<Row>,
    pager: Pager,
    form: Form,
    stores: Vec<Choice>,
    sizes: Vec<Choice>,
    bars: String,
    line: String,
    donut: String,
    places: String,
    names: Vec<&'static str>,
    icons: Vec<&'static str>,
}

fn shell(visit: &Visit) -> Shell {
    Shell {
        user: "Maja Wróbel".into(),
        role: "Kierowniczka salonu".into(),
        location: "Gdynia Riviera".into(),
        locations: vec![("#".into(), "Gdynia Riviera".into()), ("#".into(), "Sopot Monte Cassino".into())],
        home: "/".into(),
        sign_out: "/".into(),
        search: String::new(),
        nav: vec![
            Nav::new("/", "layout-dashboard", "Pulpit"),
            Nav::new("/orders", "clipboard-list", "Zamówienia").section("Sprzedaż").count(12),
            Nav::new("/returns", "arrow-back-up", "Zwroty").count(3),
            Nav::new("/inbox", "message-circle", "Rozmowy").count(5),
            Nav::new("/products", "shirt", "Produkty").section("Oferta"),
            Nav::new("/prices", "discount", "Ceny i promocje"),
            Nav::new("/stock", "building-warehouse", "Stany"),
            Nav::new("/people", "users", "Klienci").section("Relacje"),
            Nav::new("/journeys", "route", "Podróże"),
            Nav::new("/loyalty", "star", "Lojalność"),
            Nav::new("/insight", "chart-bar", "Analizy").section("Wiedza"),
            Nav::new("/settings", "settings", "Ustawienia"),
        ],
    }
    .at(&visit.path)
}

fn points(values: &[i64], text: impl Fn(i64) -> String) -> Vec<Point> {
    values
        .iter()
        .enumerate()
        .map(|(i, value)| Point::new(format!("{}.11", i + 9), *value as f64, text(*value)))
        .collect()
}

async fn gallery(visit: Visit) -> Response {
    let page = Page::new(&TEXTS, &visit, "Pulpit").csrf("gallery");
    let w = page.w;
    let now = Timestamp::from_millis(1_795_352_700_000);
    let pln = |minor| Money::new(minor, Currency::Pln);
    let row = |number, name, tone, state, minor, minutes: i64| Row {
        number,
        name,
        tone,
        state,
        total: pln(minor),
        at: now.plus_minutes(-minutes),
    };
    let mut form = Form::default().set("name", "Ewa Lis").set("email", "ewa@").set("size", "m");
    form.fail("email", "Wpisz pełny adres e-mail, na przykład ewa@example.com.");
    let sales = [21, 24, 19, 28, 34, 46, 15, 22, 26, 23, 31, 38, 52, 18];
    ui::html(Gallery {
        w,
        now,
        zone: ui::WARSAW,
        shell: shell(&visit),
        tiles: vec![
            ("Sprzedaż dziś", w.money_short(pln(4_823_900)), "+12,4% niż tydzień temu", "good"),
            ("Zamówienia", w.number(186), "+8", "good"),
            ("Czekają na odbiór", w.number(23), "4 dłużej niż 3 dni", "warn"),
            ("Zwroty", w.percent(0.064), "−0,8 pkt", "quiet"),
        ],
        rows: vec![
            row("SZ-104233", "Ewa Lis", "good", "Gotowe do odbioru", 34_900, 2),
            row("SZ-104232", "Adam Nowicki", "warn", "Kompletacja", 129_800, 26),
            row("SZ-104229", "Zofia Żak", "bad", "Spóźnione", 89_900, 190),
            row("SZ-104227", "Bartosz Wilk", "info", "Opłacone", 15_950, 340),
            row("SZ-104220", "Hanna Górska", "quiet", "Zamknięte", 1_204_500, 2900),
        ],
        pager: Pager::new(2, 5, 1286, |n| format!("?page={n}")),
        form,
        stores: vec![Choice::new("gdy", "Gdynia Riviera"), Choice::new("rze", "Rzeszów Millenium")],
        sizes: ["XS", "S", "M", "L", "XL"].map(|it| Choice::new(it.to_lowercase(), it)).into(),
        bars: ui::chart::bars("Sprzedaż, 14 dni", &points(&sales, |v| w.money_short(pln(v * 100_000)))),
        line: ui::chart::line("Wejścia, 14 dni", &points(&sales.map(|v| v * 41), |v| w.number(v))),
        donut: ui::chart::donut(
            "Sprzedaż według kanału",
            "186",
            &[("Salony", 94), ("Sklep internetowy", 58), ("Allegro", 21), ("Telefon i czat", 13)]
                .map(|(name, n)| Point::new(name, f64::from(n), w.percent(f64::from(n) / 186.0))),
        ),
        places: r#"[{"lat":54.506,"lon":18.531,"name":"Gdynia Riviera","text":"3","tone":"good"},{"lat":52.232,"lon":21.003,"name":"Warszawa Złote Tarasy","text":"1","tone":"warn"},{"lat":50.067,"lon":19.946,"name":"Kraków Galeria","text":"0","tone":"bad"},{"lat":50.041,"lon":22.005,"name":"Rzeszów Millenium","text":"8","tone":"good"},{"lat":51.9,"lon":19.6,"name":"Stryków, magazyn","text":"214"}]"#.into(),
        names: vec!["Gdynia Riviera", "Warszawa Złote Tarasy", "Kraków Galeria", "Rzeszów Millenium", "Stryków, magazyn"],
        icons: vec!["search", "shopping-bag", "basket", "truck-delivery", "package", "barcode", "receipt", "gift", "heart", "star", "hanger", "shirt", "shoe", "snowflake", "mountain", "map-pin", "building-store", "cash", "credit-card", "coins"],
        page,
    })
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let app = Router::new().fallback(get(gallery)).merge(ui::router()).layer(ui::security_headers());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:4180").await?;
    println!("http://127.0.0.1:4180");
    axum::serve(listener, app).await
}
