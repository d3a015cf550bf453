//! `spoina demo`: the whole product with the retailer Szron on an embedded database, on a clock that can be wound.

mod pages;
mod parcels;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use kernel::{
    Actor, Clock, Currency, Money, Options, PageRequest, Sync, SystemClock, Timestamp, WoundClock, settle,
};
use serde::{Deserialize, Serialize};
use simulation::szron;

use crate::args;
use crate::commands::{self, say};
use crate::config::Config;
use crate::node::Node;
use crate::serve::{bind, serve};

const SEED: u64 = 7;
/// Five weeks of trade.
const DAYS: u32 = 35;
const PAYMENTS_SECRET: &str = "simpay-demo";
const CARRIER_SECRET: &str = "simship-demo";

/// What a demo folder remembers beside its database.
#[derive(Clone, Serialize, Deserialize)]
struct Memory {
    /// How far the clock was wound.
    ahead_millis: i64,
    api_key: String,
    publishable_key: String,
}

pub async fn run(options: args::Demo) -> Result<(), String> {
    let started = Instant::now();
    let folder = Folder::of(options.dir)?;
    let config = Config { dir: folder.path.clone(), name: szron::SZRON.name.to_owned(), ..Config::default() };
    let listener = bind((config.address, options.port).into()).await?;
    let port = listener.local_addr().map_err(|error| error.to_string())?.port();
    let url = format!("http://127.0.0.1:{port}");
    let config = Config {
        port,
        public_url: Some(url.clone()),
        mail_from: format!("{} <{}>", szron::SZRON.name, szron::SELLER.email),
        payments_url: Some(format!("{url}/simpay")),
        payments_secret: Some(PAYMENTS_SECRET.to_owned()),
        carrier_url: Some(format!("{url}/simship")),
        carrier_secret: Some(CARRIER_SECRET.to_owned()),
        ..config
    };

    let remembered = folder.memory()?;
    let clock = Arc::new(match &remembered {
        Some(memory) => WoundClock::behind(-memory.ahead_millis),
        None => WoundClock::behind(i64::from(DAYS + 1) * 24 * 3_600_000),
    });
    // What the demo loses in a power cut it makes again: no need to wait for the disk.
    let database = Options { sync: Sync::Normal, ..Options::default() };
    let memory = match remembered {
        Some(memory) => memory,
        None => {
            let memory = on_one_thread({
                let (config, clock, database) = (config.clone(), clock.clone(), database.clone());
                async move || fill(&Node::open(config, clock.clone(), database).await?, &clock).await
            })
            .await?;
            folder.remember(&memory)?;
            memory
        }
    };
    let node = Node::open(config, clock.clone(), database).await?;

    let time = clock.clone();
    let provider = simulator::Payments::with_clock(
        PAYMENTS_SECRET,
        format!("{url}/api/v1/payments/callbacks/simpay"),
        move || time.now().as_millis(),
    );
    let time = clock.clone();
    let carrier = simulator::Parcels::with_clock(
        CARRIER_SECRET,
        format!("{url}/api/v1/shipping/callbacks/simship"),
        parcels::lockers(),
        move || time.now().as_millis(),
    );
    recall(&node.db, &provider).await?;
    let demo = pages::Demo {
        node_db: node.db.clone(),
        clock: clock.clone(),
        outbox: folder.path.join("outbox"),
        api_key: memory.api_key.clone(),
        remember: Arc::new(Keeper { folder: folder.path.clone(), memory: memory.clone() }),
    };
    let mut doors = node.doors(brand(&node).await?, true)?;
    doors.router = doors.router.nest("/simpay", provider.router()).nest("/simship", carrier.router());
    doors.router = doors.router.merge(pages::router(demo));
    let background = node.start();
    let trucks = tokio::spawn(carrier.run());
    announce(&url, &memory, options.json, &folder, started);
    serve(listener, doors).await?;
    drop(background);
    trucks.abort();
    Ok(())
}

