//! Where the benchmark plays: a database of its own, seeded through the verbs, and a child process of this very binary that
//! serves it with nothing left out but the rate limits.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures::{StreamExt, TryStreamExt};

use catalog::{ProductText, SaveProduct, SaveVariant};
use inventory::{Capability, Cause, Change, Kind, Location, Move, Point};
use kernel::{
    Actor, BasketId, Clock, Currency, Db, Money, Options, PriceListCode, Problem, SellerCode, Sku,
    SystemClock, VariantId,
};
use pricing::SetPrice;
use serde_json::{Value, json};

use super::load::{Answer, Load, Spent};
use super::{CLIENTS, Scratch};
use crate::commands::{self, say};
use crate::config::{Config, file_url};
use crate::node::Node;

const VARIANTS: usize = 1_000;
const LOCATIONS: usize = 500;
const STORE: &str = "store-0";
const ONE: &str = "BENCH-ONE";
const SECRET: &str = "bench";
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Stage {
    node: Served,
    key: String,
    client: reqwest::Client,
    /// PIDs of the database, where it is a process of its own.
    database: Option<String>,
    db: Db,
    one: VariantId,
    folder: Scratch,
}

/// A process of this very binary that serves; it ends with the value.
pub struct Served {
    child: Child,
    url: String,
}
impl Served {
    pub fn url(&self) -> &str {
        &self.url
    }
}
impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

impl Stage {
    pub async fn build(postgres: Option<String>) -> Result<Self, String> {
        let folder = Scratch::new()?;
        let config = Config { dir: folder.0.clone(), database_url: postgres.clone(), ..Config::default() };
        // Seeding is not measured; the child runs with every safety on.
        let node = Node::open(config, Arc::new(SystemClock), Options::default()).await?;
        crate::starter::settle_in(&node.db, "Bench").await.map_err(say)?;
        let one = seed(&node.db).await.map_err(say)?;
        let wanted = commands::NewKey {
            name: "bench".to_owned(),
            publishable: false,
            capabilities: Vec::new(),
            locations: Vec::new(),
        };
        let key = commands::make_key(&node.db, &wanted, Vec::new()).await?;
        let database = postgres.clone().unwrap_or_else(|| file_url(&folder.0));
        let served = launch(&folder.0, &database).await?;
        let client = reqwest::Client::new();
        let stage = Self { node: served, key, client, database: postgres, db: node.db, one, folder };
        stage.hammer("/healthz", Duration::from_millis(300)).await?;
        Ok(stage)
    }

    /// CPU of the server, and of PostgreSQL where the database is one.
    pub fn cpu(&self) -> Spent {
        let mut processes = vec![self.node.child.id()];
        if self.database.is_some() {
            processes.extend(postgres_processes());
        }
        Spent::of(&processes)
    }
    pub fn client(&self) -> &reqwest::Client {
        &self.client
    }
    /// The database file, on SQLite.
    pub fn file(&self) -> Option<PathBuf> {
        self.database.is_none().then(|| self.folder.0.join("spoina.db"))
    }
    /// A copy of the live database as it is now: the engine's own way, so that the log is in it.
    pub async fn copy(&self, file: &Path, name: &str) -> Result<PathBuf, String> {
        let to = self.folder.0.join(format!("{name}.db"));
        let db = rusqlite::Connection::open(file).map_err(text)?;
        db.busy_timeout(Duration::from_secs(10)).map_err(text)?;
        db.execute("VACUUM INTO ?1", [to.to_string_lossy()]).map_err(text)?;
        Ok(to)
    }

    async fn post(&self, client: &reqwest::Client, path: &str, body: Value) -> Result<(u16, Value), String> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let once = format!("bench-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let answer = client
            .post(format!("{}/api/v1{path}", self.node.url))
            .bearer_auth(&self.key)
            .header("idempotency-key", once)
            .json(&body)
            .send()
            .await
            .map_err(text)?;
        let status = answer.status().as_u16();
        Ok((status, answer.json().await.map_err(text)?))
    }

