//! The journey of the product in a real browser: from the ad to the points, in the shop, in the store and in the office.

use serde_json::{Value, json};

use crate::chrome::{Browser, Driver, Screen};
use crate::demo::{Demo, sign_in_code};
use crate::world::until;

const EMAIL: &str = "julia.dabrowska@example.com";
const AD: &str = "utm_source=instagram&utm_medium=paid_social&utm_campaign=zimowa-kurtka&fbclid=IwAR0x1y2z3";

#[tokio::test(flavor = "multi_thread")]
async fn the_journey_from_the_ad_to_the_points() {
    let Some(driver) = Driver::find() else { return };
    let demo = Demo::start().await;
    let browser = Browser::open(&driver, &demo.url, Screen::Desk).await;
    let jacket = choose(&demo).await;

    let (number, code) = buy(&browser, &jacket).await;
    let ready = prepare(&browser, &demo, &jacket, &number).await;
    let spelled: String = ready.split_whitespace().collect();
    assert!(spelled.contains(&code), "the letter that the order waits holds the code {code}: {ready}");
    demo.wind("PT24H").await;
    collect(&browser, &demo, &jacket, &number, &code).await;
    let points = look_at_the_account(&browser, &jacket, &number).await;
    look_at_the_profile(&browser, &demo, &number, points).await;
    browser.close().await;
}

struct Jacket {
    key: String,
    sku: String,
    /// The store where it lies, of those nearest to the shopper.
    store: String,
    /// In minor units.
    price: i64,
}

/// A jacket of which some hang in the nearest store.
async fn choose(demo: &Demo) -> Jacket {
    let stores = demo.get("/locations?near=54.35,18.65&capability=pickup&kind=store&limit=1").await;
    let store = stores["items"][0]["code"].as_str().expect("a store");
    let products = demo.get("/products?limit=200&status=published").await;
    let jackets = products["items"].as_array().expect("products").iter();
    let jackets = jackets.filter(|it| it["key"].as_str().is_some_and(|key| key.contains("kurtka")));
    for (product, sku) in
        jackets.flat_map(|it| it["skus"].as_array().expect("SKUs").iter().map(move |sku| (it, sku)))
    {
        let sku = sku.as_str().expect("a SKU");
        let near = demo.get(&format!("/availability/{sku}?near=54.35,18.65&capability=pickup&limit=1")).await;
        let nearest = &near["locations"][0];
        if nearest["location"] == store && nearest["available"].as_i64().unwrap_or(0) >= 2 {
            let key = product["key"].as_str().expect("a key").to_owned();
            let quote = json!({"channel": "shop", "lines": [{"sku": sku, "quantity": 1}]});
            let price = demo.post("/quotes", quote).await["total"]["amount"].as_i64().expect("a price");
            return Jacket { key, sku: sku.to_owned(), store: store.to_owned(), price };
        }
    }
    panic!("no jacket hangs in {store}: {products}");
}

