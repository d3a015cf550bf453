//! axe looks at every screen, in light and dark, on a phone and on a desk. The routers' own sources say which screens there
//! are: a page that nobody put on the list here fails the first test.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fantoccini::Locator;
use serde_json::{Value, json};

use crate::chrome::{Browser, Driver, Screen};
use crate::demo::Demo;

const AXE: &str = include_str!("../../../ui/tests/axe/axe.min.js");

/// Answers to GET that are no screen: data, streams, pieces of a page, ways to another page, letters.
const NO_SCREENS: &[&str] = &[
    "/demo/mail/{file}",
    "/favicon.ico",
    "/media/{id}",
    "/o/{id}/live",
    "/orders/{id}",
    "/orders/{id}/returns/{return}",
    "/p/{key}/near",
    "/pay/return",
    "/robots.txt",
    "/sitemap.xml",
    "/v/{sku}",
    "/basket/mini",
    "/search/quick",
    "/staff/live",
    "/staff/messages/{id}/html",
    "/staff/orders/row",
    "/staff/place",
    "/staff/search",
    "/staff/shipments/{id}/label",
];

/// What [`look`] visits, as the routers spell it.
const SCREENS: &[&str] = &[
    "/",
    "/account",
    "/basket",
    "/c/{key}",
    "/checkout",
    "/demo",
    "/demo/mail",
    "/help",
    "/o/{id}",
    "/o/{id}/complaints",
    "/o/{id}/returns",
    "/o/{id}/returns/{return}",
    "/o/{id}/returns/{return}/label",
    "/p/{key}",
    "/pos",
    "/pos/receipt/{order}",
    "/pos/returns/{order}/{return}",
    "/returns",
    "/search",
    "/staff",
    "/staff/access",
    "/staff/access/keys",
    "/staff/access/new",
    "/staff/access/people/{id}",
    "/staff/access/trail",
    "/staff/complaints",
    "/staff/complaints/{code}",
    "/staff/counts",
    "/staff/counts/{id}",
    "/staff/exceptions",
    "/staff/stock/incoming",
    "/staff/locations",
    "/staff/locations/new",
    "/staff/locations/{code}",
    "/staff/me",
    "/staff/messages/{id}",
    "/staff/orders",
    "/staff/orders/{id}",
    "/staff/orders/{id}/change",
    "/staff/orders/{id}/complaint",
    "/staff/orders/{id}/pick-list",
    "/staff/people",
    "/staff/people/conflicts",
    "/staff/people/{id}",
    "/staff/policies",
    "/staff/policies/{kind}",
    "/staff/products",
    "/staff/products/new",
    "/staff/products/{key}",
    "/staff/products/{key}/prices",
    "/staff/products/{key}/stock",
    "/staff/queue",
    "/staff/returns",
    "/staff/returns/{code}",
    "/staff/sign-in",
    "/staff/sign-in/code",
    "/staff/stock",
    "/staff/stock/rules",
    "/staff/stock/shortfalls",
    "/staff/stock/{sku}",
    "/staff/system",
    "/staff/transfers",
    "/staff/transfers/new",
    "/staff/transfers/{id}",
    "/staff/waves/{id}",
    "/stores",
    "/stores/{code}",
];

#[test]
fn every_page_of_the_routers_is_looked_at() {
    let told = |lists: &[&[&str]]| lists.concat().into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    let (found, known) = (routes(), told(&[SCREENS, NO_SCREENS]));
    assert!(found.len() > 40, "the routers were not found: {found:?}");
    let missing: Vec<_> = found.difference(&known).collect();
    let gone: Vec<_> = known.difference(&found).collect();
    assert!(missing.is_empty() && gone.is_empty(), "not on the list: {missing:?}; no longer there: {gone:?}");
}