    pub async fn open_basket(&self, client: &reqwest::Client, _n: u64) -> Result<BasketId, String> {
        let id = BasketId::fresh(SystemClock.now());
        match self.post(client, "/baskets", json!({ "id": id, "channel": "shop" })).await? {
            (201, _) => Ok(id),
            (status, body) => Err(format!("a basket was refused: {status} {body}")),
        }
    }
    pub async fn add_lines(&self, client: &reqwest::Client, basket: &BasketId, n: u64) -> Result<(), String> {
        for sku in skus(n) {
            self.add_line(client, basket, json!({ "sku": sku, "quantity": 1 })).await?;
        }
        Ok(())
    }
    async fn add_line(&self, client: &reqwest::Client, basket: &BasketId, line: Value) -> Result<(), String> {
        match self.post(client, &format!("/baskets/{basket}/lines"), line).await? {
            (200..300, _) => Ok(()),
            (status, body) => Err(format!("a line was refused: {status} {body}")),
        }
    }
    pub async fn check_out(
        &self,
        client: &reqwest::Client,
        basket: &BasketId,
        n: u64,
        ship: bool,
    ) -> Result<Answer, String> {
        let delivery = if ship {
            json!({ "mode": "ship", "address": {
                "street": "Długa 1/2", "postcode": "80-827", "city": "Gdańsk", "country": "PL" } })
        } else {
            json!({ "mode": "pickup", "location": STORE })
        };
        let payment = if ship {
            json!({ "method": "online", "provider": "simpay", "return_url": "http://127.0.0.1/back" })
        } else {
            json!({ "method": "on_pickup" })
        };
        let body = json!({
            "deliveries": [delivery],
            "contact": { "email": format!("bench{}@example.com", n % 500), "name": "Bench" },
            "payments": [payment],
        });
        let (status, body) = self.post(client, &format!("/baskets/{basket}/checkout"), body).await?;
        match status {
            201 => Ok(Answer::Done),
            409 if body["type"] == "/problems/inventory/out-of-stock" => Ok(Answer::Refused),
            _ => Err(format!("a checkout was refused: {status} {body}")),
        }
    }

    /// Baskets that are ready to be ordered; of two lines, or of the one variant that everybody wants.
    pub async fn fill_baskets(&self, many: usize, of_one: bool) -> Result<Vec<BasketId>, String> {
        let fill = async |n: usize| -> Result<BasketId, String> {
            let basket = self.open_basket(&self.client, n as u64).await?;
            if of_one {
                let body = json!({ "sku": ONE, "quantity": 1 });
                self.add_line(&self.client, &basket, body).await?;
            } else {
                self.add_lines(&self.client, &basket, n as u64).await?;
            }
            Ok(basket)
        };
        futures::stream::iter(0..many).map(fill).buffered(CLIENTS).try_collect().await
    }
    pub async fn check_out_all(
        &self,
        baskets: &[BasketId],
        clients: usize,
        span: Duration,
    ) -> Result<Load, String> {
        let next = AtomicU64::new(0);
        Load::until(
            clients,
            || {
                let n = next.fetch_add(1, Ordering::Relaxed);
                ((n as usize) < baskets.len()).then_some(n)
            },
            span,
            async |client, n| self.check_out(client, &baskets[n as usize], n, false).await,
        )
        .await
    }