/// Evening: an ad, a page, a size, a store, an order.
async fn buy(browser: &Browser, jacket: &Jacket) -> (String, String) {
    browser.visit(&format!("/v/{}?{AD}", jacket.sku)).await;
    browser.arrives(&format!("/p/{}", jacket.key)).await;
    assert!(browser.text(".sizes [aria-current=true]").await.len() < 30, "the size of the ad is chosen");
    let price = browser.text("[data-test=price] .money").await;
    assert_eq!(digits(&price), jacket.price.to_string(), "the price of the shop is that of the API");

    // Which stores nearby have it.
    browser.fill(".buy #place-q", "80-806").await;
    browser.submit(".buy #place-q").await;
    browser.see(&format!("#near [data-test=near-{}]", jacket.store)).await;
    let nearest = browser.see("#near .near-list > li").await.attr("data-test").await.expect("an attribute");
    assert_eq!(nearest, Some(format!("near-{}", jacket.store)), "the nearest store stands first");

    browser.click("[data-test=add]").await;
    browser.click("#bag .mini-foot a[href='/checkout']").await;
    browser.arrives("/checkout").await;
    let store = format!("[data-test=store-{}]", jacket.store);
    browser.run("document.querySelector(arguments[0]).closest('label').click()", vec![store.into()]).await;
    browser.fill("#f-name", "Julia Dąbrowska").await;
    browser.fill("#f-email", EMAIL).await;
    browser.click("[data-test=place]").await;
    browser.arrives("/o/order_").await;
    let title = browser.text(".order-number").await;
    let number = title.split_whitespace().last().expect("a number").to_owned();
    let code = browser.text("[data-test=pickup-code]").await;
    (number, digits(&code))
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The store's queue: picked, put into a bin, and the shopper is told. Gives the letter.
async fn prepare(browser: &Browser, demo: &Demo, jacket: &Jacket, number: &str) -> String {
    enter_the_till(browser, demo, &jacket.store).await;
    browser.visit("/pos#queue").await;
    let job = format!("[data-test=job][data-number='{number}']");
    browser.click(&format!("{job} [data-test=pick]")).await;
    browser.click(&format!("{job} [data-test=stage]")).await;
    browser.fill("[data-test=bin-field]", "A2").await;
    browser.click("[data-test=stage-go]").await;
    browser.says(&job, "A2").await;
    letter(browser, 2).await
}

/// Signs in with a PIN where the till asks for it.
async fn enter_the_till(browser: &Browser, demo: &Demo, store: &str) {
    let assistant = demo.staff("store", Some(store));
    let (name, pin) =
        (assistant["name"].as_str().expect("a name"), assistant["pin"].as_str().expect("a PIN"));
    browser.visit("/pos").await;
    let place = format!("[data-test=place-{store}]");
    if browser.see_either("[data-test=places]", "[data-test=names], [data-test=pad], [data-test=menu]").await
    {
        browser.click(&place).await;
    }
    if browser.see_either("[data-test=names]", "[data-test=pad], [data-test=menu]").await {
        let pressed = "const it = [...document.querySelectorAll('[data-test=name]')] \
                       .find((it) => it.textContent.includes(arguments[0])); it?.click(); return !!it";
        until("the own name", 30, async || {
            (browser.run(pressed, vec![name.into()]).await == true).then_some(())
        })
        .await;
    }
    if browser.see_either("[data-test=pad]", "[data-test=menu]").await {
        for digit in pin.chars() {
            browser.click(&format!("[data-test=key-{digit}]")).await;
        }
    }
    browser.says("[data-test=menu]", name).await;
}

/// The newest letter to the shopper, once there are so many.
async fn letter(browser: &Browser, many: usize) -> String {
    until("a letter", 60, async || {
        let texts = letters(browser).await;
        (texts.len() >= many).then(|| texts[0].clone())
    })
    .await
}
async fn letters(browser: &Browser) -> Vec<String> {
    browser.visit(&format!("/demo/mail?to={}", EMAIL.replace('@', "%40"))).await;
    let script = "return [...document.querySelectorAll('.demo-letter')].map((it) => it.textContent)";
    let texts = browser.run(script, vec![]).await;
    texts.as_array().expect("a list").iter().filter_map(|it| Some(it.as_str()?.to_owned())).collect()
}

/// Next day: the till finds the order by its code, takes a card and prints.
async fn collect(browser: &Browser, demo: &Demo, jacket: &Jacket, number: &str, code: &str) {
    enter_the_till(browser, demo, &jacket.store).await;
    browser.visit("/pos#pickups").await;
    browser.fill("[data-test=pickup-search]", code).await;
    browser.says("[data-test=detail-number]", number).await;
    browser.see("[data-test=proven]").await;
    browser.see("[data-test=person-history]").await;
    let due = browser.text("[data-test=due]").await;
    assert_eq!(digits(&due), jacket.price.to_string());
    browser.click("[data-test=hand-over]").await;
    browser.click("[data-test=pay] [data-test=card]").await;
    browser.click("[data-test=to-terminal]").await;
    browser.click("[data-test=terminal-confirmed]").await;
    let receipt = browser.text("[data-test=receipt-number]").await;
    let slip = browser
        .see("[data-test=show-receipt]")
        .await
        .attr("href")
        .await
        .expect("an attribute")
        .expect("a link");
    browser.visit(&slip).await;
    browser.says("[data-test=receipt-number]", &receipt).await;
    browser.says("[data-test=order-number]", number).await;
    assert_eq!(digits(&browser.text("[data-test=total] strong:last-child").await), jacket.price.to_string());
}

/// The shopper signs in with a code from the mail and sees the points.
async fn look_at_the_account(browser: &Browser, jacket: &Jacket, number: &str) -> i64 {
    browser.visit("/account").await;
    browser.fill("#f-email", EMAIL).await;
    browser.submit("#f-email").await;
    browser.see("#f-code").await;
    let account = browser.client.window().await.expect("a window");
    let mailbox = browser.client.new_window(true).await.expect("a tab");
    browser.client.switch_to_window(mailbox.handle).await.expect("the tab");
    let code = until("the code in the mail", 60, async || {
        letters(browser).await.first().and_then(|text| sign_in_code(text))
    })
    .await;
    browser.client.close_window().await.expect("the tab closes");
    browser.client.switch_to_window(account).await.expect("the window");
    browser.fill("#f-code", &code).await;
    browser.submit("#f-code").await;
    let pending = browser.text("[data-test=points-pending]").await;
    let points = jacket.price / 100;
    assert_eq!(digits(&pending), points.to_string(), "one point for each full złoty: {pending}");
    browser.says(".order-cards", number).await;
    points
}

/// The back office knows the whole story of this person.
async fn look_at_the_profile(browser: &Browser, demo: &Demo, number: &str, points: i64) {
    let boss = demo.staff("administrator", None);
    browser.visit("/staff/people").await;
    browser.fill("#f-email", boss["email"].as_str().expect("an address")).await;
    browser.fill("#f-password", boss["password"].as_str().expect("a password")).await;
    browser.submit("#f-password").await;
    browser.arrives("/staff").await;
    browser.visit(&format!("/staff/people?q={}", EMAIL.replace('@', "%40"))).await;
    browser.click("main a[href^='/staff/people/person_']").await;
    browser.arrives("/staff/people/person_").await;
    let beads = browser
        .run(
            "return [...document.querySelectorAll('[data-test=bead]')].map((it) => \
             it.querySelector('use').getAttribute('href').split('#')[1] + ' ' + it.innerText.replace(/\\s+/g, ' '))",
            vec![],
        )
        .await;
    let beads: Vec<&str> = beads.as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    let bead = |icon: &str, words: &[&str]| {
        let fits = |it: &&&str| it.starts_with(icon) && words.iter().all(|word| it.contains(word));
        assert!(beads.iter().find(fits).is_some(), "no {icon} with {words:?} in {beads:#?}");
    };
    bead("speakerphone", &["instagram / paid_social", "zimowa-kurtka", "fbclid"]);
    bead("shirt", &[]);
    bead("basket", &[]);
    bead("shopping-bag", &[number]);
    bead("mail", &[]);
    bead("package-export", &[]);
    bead("star", &[&points.to_string()]);
    browser.says("[data-test=points]", &points.to_string()).await;
}