/// Five weeks are tens of thousands of statements, one after the other. With everybody on one processor, nobody has to be woken on
/// another one to pass a statement on, which costs more than the statement does.
async fn on_one_thread<T: Send + 'static, F: Future<Output = Result<T, String>>>(
    work: impl FnOnce() -> F + Send + 'static,
) -> Result<T, String> {
    let thread = move || {
        // The database's own threads are started from here and stay here.
        if let Some(one) = core_affinity::get_core_ids().and_then(|all| all.into_iter().next_back()) {
            core_affinity::set_for_current(one);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.map_err(|error| error.to_string())?.block_on(work())
    };
    // A thread of its own: one of the runtime's would keep the processor.
    let (done, end) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || drop(done.send(thread())));
    end.await.map_err(|error| error.to_string())?
}

/// Moves the retailer in and lives the weeks before today.
async fn fill(node: &Node, clock: &WoundClock) -> Result<Memory, String> {
    simulation::load(&node.db, &node.blobs, SEED).await.map_err(say)?;
    terms(&node.db).await?;
    let (consumers, workers) = (node.consumers(), node.workers());
    let until = SystemClock.now();
    simulation::live(&node.db, clock, SEED, DAYS, until, async || {
        settle(&node.db, &consumers, &workers).await
    })
    .await
    .map_err(say)?;
    simulation::replenish(&node.db).await.map_err(say)?;
    settle(&node.db, &consumers, &workers).await.map_err(|fault| fault.to_string())?;
    let key = |publishable, name: &str| commands::NewKey {
        name: name.to_owned(),
        publishable,
        capabilities: Vec::new(),
        locations: Vec::new(),
    };
    Ok(Memory {
        ahead_millis: 0,
        api_key: commands::make_key(&node.db, &key(false, "demo"), Vec::new()).await?,
        publishable_key: commands::make_key(&node.db, &key(true, "demo shop"), Vec::new()).await?,
    })
}

/// The provider of the demo lives in memory. What it took before this start is told to it, or nothing of it could be paid back.
async fn recall(db: &kernel::Db, provider: &simulator::Payments) -> Result<(), String> {
    let mut read = db.read().await.map_err(|fault| fault.to_string())?;
    let mut page = PageRequest::first(PageRequest::MAX);
    loop {
        let orders = orders::orders(&mut read, &orders::OrderFilter::default(), &page).await;
        let orders = orders.map_err(|error| say(error.into()))?;
        for order in &orders.items {
            let intents = payments::intents(&mut read, order.id).await.map_err(|error| say(error.into()))?;
            for intent in intents.iter().filter(|it| it.provider.is_some()) {
                let kept = intent.captured.minor - intent.refunded.minor;
                if let (Some(reference), 1..) = (&intent.provider_ref, kept) {
                    let currency = intent.amount.currency.to_string();
                    provider.remember(reference, &order.id.to_string(), kept, &currency);
                }
            }
        }
        match orders.next {
            Some(after) => page.after = Some(after),
            None => return Ok(()),
        }
    }
}

/// Parcels cost what the home page says they do.
async fn terms(db: &kernel::Db) -> Result<(), String> {
    let market = kernel::MarketCode::new(szron::MARKET.code).ok_or("the market of Szron has no code")?;
    let zl = |minor| Money::new(minor, Currency::Pln);
    let policy = orders::Policy {
        ship_fee: zl(szron::MARKET.delivery_minor),
        ship_free_from: Some(zl(szron::MARKET.free_delivery_from_minor)),
        ..orders::Policy::usual(market, Currency::Pln)
    };
    let saved = db.run(&Actor::System, async |tx| orders::save_policy(tx, policy.clone()).await).await;
    saved.map_err(|error| say(error.into()))?;
    parcels::offer(db).await
}