    pub fn is_shared(&self) -> bool {
        self.database.is_some()
    }
    pub fn database(&self) -> Option<&str> {
        self.database.as_deref()
    }
    pub fn folder(&self) -> &Path {
        &self.folder.0
    }
    pub fn url(&self) -> &str {
        &self.node.url
    }
    /// A second process on the same database.
    pub async fn another_node(&self) -> Result<Served, String> {
        let database = self.database.clone().unwrap_or_else(|| file_url(&self.folder.0));
        launch(&self.folder.0, &database).await
    }
    pub async fn get(&self, url: &str) -> Result<reqwest::Response, String> {
        let answer = self.client.get(url).bearer_auth(&self.key).send().await.map_err(text)?;
        if answer.status().is_success() { Ok(answer) } else { Err(format!("{url}: {}", answer.status())) }
    }
    /// One more piece of the variant that everybody wants.
    pub async fn receive_one(&self) -> Result<(), String> {
        let body = json!({ "sku": ONE, "location": STORE, "delta": 1, "cause": "received" });
        match self.post(&self.client, "/stock/movements", body).await? {
            (201, _) => Ok(()),
            (status, body) => Err(format!("a movement was refused: {status} {body}")),
        }
    }
    /// What a node says is available of it, everywhere.
    pub async fn available(&self, url: &str) -> Result<i64, String> {
        let answer = self.get(&format!("{url}{}", self.nearest())).await?;
        let body: Value = answer.json().await.map_err(text)?;
        body["available"].as_i64().ok_or_else(|| format!("no availability in {body}"))
    }
    /// The process ends, `change` has the file for itself, and another process serves it.
    pub async fn between_two_lives(
        &mut self,
        change: impl FnOnce(&Path) -> Result<(), String>,
    ) -> Result<(), String> {
        let file = self.file().ok_or("only a file can be changed between two lives")?;
        let _ = self.node.child.kill();
        let _ = self.node.child.wait();
        change(&file)?;
        self.node = launch(&self.folder.0, &file_url(&self.folder.0)).await?;
        self.hammer("/healthz", Duration::from_millis(300)).await.map(|_| ())
    }

    pub async fn put_stock_of_one(&self, units: u64) -> Result<u64, String> {
        self.db
            .run(&Actor::System, async |tx| {
                let place = inventory::location_by_code(tx, STORE).await?;
                let fact = Move {
                    id: tx.new_id(),
                    variant: self.one,
                    location: place.id,
                    change: Change::Delta(units as i64),
                    cause: Cause::Received,
                    reference: None,
                    at: None,
                };
                inventory::move_stock(tx, fact).await?;
                Ok::<(), Problem>(())
            })
            .await
            .map_err(say)?;
        Ok(units)
    }
    pub async fn sold_of_one(&self, _stock: u64) -> Result<u64, String> {
        let mut read = self.db.read().await.map_err(text)?;
        let filter = inventory::StockFilter { variant: Some(self.one), ..inventory::StockFilter::default() };
        let rows =
            inventory::stock(&mut read, &filter, &kernel::PageRequest::first(200)).await.map_err(text)?;
        Ok(rows.items.iter().map(|row| row.reserved as u64).sum())
    }

    /// Eight clients, one address; and the CPU that one answer costs.
    pub async fn hammer(&self, path: &str, span: Duration) -> Result<(Load, Duration), String> {
        let url = format!("{}{path}", self.node.url);
        let before = self.cpu();
        let load = Load::run(8, span, async |client, _| {
            let answer = client.get(&url).bearer_auth(&self.key).send().await.map_err(text)?;
            let status = answer.status();
            answer.bytes().await.map_err(text)?;
            if status.is_success() { Ok(Answer::Done) } else { Err(format!("{url}: {status}")) }
        })
        .await?;
        let cpu = self.cpu().since(before).per(load.count);
        Ok((load, cpu))
    }
    pub fn everywhere(&self) -> String {
        format!("/api/v1/availability/{ONE}")
    }
    pub fn nearest(&self) -> String {
        format!("/api/v1/availability/{ONE}?near=52.2,21.0&limit=10")
    }