/// Every route of a screen room that answers GET, by its source. The till's data below `/pos/api` is no screen.
fn routes() -> BTreeSet<String> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crates").to_owned();
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders: Vec<PathBuf> =
        ["storefront", "pos", "backoffice", "server"].map(|room| crates.join(room).join("src")).into();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    let mut found = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(file).expect("a source");
        for part in text.split(".route(").skip(1) {
            let Some(rest) = part.trim_start().strip_prefix('"') else { continue };
            let Some((path, rest)) = rest.split_once('"') else { continue };
            let answer = rest.trim_start_matches(',').trim_start();
            let is_get = answer.starts_with("get(")
                || answer.split(".route(").next().is_some_and(|it| it.contains(").get("));
            if is_get && !path.starts_with("/pos/api/") {
                let path = if path.len() > 1 { path.trim_end_matches('/') } else { path };
                found.insert(path.to_owned());
            }
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_on_a_phone() {
    look(Screen::Phone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_on_a_desk() {
    look(Screen::Desk).await;
}

async fn look(screen: Screen) {
    let Some(driver) = Driver::find() else { return };
    let demo = Demo::shared().await;
    let browser = Browser::open(&driver, &demo.url, screen).await;
    let mut eyes = Eyes { browser, demo, screen, looked: 0, found: Vec::new(), announced: None };
    eyes.are_open().await;
    let (store, order) = eyes.shop().await;
    eyes.office(&store).await;
    eyes.till(&store, &order).await;
    println!("{screen:?}: {} screens", eyes.looked);
    eyes.browser.close().await;
    assert!(eyes.found.is_empty(), "{} violations:\n{}", eyes.found.len(), eyes.found.join("\n"));
}

struct Eyes {
    browser: Browser,
    demo: Arc<Demo>,
    screen: Screen,
    looked: usize,
    found: Vec<String>,
    /// An order and a return of it that was announced.
    announced: Option<(String, Value)>,
}

/// What is still moving is at its end; then axe tells each rule with what breaks it.
const RUN: &str = "
const [theme, done] = arguments;
document.documentElement.dataset.theme = theme;
requestAnimationFrame(() => requestAnimationFrame(() => {
  for (const it of document.getAnimations()) { try { it.finish(); } catch { it.cancel(); } }
  axe.run(document, { resultTypes: ['violations'] }).then(
    (it) => done(it.violations.map((rule) => `${rule.id}: ` + rule.nodes.map((node) => `${node.target.join(' ')} (${node.failureSummary.replace(/\\s+/g, ' ')})`).slice(0, 4).join('; '))),
    (error) => done([`axe failed: ${error}`]));
}));";

impl Eyes {
    /// What cannot fail proves nothing.
    async fn are_open(&mut self) {
        self.browser.visit("/help").await;
        self.browser.see("main h1").await;
        self.browser.run("document.querySelector('main').append(new Image())", vec![]).await;
        self.check("a picture without words").await;
        assert!(
            self.found.iter().any(|it| it.contains(": image-alt: ")),
            "axe sees nothing: {:?}",
            self.found
        );
        self.found.clear();
    }
    /// Looks at what is on the screen now.
    async fn check(&mut self, name: &str) {
        self.looked += 1;
        let is_there = self.browser.run("return !!window.axe", vec![]).await;
        if is_there != true {
            self.browser.run(AXE, vec![]).await;
        }
        for theme in ["light", "dark"] {
            let told = self.browser.client.execute_async(RUN, vec![theme.into()]).await;
            let told = told.unwrap_or_else(|error| panic!("{name}: {error}"));
            for rule in told.as_array().expect("a list").iter().filter_map(Value::as_str) {
                println!("{name}, {theme}, {:?}: {rule}", self.screen);
                self.found.push(format!("{name}, {theme}, {:?}: {rule}", self.screen));
            }
        }
    }
    async fn page(&mut self, path: &str) {
        self.browser.visit(path).await;
        self.browser.see("main h1, main h2, main .slip-shop").await;
        self.check(path).await;
    }
    /// Where the first of these links leads.
    async fn link(&self, css: &str) -> String {
        let script = "return document.querySelector(arguments[0])?.getAttribute('href') ?? null";
        let href = self.browser.run(script, vec![css.into()]).await;
        href.as_str().unwrap_or_else(|| panic!("no {css} in {href}")).to_owned()
    }
    /// A dialog, opened by pressing something that is there only on some screens.
    async fn dialog(&mut self, name: &str, opener: &str, dialog: &str) {
        if self.browser.client.find(Locator::Css(opener)).await.is_err() {
            return;
        }
        self.browser.run("document.querySelector(arguments[0]).click()", vec![opener.into()]).await;
        self.browser.see(dialog).await;
        self.check(name).await;
        self.browser.run("document.querySelector('dialog[open]')?.close()", vec![]).await;
    }

    /// Gives a store and the number of an order that was placed there.
    async fn shop(&mut self) -> (String, String) {
        for path in [
            "/demo",
            "/demo/mail",
            "/",
            "/search?q=kurtka",
            "/search?q=zzzz",
            "/stores",
            "/help",
            "/no/such/page",
            "/checkout",
            "/basket",
        ] {
            self.page(path).await;
        }
        self.browser.visit("/api/v1/docs").await;
        self.browser.see("h1").await;
        self.check("the document of the API").await;
        self.browser.visit("/").await;
        self.dialog("the menu of the shop", "[data-dialog=menu]", "#menu[open]").await;
        self.dialog("the search of the shop", "[data-search-open]", "#search[open]").await;
        let category = self.link("a[href^='/c/']").await;
        self.page(&category).await;
        let product = self.link("main a[href^='/p/']").await;
        self.page("/stores").await;
        let store = self.link("main a[href^='/stores/']").await;
        self.page(&store).await;
        self.page(&product).await;
        if self.browser.client.find(Locator::Css("[data-needs-size]")).await.is_ok() {
            self.browser.run("document.querySelector('[data-needs-size]').click()", vec![]).await;
            self.check("a product that asks for a size").await;
        }

        // A basket, an order that is not filled in, one that is.
        let (sku, store) = self.goods().await;
        self.page_of_variant(&sku).await;
        self.browser.click("[data-test=add]").await;
        self.browser.see("#bag[open] .mini-foot").await;
        self.check("the basket beside a page").await;
        self.page("/basket").await;
        self.page("/checkout").await;
        let send = "const it = document.querySelector('[data-checkout]'); \
                    it.querySelector('#f-email').value = 'nobody'; it.submit()";
        self.browser.run(send, vec![]).await;
        self.browser.see(".form-errors").await;
        self.check("a checkout with errors").await;
        self.browser.run("document.querySelector('input[name=delivery][value=ship]')?.click()", vec![]).await;
        self.check("a checkout that ships").await;
        self.browser.run("document.querySelector('[data-test=by-locker]')?.click()", vec![]).await;
        self.check("a checkout to a locker").await;
        let choose = "document.querySelector('input[name=delivery][value=pickup]').click(); \
                      document.querySelector(arguments[0]).click()";
        self.browser.run(choose, vec![format!("[data-test=store-{store}]").into()]).await;
        let email = format!("axe-{:?}@example.com", self.screen).to_lowercase();
        self.browser.fill("#f-name", "Ewa Nowak").await;
        self.browser.fill("#f-email", &email).await;
        self.browser.click("[data-test=place]").await;
        self.browser.arrives("/o/order_").await;
        self.check("an order").await;
        let number = self.browser.text(".order-number").await;
        let number = number.split_whitespace().last().expect("a number").to_owned();

        self.page("/account").await;
        let customer = self.demo.customer();
        // The other screen signs the same customer in, and a new code takes the place of the one before.
        static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
        let turn = ONE_AT_A_TIME.lock().await;
        self.browser.fill("#f-email", &customer).await;
        self.browser.submit("#f-email").await;
        self.browser.see("#f-code").await;
        self.check("a code to sign in").await;
        self.browser.fill("#f-code", "000000").await;
        self.browser.submit("#f-code").await;
        self.browser.see("#e-code, .form-errors").await;
        self.check("a wrong code").await;
        let code = self.demo.code_for(&customer).await;
        self.browser.fill("#f-code", &code).await;
        self.browser.submit("#f-code").await;
        self.browser.see("[data-test=card]").await;
        drop(turn);
        self.check("an account").await;
        let order = self.link("main a[href^='/o/']").await;
        self.page(&order).await;
        self.returns_of_the_shopper().await;
        (store, number)
    }
    /// The form, what was announced, its label; from an account that has bought something.
    async fn returns_of_the_shopper(&mut self) {
        self.page("/returns").await;
        self.browser.visit("/account").await;
        let orders =
            "return [...document.querySelectorAll(\"main a[href^='/o/']\")].map((it) => it.pathname)";
        let orders = self.browser.run(orders, vec![]).await;
        for path in orders.as_array().expect("paths").iter().filter_map(Value::as_str) {
            let order = path.trim_start_matches("/o/");
            let can = self.demo.get(&format!("/orders/{order}/returns")).await;
            let lines = can["lines"].as_array().expect("lines");
            let Some(line) = lines.iter().find(|it| it["returnable"].as_i64() > Some(0)) else { continue };
            self.page(&format!("{path}/returns")).await;
            let announced = json!({"order": order, "way": "parcel",
                "lines": [{"line": line["line"], "quantity": 1, "reason": "too_small"}]});
            let it = self.demo.post("/returns", announced).await;
            let id = it["id"].as_str().expect("an id");
            self.page(&format!("{path}/returns/{id}")).await;
            self.page(&format!("{path}/returns/{id}/label")).await;
            let day: String = it["opened_at"].as_str().expect("a moment").chars().take(10).collect();
            let wrong = json!({"order": order, "line": line["line"], "quantity": 1, "since": day,
                "what": "The seam came open.", "demand": "repair"});
            self.demo.post("/complaints", wrong).await;
            self.page(&format!("{path}/complaints")).await;
            self.announced = Some((order.to_owned(), it.clone()));
            return;
        }
        panic!("the customer has nothing to return");
    }
    /// Something that can be picked up, and where enough of it hangs for everybody who looks at screens.
    async fn goods(&self) -> (String, String) {
        let products = self.demo.get("/products?limit=100&status=published").await;
        let skus =
            products["items"].as_array().expect("products").iter().filter_map(|it| it["skus"].as_array());
        for sku in skus.flatten().filter_map(Value::as_str) {
            let there = self.demo.get(&format!("/availability/{sku}?capability=pickup")).await;
            let stores = there["locations"].as_array().expect("locations");
            if let Some(store) = stores.iter().find(|it| it["available"].as_i64().unwrap_or(0) >= 4) {
                return (sku.to_owned(), store["location"].as_str().expect("a code").to_owned());
            }
        }
        panic!("no store has four of anything");
    }
    async fn page_of_variant(&mut self, sku: &str) {
        self.browser.visit(&format!("/v/{sku}")).await;
        self.browser.see("[data-test=add]").await;
        self.check("a variant").await;
    }

    async fn office(&mut self, store: &str) {
        let boss = self.demo.staff("administrator", None);
        let (email, password) =
            (boss["email"].as_str().expect("an address"), boss["password"].as_str().expect("a password"));
        self.page("/staff/sign-in").await;
        self.browser.fill("#f-email", email).await;
        self.browser.fill("#f-password", "wrong-password").await;
        self.browser.submit("#f-password").await;
        self.browser.see(".form-errors").await;
        self.check("a wrong password").await;
        self.browser.fill("#f-email", email).await;
        self.browser.fill("#f-password", password).await;
        self.browser.submit("#f-password").await;
        self.browser.see("body.staff").await;
        for path in [
            "/staff",
            "/staff/orders",
            "/staff/queue",
            "/staff/products",
            "/staff/products/new",
            "/staff/stock",
            "/staff/stock/shortfalls",
            "/staff/locations",
            "/staff/locations/new",
            "/staff/people?q=a",
            "/staff/people/conflicts",
            "/staff/access",
            "/staff/access/new",
            "/staff/access/keys",
            "/staff/access/trail",
            "/staff/system",
            "/staff/me",
            "/staff/no/such/page",
            "/staff/orders/0000-0000",
            "/staff/transfers",
            "/staff/transfers/new",
            "/staff/stock/incoming",
            "/staff/counts",
            "/staff/stock/rules",
            "/staff/exceptions",
            "/staff/policies",
            "/staff/policies/sourcing",
            "/staff/policies/service",
            "/staff/returns",
            "/staff/complaints",
        ] {
            self.page(path).await;
        }
        let count = self.demo.post("/counts", json!({"location": store, "name": "axe"})).await;
        self.page(&format!("/staff/counts/{}", count["id"].as_str().expect("an id"))).await;
        {
            // A wave takes all that waits, the work of the other screen's test too, until it is closed.
            static WAVES: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
            let _alone = WAVES.lock().await;
            let wave = self.demo.post("/waves", json!({"location": store})).await;
            let wave = wave["id"].as_str().expect("an id");
            self.page(&format!("/staff/waves/{wave}")).await;
            self.demo.post(&format!("/waves/{wave}/close"), json!({})).await;
        }
        self.dialog("the palette", "[data-palette]", "#palette[open]").await;
        self.dialog("the shortcuts", "[data-shortcuts]", "#shortcuts[open]").await;
        self.page(&format!("/staff/queue?at={store}")).await;
        for (list, css) in [
            ("/staff/orders", "main a[href^='/staff/orders/']:not([href*='?'])"),
            ("/staff/products", "main a[href^='/staff/products/']:not([href$='/new'])"),
            ("/staff/stock", "main a[href^='/staff/stock/']:not([href$='/shortfalls'])"),
            ("/staff/locations", "main a[href^='/staff/locations/']:not([href$='/new'])"),
            ("/staff/transfers", "main a[href^='/staff/transfers/']:not([href$='/new'])"),
            ("/staff/returns", "main a[href^='/staff/returns/']"),
            ("/staff/complaints", "main a[href^='/staff/complaints/C-']"),
            ("/staff/people?q=a", "main a[href^='/staff/people/person_']"),
            ("/staff/access", "main a[href^='/staff/access/people/']"),
        ] {
            self.browser.visit(list).await;
            let path = self.link(css).await;
            self.page(&path).await;
            if list == "/staff/products" {
                for tab in ["prices", "stock"] {
                    let path = format!("{}/{tab}", path.trim_end_matches("/stock"));
                    self.page(&path).await;
                }
            }
        }
        let order = self.demo.an_order().await;
        self.page(&format!("/staff/orders/{order}")).await;
        let message = self.link("main a[href^='/staff/messages/']").await;
        self.page(&message).await;
        self.page(&format!("/staff/orders/{order}/pick-list")).await;
        self.page(&format!("/staff/orders/{order}/change")).await;
        self.page(&format!("/staff/orders/{order}/complaint")).await;
        for path in ["/staff/products/new", "/staff/locations/new", "/staff/access/new"] {
            self.browser.visit(path).await;
            let send = "[...document.querySelectorAll('main form[method=post]')].at(-1).submit()";
            self.browser.run(send, vec![]).await;
            self.browser.see("main .form-errors").await;
            self.check(&format!("{path} with errors")).await;
        }
    }

    async fn till(&mut self, store: &str, order: &str) {
        let assistant = self.demo.staff("store", Some(store));
        let (name, pin) =
            (assistant["name"].as_str().expect("a name"), assistant["pin"].as_str().expect("a PIN"));
        self.browser.visit("/pos").await;
        self.browser.see("[data-test=places]").await;
        self.check("the till asks for the store").await;
        self.browser.click(&format!("[data-test=place-{store}]")).await;
        self.browser.see("[data-test=name]").await;
        self.check("the till asks for the name").await;
        let press = "[...document.querySelectorAll('[data-test=name]')] \
                     .find((it) => it.textContent.includes(arguments[0])).click()";
        self.browser.run(press, vec![name.into()]).await;
        self.browser.see("[data-test=pad]").await;
        self.check("the till asks for a PIN").await;
        for _ in 0..6 {
            self.browser.click("[data-test=key-9]").await;
        }
        self.browser.see("[data-test=pin-error]").await;
        self.check("a wrong PIN").await;
        for digit in pin.chars() {
            self.browser.click(&format!("[data-test=key-{digit}]")).await;
        }
        self.browser.see("[data-test=tile]").await;
        self.check("the till").await;
        self.browser.click("[data-test=menu]").await;
        self.check("the menu of the till").await;
        self.browser.click("[data-test=menu]").await;
        self.browser.click("[data-test=outbox]").await;
        self.browser.see("[data-test=outbox-list]").await;
        self.check("what waits to be sent").await;
        self.close_dialog().await;

        // A sale.
        self.browser.click("[data-test=tile]").await;
        self.browser.see("[data-test=picker]").await;
        self.check("sizes at the till").await;
        let size = "document.querySelector('[data-test=variant]:not([disabled])').click()";
        self.browser.run(size, vec![]).await;
        if self.browser.see_either("[data-test=to-cart]", "[data-test=cart-line]").await {
            self.browser.click("[data-test=to-cart]").await;
        }
        self.browser.see("[data-test=cart-line]").await;
        self.check("a cart").await;
        self.browser.click("[data-test=attach-customer]").await;
        self.browser.fill("[data-test=person-search]", &self.demo.customer()).await;
        self.browser.see("[data-test=person]").await;
        self.check("a customer is looked for").await;
        self.browser.click("[data-test=new-person]").await;
        self.browser.see("#new-name").await;
        self.check("a new customer").await;
        self.close_dialog().await;
        self.browser.click("[data-test=pay-button]").await;
        self.browser.see("[data-test=given]").await;
        self.check("cash").await;
        self.browser.click("[data-test=pay] [data-test=card]").await;
        self.browser.see("[data-test=to-terminal]").await;
        self.check("a card").await;
        self.browser.click("[data-test=to-terminal]").await;
        self.browser.see("[data-test=terminal-confirmed]").await;
        self.check("a card in the terminal").await;
        self.browser.click("[data-test=terminal-confirmed]").await;
        self.browser.see("[data-test=receipt-number]").await;
        self.check("a finished sale").await;
        let slip = self.link("[data-test=show-receipt]").await;
        self.page(&slip).await;

        let (of, back) = self.announced.clone().expect("something comes back");
        let id = back["id"].as_str().expect("an id");
        self.demo.post(&format!("/returns/{id}/receive"), json!({ "location": store })).await;
        let line = json!({"line": back["lines"][0]["line"], "disposition": "restocked", "quantity": 1});
        self.demo.post(&format!("/returns/{id}/accept"), json!({ "lines": [line] })).await;
        self.page(&format!("/pos/returns/{of}/{id}")).await;

        // The work of the store, with an order of our own.
        for tab in ["queue", "people", "stock", "slips", "pickups"] {
            self.open_tab(tab).await;
            self.check(&format!("/pos#{tab}")).await;
        }
        self.open_tab("queue").await;
        let job = format!("[data-test=job][data-number='{order}']");
        self.browser.click(&format!("{job} .job-acts .btn:not(.btn-main)")).await;
        self.browser.see("dialog[open] .reasons").await;
        self.check("goods that cannot be found").await;
        self.close_dialog().await;
        self.browser.click(&format!("{job} [data-test=pick]")).await;
        self.browser.click(&format!("{job} [data-test=stage]")).await;
        self.browser.see("[data-test=stage-dialog]").await;
        self.check("a bin for an order").await;
        self.browser.fill("[data-test=bin-field]", "B7").await;
        self.browser.click("[data-test=stage-go]").await;
        self.browser.says(&job, "B7").await;
        self.check("the queue with work").await;
        self.open_tab("pickups").await;
        self.browser.click(&format!("[data-test=pickup][data-number='{order}']")).await;
        self.browser.says("[data-test=detail-number]", order).await;
        self.check("an order to hand over").await;
        self.browser.fill("[data-test=proof]", "000000").await;
        self.browser.click("[data-test=check-proof]").await;
        self.browser.see("[data-test=proof-error]").await;
        self.check("a wrong code at the counter").await;
        self.browser.click("[data-test=proof-by-staff]").await;
        self.browser.click("[data-test=hand-over]").await;
        self.browser.see("[data-test=given]").await;
        self.check("an order to pay").await;
        self.close_dialog().await;

        // Customers and goods.
        self.open_tab("people").await;
        self.browser.fill("[data-test=person-search]", &self.demo.customer()).await;
        self.browser.click("[data-test=person]").await;
        self.browser.see("[data-test=profile-name]").await;
        self.check("a customer at the till").await;
        self.open_tab("stock").await;
        self.browser.fill("[data-test=stock-search]", "kurtka").await;
        self.browser.click("[data-test=stock-hit]").await;
        if self.browser.see_either("[data-test=picker]", "[data-test=stock-card]").await {
            self.browser.click("[data-test=variant]").await;
        }
        self.browser.see("[data-test=stock-here]").await;
        self.check("stock of a thing").await;
    }
    async fn open_tab(&self, tab: &str) {
        self.browser.visit(&format!("/pos#{tab}")).await;
        self.browser.client.refresh().await.expect("the page loads again");
        self.browser.see(&format!("[data-screen={tab}] h2")).await;
    }
    async fn close_dialog(&self) {
        self.browser
            .run("document.querySelector('dialog[open] .dialog-head .btn-icon').click()", vec![])
            .await;
    }
}
