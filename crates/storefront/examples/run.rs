//! The shop alone, with the goods of Szron: `cargo run -p storefront --example run -- 4190 [folder]`.

use std::sync::Arc;

use catalog::{Blobs, Text};
use kernel::{Db, Options, Runtime, Sync, WoundClock};
use simulation::szron;
use storefront::{BrandArt, Site, State};

const DAYS: i64 = 40;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().with_env_filter("warn").init();
    let mut arguments = std::env::args().skip(1);
    let port: u16 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(4190);
    let folder =
        arguments.next().map_or_else(|| std::env::temp_dir().join(format!("shop-{port}")), Into::into);
    let is_new = !folder.exists();
    std::fs::create_dir_all(&folder)?;
    let day = 24 * 3_600_000;
    let clock = Arc::new(WoundClock::behind(if is_new { DAYS * day } else { 0 }));
    let options = Options { sync: Sync::Normal, ..Options::default() };
    let db = Db::open(&format!("sqlite://{}/shop.db", folder.display()), clock.clone(), options).await?;
    db.migrate(&[
        access::MIGRATIONS,
        catalog::MIGRATIONS,
        pricing::MIGRATIONS,
        inventory::MIGRATIONS,
        customers::MIGRATIONS,
        shipping::MIGRATIONS,
        payments::MIGRATIONS,
        orders::MIGRATIONS,
        loyalty::MIGRATIONS,
        conversations::MIGRATIONS,
    ])
    .await?;
    let blobs = Blobs::directory(folder.join("media"));
    if is_new {
        simulation::load(&db, &blobs, 7).await.map_err(|problem| format!("{problem:?}"))?;
        clock.wind((DAYS - 12) * day);
        simulation::lower_prices(&db).await.map_err(|problem| format!("{problem:?}"))?;
        clock.wind(12 * day);
    }
    let url = format!("http://127.0.0.1:{port}");
    let provider = simulator::Payments::new("secret", format!("{url}/callbacks"));
    let simpay = connectors::SimPay::new(format!("{url}/simpay"), "secret");
    let _runtime = Runtime::start(&db, vec![inventory::consumer(), orders::consumer()], Vec::new());
    tokio::spawn(inventory::follow(db.clone()));
    let site = Site {
        channel: kernel::ChannelCode::new("shop").expect("a code"),
        public_url: url.clone(),
        secret: [7; 32],
        secure: false,
        name: szron::SZRON.name.to_owned(),
        demo: true,
        brand: brand(&blobs).await?,
    };
    let state = State::new(db, blobs, Some(Arc::new(simpay)), site);
    let router = storefront::router(state)
        .merge(ui::router())
        .nest("/simpay", provider.router())
        .layer(ui::security_headers().allow("form-action", &url));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    println!("{url}");
    axum::serve(listener, router).await?;
    Ok(())
}

async fn brand(blobs: &Blobs) -> Result<BrandArt, String> {
    let art = simulation::art(blobs).await.map_err(|problem| format!("{problem:?}"))?;
    let both = |text: szron::Text| Text::new(text.pl, text.en);
    let promises = szron::SZRON.promises.iter().map(|(title, text)| (both(*title), both(*text)));
    Ok(BrandArt {
        wordmark: Some(art.wordmark),
        icon: Some(art.icon),
        hero: Some(art.ridge),
        hero_square: Some(art.ridge_square),
        scene: Some(art.evening_square),
        store: Some(art.storefront),
        store_square: Some(art.storefront_square),
        tiles: art.tiles,
        claim: both(szron::SZRON.claim),
        lead: both(szron::SZRON.lead),
        story: both(szron::SZRON.story),
        about: both(szron::SZRON.about),
        promises: promises.collect(),
        contact_email: Some(szron::SELLER.email.to_owned()),
        contact_phone: Some(szron::SELLER.phone.to_owned()),
    })
}