    /// Writes a ledger by bare SQL, starts a process on it, and asks it one thing.
    pub async fn first_answer(variants: u64, locations: u64) -> Result<(Duration, u64), String> {
        let folder = Scratch::new()?;
        let config = Config { dir: folder.0.clone(), ..Config::default() };
        let node = Node::open(config, Arc::new(SystemClock), Options::default()).await?;
        crate::starter::settle_in(&node.db, "Bench").await.map_err(say)?;
        let one = seed(&node.db).await.map_err(say)?;
        let wanted = commands::NewKey {
            name: "bench".to_owned(),
            publishable: false,
            capabilities: Vec::new(),
            locations: Vec::new(),
        };
        let key = commands::make_key(&node.db, &wanted, Vec::new()).await?;
        drop(node);
        let file = folder.0.join("spoina.db");
        let fill = move || -> rusqlite::Result<()> {
            let db = rusqlite::Connection::open(file)?;
            db.busy_timeout(Duration::from_secs(10))?;
            db.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;")?;
            let places: Vec<Vec<u8>> = db
                .prepare("SELECT id FROM inventory_location ORDER BY id LIMIT ?1")?
                .query_map([locations as i64], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            db.execute_batch("BEGIN")?;
            let mut insert = db.prepare(
                "INSERT INTO inventory_stock (variant, location, on_hand, version) VALUES (?1, ?2, ?3, 1)
                 ON CONFLICT DO NOTHING",
            )?;
            // Ids that sort as they are made, as real ones do.
            for variant in 0..variants {
                let mut id = vec![0x01, 0x9a];
                id.extend(&variant.to_be_bytes());
                id.extend([0; 6]);
                for (n, place) in places.iter().enumerate() {
                    insert.execute((&id, place, (variant as usize + n) as i64 % 40))?;
                }
            }
            drop(insert);
            db.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE);")
        };
        tokio::task::spawn_blocking(fill).await.map_err(text)?.map_err(text)?;
        let _ = one;
        let start = Instant::now();
        let served = launch(&folder.0, &file_url(&folder.0)).await?;
        let asked = reqwest::Client::new()
            .get(format!("{}/api/v1/availability/{ONE}", served.url))
            .bearer_auth(&key)
            .send()
            .await
            .map_err(text);
        let took = start.elapsed();
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", served.child.id())).unwrap_or_default();
        drop(served);
        let answer = asked?;
        if !answer.status().is_success() {
            return Err(format!("the first answer was {}", answer.status()));
        }
        let resident = status
            .lines()
            .find_map(|line| {
                line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()
            })
            .unwrap_or(0);
        Ok((took, resident * 1024))
    }
}

/// Two variants, spread over all of them.
fn skus(n: u64) -> [String; 2] {
    let first = n * 7 % VARIANTS as u64;
    let second = (first + 1 + n * 13 % (VARIANTS as u64 - 1)) % VARIANTS as u64;
    [format!("BENCH-{first}"), format!("BENCH-{second}")]
}

/// A payment provider of our own process: what it costs is not the server's.
async fn provider(shop: &str) -> Result<String, String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(text)?;
    let url = format!("http://{}", listener.local_addr().map_err(text)?);
    let callbacks = format!("{shop}/api/v1/payments/callbacks/simpay");
    let router = axum::Router::new().nest("/simpay", simulator::Payments::new(SECRET, callbacks).router());
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(format!("{url}/simpay"))
}