/// The face of Szron: every drawing and word that the shop has a place for.
async fn brand(node: &Node) -> Result<storefront::BrandArt, String> {
    let art = simulation::art(&node.blobs).await.map_err(say)?;
    let both = |text: szron::Text| catalog::Text::new(text.pl, text.en);
    let promises = szron::SZRON.promises.iter().map(|(title, text)| (both(*title), both(*text)));
    Ok(storefront::BrandArt {
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

/// Writes down how far the clock was wound, so that a demo that goes on does not go back in time.
struct Keeper {
    folder: PathBuf,
    memory: Memory,
}
impl Keeper {
    fn wound(&self, clock: &WoundClock) -> Result<(), String> {
        let ahead_millis = clock.now().since(SystemClock.now());
        write_memory(&self.folder, &Memory { ahead_millis, ..self.memory.clone() })
    }
}

struct Folder {
    path: PathBuf,
    /// Removed at the end.
    passing: bool,
}
impl Folder {
    fn of(dir: Option<PathBuf>) -> Result<Self, String> {
        let passing = dir.is_none();
        let path =
            dir.unwrap_or_else(|| std::env::temp_dir().join(format!("spoina-demo-{}", std::process::id())));
        if passing && path.exists() {
            let _ = std::fs::remove_dir_all(&path);
        }
        std::fs::create_dir_all(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let folder = Self { path, passing };
        // A start that was cut off left a database without its memory: begin anew, but never over somebody else's data.
        if !folder.path.join("demo.json").exists() && folder.path.join("spoina.db").exists() {
            if !folder.path.join("demo.started").exists() {
                return Err(format!("{} holds a database that is not a demo", folder.path.display()));
            }
            for name in ["spoina.db", "spoina.db-wal", "spoina.db-shm"] {
                let _ = std::fs::remove_file(folder.path.join(name));
            }
            for name in ["media", "outbox"] {
                let _ = std::fs::remove_dir_all(folder.path.join(name));
            }
        }
        std::fs::write(folder.path.join("demo.started"), "").map_err(|error| error.to_string())?;
        Ok(folder)
    }
    fn memory(&self) -> Result<Option<Memory>, String> {
        match std::fs::read_to_string(self.path.join("demo.json")) {
            Ok(text) => serde_json::from_str(&text).map(Some).map_err(|error| format!("demo.json: {error}")),
            Err(_) => Ok(None),
        }
    }
    fn remember(&self, memory: &Memory) -> Result<(), String> {
        write_memory(&self.path, memory)
    }
}
impl Drop for Folder {
    fn drop(&mut self) {
        if self.passing {
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

fn write_memory(folder: &Path, memory: &Memory) -> Result<(), String> {
    let (fresh, file) = (folder.join("demo.json.new"), folder.join("demo.json"));
    let text = serde_json::to_string_pretty(memory).map_err(|error| error.to_string())?;
    std::fs::write(&fresh, text)
        .and_then(|()| std::fs::rename(&fresh, &file))
        .map_err(|error| format!("{}: {error}", file.display()))
}

/// Everybody's way in, on one screen or on one line.
fn announce(url: &str, memory: &Memory, json: bool, folder: &Folder, started: Instant) {
    let staff = szron::staff();
    if json {
        let people: Vec<serde_json::Value> = staff
            .iter()
            .map(|it| {
                serde_json::json!({
                    "email": it.email, "password": it.password, "pin": it.pin,
                    "role": pages::role_name(it.role), "location": it.location, "name": it.name,
                })
            })
            .collect();
        let line = serde_json::json!({
            "url": url, "api_key": memory.api_key, "publishable_key": memory.publishable_key, "staff": people,
            "customer": szron::customers()[0].email, "dir": folder.path,
        });
        println!("{line}");
        return;
    }
    let store = staff.iter().find(|it| it.role == szron::Role::StoreAssistant);
    println!("\n  Spoina demo: Szron, 14 stores, ready in {:.1} s\n", started.elapsed().as_secs_f64());
    println!("  Start here     {url}/demo        clock, sign-ins, mailbox");
    println!("  Shop           {url}/");
    println!("  Till           {url}/pos");
    println!("  Back office    {url}/staff");
    println!("  API            {url}/api/v1/docs");
    println!("\n  Administrator  {}   {}", staff[0].email, staff[0].password);
    if let Some(store) = store {
        println!("  Store          {}   {}   PIN {}", store.email, store.password, store.pin);
    }
    println!("  Customer       {}   (the code arrives at {url}/demo/mail)", szron::customers()[0].email);
    println!("  API key        {}", memory.api_key);
    println!(
        "\n  Data in {}{}",
        folder.path.display(),
        if folder.passing { ", removed at the end" } else { "" }
    );
    println!("  Ctrl-C ends it.\n");
}

/// The next time that the wall clock of the market shows nine in the morning.
fn next_morning(now: Timestamp) -> Timestamp {
    let zone = kernel::Tz::Europe__Warsaw;
    let today = now.date_in(zone);
    let morning = today.at_in(zone, 9, 0);
    if morning > now { morning } else { today.plus_days(1).at_in(zone, 9, 0) }
}