/// A free port, a child that serves there, and the moment at which it is ready.
async fn launch(folder: &Path, database: &str) -> Result<Served, String> {
    let port =
        std::net::TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).map_err(text)?.port();
    let payments = provider(&format!("http://127.0.0.1:{port}")).await?;
    let binary = std::env::current_exe().map_err(text)?;
    let child = Command::new(binary)
        .arg("serve")
        .current_dir(folder)
        .env("SPOINA_DIR", folder)
        .env("SPOINA_PORT", port.to_string())
        .env("SPOINA_DATABASE_URL", database)
        .env("SPOINA_REQUESTS_PER_SECOND", "0")
        .env("SPOINA_PAYMENTS_URL", payments)
        .env("SPOINA_PAYMENTS_SECRET", SECRET)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .map_err(text)?;
    let mut served = Served { child, url: format!("http://127.0.0.1:{port}") };
    let (client, deadline) = (reqwest::Client::new(), Instant::now() + PATIENCE);
    loop {
        let answer = client.get(format!("{}/readyz", served.url)).send().await;
        if answer.is_ok_and(|it| it.status().is_success()) {
            return Ok(served);
        }
        if served.child.try_wait().map_err(text)?.is_some() || Instant::now() > deadline {
            return Err("the server did not get ready".to_owned());
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn postgres_processes() -> Vec<u32> {
    let named = |pid: &u32| {
        std::fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|name| name.trim() == "postgres")
    };
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter(named).collect()
}

async fn seed(db: &Db) -> Result<VariantId, Problem> {
    let seller = SellerCode::new("main").expect("a code");
    for start in (0..LOCATIONS).step_by(100) {
        db.run(&Actor::System, async |tx| {
            for n in start..start + 100 {
                let code = format!("store-{n}");
                let mut place = Location::new(tx.new_id(), &code, Kind::Store, &code, seller.clone());
                place.capabilities.extend([Capability::Pickup, Capability::Ship, Capability::Till]);
                place.point = Point::new(49.5 + (n % 25) as f64 * 0.2, 14.5 + (n / 25) as f64 * 0.45);
                inventory::save_location(tx, place).await?;
            }
            Ok::<(), Problem>(())
        })
        .await?;
    }
    let list = PriceListCode::new("pln").expect("a code");
    let text = |name: &str| {
        [("pl".to_owned(), ProductText { name: name.to_owned(), ..ProductText::default() })]
            .into_iter()
            .collect()
    };
    let mut all = Vec::new();
    for start in (0..VARIANTS).step_by(100) {
        let ids = db
            .run(&Actor::System, async |tx| {
                let mut wanted = SaveProduct {
                    key: format!("bench-{start}"),
                    texts: text("Bench"),
                    ..SaveProduct::default()
                };
                for n in start..start + 100 {
                    wanted.variants.push(SaveVariant::new(Sku::new(format!("BENCH-{n}")).expect("a SKU")));
                }
                if start == 0 {
                    wanted.variants.push(SaveVariant::new(Sku::new(ONE).expect("a SKU")));
                }
                let mut saved = Vec::new();
                for product in catalog::save_products(tx, vec![wanted]).await? {
                    saved.extend(product?.variants.into_iter().map(|variant| (variant.sku, variant.id)));
                }
                let price = |(_, variant): &(Sku, VariantId)| SetPrice {
                    list: list.clone(),
                    variant: *variant,
                    gross: Money::new(12_999, Currency::Pln),
                    valid_from: None,
                };
                for set in pricing::set_prices(tx, saved.iter().map(price).collect()).await? {
                    set?;
                }
                Ok::<_, Problem>(saved)
            })
            .await?;
        all.extend(ids);
    }
    let one = all.iter().find(|(sku, _)| sku.as_str() == ONE).map(|(_, id)| *id).expect("it was saved");
    let places = inventory::locations(&mut db.read().await?).await?;
    let store = places.iter().find(|place| place.code == STORE).map(|place| place.id).expect("it was saved");
    for some in all.chunks(200) {
        db.run(&Actor::System, async |tx| {
            let mut facts = Vec::new();
            for (_, variant) in some.iter().filter(|(_, id)| *id != one) {
                facts.push(received(tx.new_id(), *variant, store, 10_000_000));
            }
            inventory::move_all(tx, facts).await?;
            Ok::<(), Problem>(())
        })
        .await?;
    }
    for some in places.chunks(200) {
        db.run(&Actor::System, async |tx| {
            let mut facts = Vec::new();
            for (n, place) in some.iter().enumerate().filter(|(_, place)| place.id != store) {
                facts.push(received(tx.new_id(), one, place.id, 1 + n as i64 % 30));
            }
            inventory::move_all(tx, facts).await?;
            Ok::<(), Problem>(())
        })
        .await?;
    }
    Ok(one)
}

fn received(id: kernel::MovementId, variant: VariantId, location: kernel::LocationId, units: i64) -> Move {
    Move {
        id,
        variant,
        location,
        change: Change::Delta(units),
        cause: Cause::Received,
        reference: None,
        at: None,
    }
}
