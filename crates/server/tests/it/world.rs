//! The product as its users meet it: processes of the real binary on a database of their own, and a client that speaks to
//! them. What a test starts ends with it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use kernel::{Actor, Clock, Db, EventId, Options, Query, SystemClock, Timestamp, args};
use mail_parser::MessageParser;
use serde_json::{Value, json};

/// What every variant costs.
pub const PRICE: i64 = 12_999;
/// The store where everything happens.
pub const STORE: &str = "gda-1";
const BINARY: &str = env!("CARGO_BIN_EXE_spoina");
/// A debug build on a loaded machine is slow to start; nothing waits this long without reason.
const PATIENCE: Duration = Duration::from_secs(60);

/// Looks again and again until there is an answer.
pub async fn until<T>(what: &str, seconds: u64, look: impl AsyncFn() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(seconds);
    let mut turn = tokio::time::interval(Duration::from_millis(40));
    turn.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        turn.tick().await;
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < deadline, "{what}: not within {seconds} s");
    }
}

/// A folder that goes away with its test, and stays for whoever looks why one failed.
pub struct Scratch(pub PathBuf);
impl Scratch {
    pub fn new(name: &str) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::SeqCst);
        let path = std::env::temp_dir().join(format!("spoina-{name}-{}-{count}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("a folder of our own");
        Self(path)
    }
}
impl Drop for Scratch {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("what was left behind: {}", self.0.display());
        } else {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }
}

/// Below the ports that the system gives away by itself, so that a node finds its own again after a restart.
pub fn free_port() -> u16 {
    loop {
        let port = rand::random_range(10_240..20_000);
        if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// Ends, by force, with whoever started it.
pub struct Process(Child);
impl Process {
    pub fn start(command: &mut Command) -> Self {
        Self(command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}")))
    }
    pub fn output(&mut self) -> std::process::ChildStdout {
        self.0.stdout.take().expect("its output is piped")
    }
    fn ended(&mut self) -> Option<std::process::ExitStatus> {
        self.0.try_wait().expect("a child can be asked")
    }
    /// Asks it to end: `TERM`, `INT`.
    fn ask(&self, signal: &str) {
        let asked = Command::new("kill").args(["-s", signal, &self.0.id().to_string()]).status();
        assert!(asked.expect("kill runs").success(), "SIG{signal} was not sent");
    }
}
impl Drop for Process {
    /// `kill -9`
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    Sqlite,
    Postgres,
}

/// One process of `spoina serve`, or the place where it will run again.
pub struct Node {
    pub url: String,
    port: u16,
    folder: PathBuf,
    database: String,
    log: PathBuf,
    process: Mutex<Option<Process>>,
}

impl Node {
    fn new(folder: &Path, database: &str, number: usize) -> Self {
        let port = free_port();
        Self {
            url: format!("http://127.0.0.1:{port}"),
            port,
            folder: folder.to_owned(),
            database: database.to_owned(),
            log: folder.join(format!("node-{number}.log")),
            process: Mutex::new(None),
        }
    }
    /// Begins to run; [`Node::ready`] says when it answers.
    pub fn launch(&self) {
        let log = File::options().create(true).append(true).open(&self.log).expect("a log file");
        let mut command = spoina(&self.folder, &self.database);
        command
            .arg("serve")
            .env("SPOINA_PORT", self.port.to_string())
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a second handle"))
            .stderr(log);
        let earlier = self.process.lock().unwrap().replace(Process::start(&mut command));
        assert!(earlier.is_none(), "it runs already");
    }
    pub async fn ready(&self, http: &reqwest::Client) {
        let deadline = Instant::now() + PATIENCE;
        let mut turn = tokio::time::interval(Duration::from_millis(15));
        turn.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            turn.tick().await;
            let answer =
                http.get(format!("{}/readyz", self.url)).timeout(Duration::from_secs(5)).send().await;
            if answer.is_ok_and(|it| it.status().is_success()) {
                return;
            }
            if let Some(ended) = self.process.lock().unwrap().as_mut().and_then(Process::ended) {
                panic!("`spoina serve` ended with {ended}:\n{}", self.told());
            }
            assert!(Instant::now() < deadline, "`spoina serve` is not ready:\n{}", self.told());
        }
    }
    /// Asks it to end and waits until it has.
    pub async fn end(&self, signal: &str) {
        let process = self.process.lock().unwrap().take().expect("it runs");
        process.ask(signal);
        let process = Mutex::new(process);
        let status = until("it ends", 20, async || process.lock().unwrap().ended()).await;
        assert!(status.success(), "`spoina serve` ended with {status}:\n{}", self.told());
    }
    /// `kill -9`
    pub fn kill(&self) {
        drop(self.process.lock().unwrap().take());
    }
    /// What it wrote to its log.
    pub fn told(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}
/// The binary without any of the machine's settings.
pub fn bare(folder: &Path) -> Command {
    let mut command = Command::new(BINARY);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SPOINA_")) {
        command.env_remove(name);
    }
    command.current_dir(folder);
    command
}
fn spoina(folder: &Path, database: &str) -> Command {
    let mut command = bare(folder);
    command
        .env("SPOINA_DIR", folder)
        .env("SPOINA_DATABASE_URL", database)
        .env("SPOINA_REQUESTS_PER_SECOND", "0")
        .env("SPOINA_PAYMENTS_URL", "http://127.0.0.1:9/simpay")
        .env("SPOINA_PAYMENTS_SECRET", "secret");
    command
}

pub struct World {
    pub nodes: Vec<Node>,
    pub database: String,
    pub http: reqwest::Client,
    /// May do everything.
    pub key: String,
    /// May do what a shopper may.
    pub public: String,
    /// On PostgreSQL: what to drop at the end, and where.
    schema: Option<(String, String)>,
    // Last: it is removed when nothing writes to it any more.
    pub folder: Scratch,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}
impl Answer {
    /// The type of a problem, without its address: `inventory/out-of-stock`.
    pub fn slug(&self) -> &str {
        self.body["type"].as_str().unwrap_or_default().trim_start_matches("/problems/")
    }
    #[track_caller]
    pub fn ok(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }
    #[track_caller]
    pub fn text(&self, pointer: &str) -> String {
        match self.body.pointer(pointer) {
            Some(Value::String(text)) => text.clone(),
            _ => panic!("no text at {pointer} of {} {}", self.status, self.body),
        }
    }
    #[track_caller]
    pub fn number(&self, pointer: &str) -> i64 {
        let found = self.body.pointer(pointer).and_then(Value::as_i64);
        found.unwrap_or_else(|| panic!("no number at {pointer} of {} {}", self.status, self.body))
    }
    #[track_caller]
    pub fn items(&self) -> &[Value] {
        self.body["items"].as_array().unwrap_or_else(|| panic!("no items in {} {}", self.status, self.body))
    }
}

impl World {
    /// A database with tables and keys and nothing else, and so many nodes that do not run yet. `None` where there is no
    /// PostgreSQL to try.
    pub async fn build(store: Store, nodes: usize) -> Option<Self> {
        let mut world = Self::empty(store, nodes).await?;
        world.told(&["migrate"]);
        world.key = world.told(&["key", "add", "everything"]);
        world.public = world.told(&["key", "add", "browser", "--publishable"]);
        Some(world)
    }
    /// A database without a table.
    pub async fn empty(store: Store, nodes: usize) -> Option<Self> {
        let folder = Scratch::new("server");
        let (database, schema) = match store {
            Store::Sqlite => (format!("sqlite://{}/spoina.db", folder.0.display()), None),
            Store::Postgres => {
                let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
                    println!("SKIPPED on PostgreSQL: TEST_POSTGRES_URL is not set");
                    return None;
                };
                let name = folder.0.file_name().expect("a name").to_string_lossy().replace('-', "_");
                let admin = open(&server).await;
                script(&admin, &format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}")).await;
                let sign = if server.contains('?') { '&' } else { '?' };
                let url = format!("{server}{sign}options=-c%20search_path%3D{name}");
                (url, Some((server, name)))
            }
        };
        let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).build().expect("a client");
        let nodes = (0..nodes).map(|number| Node::new(&folder.0, &database, number)).collect();
        let (key, public) = Default::default();
        Some(Self { nodes, database, http, key, public, schema, folder })
    }
    /// Runs on every node.
    pub async fn start(&self) {
        for node in &self.nodes {
            node.launch();
        }
        for node in &self.nodes {
            node.ready(&self.http).await;
        }
    }
    /// Takes everything down. A test that fails leaves it for whoever looks.
    pub async fn close(self) {
        self.nodes.iter().for_each(Node::kill);
        if let Some((server, name)) = &self.schema {
            script(&open(server).await, &format!("DROP SCHEMA {name} CASCADE")).await;
        }
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut command = spoina(&self.folder.0, &self.database);
        command.args(arguments).stdin(Stdio::null()).output().expect("the binary runs")
    }
    /// What a command answers; it has to succeed.
    #[track_caller]
    pub fn told(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "spoina {arguments:?}: {}\n{out}{err}", output.status);
        out.trim().to_owned()
    }
    /// `spoina audit` on the live database.
    #[track_caller]
    pub fn audit(&self) {
        let said = self.told(&["audit", "--database", &self.database]);
        assert_eq!(said, "audit: every invariant holds");
    }
    /// A look into the database from outside the product; closed before a node is killed, so that the node itself finds
    /// what a crash left behind.
    pub async fn db(&self) -> Db {
        open(&self.database).await
    }

    pub async fn send(
        &self,
        node: &Node,
        method: &str,
        path: &str,
        key: &str,
        once: Option<&str>,
        body: Option<&Value>,
    ) -> Result<Answer, reqwest::Error> {
        let method = method.parse().expect("a method");
        let mut request = self.http.request(method, format!("{}/api/v1{path}", node.url)).bearer_auth(key);
        if let Some(once) = once {
            request = request.header("idempotency-key", once);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await?;
        let status = response.status().as_u16();
        let kind = response.headers().get("content-type").and_then(|it| it.to_str().ok()).unwrap_or_default();
        let kind = kind.to_owned();
        let bytes = response.bytes().await?;
        let text = || Value::String(String::from_utf8_lossy(&bytes).into_owned());
        let body = serde_json::from_slice(&bytes).unwrap_or_else(|_| text());
        if status >= 400 {
            assert_eq!(kind, "application/problem+json", "{path}: {body}");
            assert_eq!(body["status"], status, "{path}: {body}");
        }
        Ok(Answer { status, body })
    }
    async fn ask(&self, method: &str, path: &str, key: &str, body: Option<&Value>) -> Answer {
        let once = fresh_key();
        let once = (method == "POST").then_some(once.as_str());
        let answer = self.send(&self.nodes[0], method, path, key, once, body).await;
        answer.unwrap_or_else(|error| panic!("{method} {path}: {error}\n{}", self.nodes[0].told()))
    }
    pub async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &self.key, None).await
    }
    pub async fn get_as(&self, key: &str, path: &str) -> Answer {
        self.ask("GET", path, key, None).await
    }
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.ask("PUT", path, &self.key, Some(&body)).await
    }
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask("POST", path, &self.key, Some(&body)).await
    }
    pub async fn post_as(&self, key: &str, path: &str, body: Value) -> Answer {
        self.ask("POST", path, key, Some(&body)).await
    }

    /// Every event of these types, oldest first within a subject.
    pub async fn events(&self, types: &str) -> Vec<Value> {
        let (mut found, mut after) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("/events?limit=200&types={types}&after={after}")).await.ok(200);
            found.extend_from_slice(page.items());
            let next = page.text("/next");
            if next == after {
                return found;
            }
            after = next;
        }
    }

    /// A store that sells these, so many of each on the shelf.
    pub async fn open_store(&self, goods: &[(&str, i64)]) {
        self.put(&format!("/locations/{STORE}"), store_body("Szron Gdańsk")).await.ok(200);
        for (sku, counted) in goods {
            let count = json!({"sku": sku, "location": STORE, "counted": counted, "cause": "counted"});
            self.post("/stock/movements", count).await.ok(201);
        }
    }
    /// Products with one variant each, and their prices.
    pub async fn sell(&self, skus: &[&str]) {
        let mut prices = "sku,price\n".to_owned();
        for sku in skus {
            let body =
                json!({"texts": {"pl": {"name": format!("Kurtka {sku}")}}, "variants": [{"sku": sku}]});
            self.put(&format!("/products/{}", sku.to_lowercase()), body).await.ok(200);
            prices.push_str(&format!("{sku},{}.{:02}\n", PRICE / 100, PRICE % 100));
        }
        self.import("prices", prices).await;
    }
    /// A table sent to the first node, worked on and without an error.
    async fn import(&self, kind: &str, table: String) {
        let file = json!({"kind": kind, "format": "csv", "body": table});
        let id = self.post("/imports", file).await.ok(202).text("/id");
        let done = until("the import", 30, async || {
            let import = self.get(&format!("/imports/{id}")).await.ok(200);
            matches!(import.text("/state").as_str(), "done" | "failed").then_some(import)
        })
        .await;
        assert_eq!((done.text("/state").as_str(), done.number("/failed")), ("done", 0), "{}", done.body);
    }

    /// Lets the time pass after which the living take over from the dead: their leases, ten seconds of a consumer and two
    /// minutes of a job, run out. Only where no process runs.
    pub async fn leases_run_out(&self) {
        let (db, long_ago) = (self.db().await, Timestamp::from_millis(0));
        db.run(&Actor::System, async |tx| {
            tx.exec("UPDATE kernel_lease SET until = $1", args![long_ago]).await?;
            tx.exec("UPDATE kernel_job SET leased_until = $1 WHERE leased_until IS NOT NULL", args![long_ago])
                .await
        })
        .await
        .expect("time passes");
    }
    /// Until no job waits any more.
    pub async fn jobs_are_done(&self, seconds: u64) {
        let db = self.db().await;
        until("all jobs are done", seconds, async || {
            let mut read = db.read().await.expect("the database answers");
            let left = read.count("SELECT COUNT(*) FROM kernel_job", args![]).await.expect("a count");
            (left == 0).then_some(())
        })
        .await;
    }

    /// Every letter that left the house.
    pub fn letters(&self) -> Vec<Letter> {
        outbox(&self.folder.0.join("outbox"))
    }
    pub fn letter_count(&self) -> usize {
        letter_files(&self.folder.0.join("outbox")).len()
    }
}

#[derive(Debug, Clone)]
pub struct Letter {
    /// Named by the message's id: the newest is the last.
    pub file: String,
    pub to: String,
    pub text: String,
}

fn letter_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    // A draft that a crash left behind is hidden: it is no letter.
    files.retain(|path| path.extension().is_some_and(|it| it == "eml") && !is_hidden(path));
    files.sort();
    files
}

pub fn outbox(folder: &Path) -> Vec<Letter> {
    let read = |path: &PathBuf| {
        let bytes = std::fs::read(path).expect("a letter can be read");
        let mail = MessageParser::default().parse(&bytes).expect("a letter is a mail");
        let to = mail.to().and_then(|it| it.first()).and_then(|it| it.address()).expect("an addressee");
        let file = path.file_name().expect("a name").to_string_lossy().into_owned();
        Letter { file, to: to.to_owned(), text: mail.body_text(0).expect("words").into_owned() }
    };
    letter_files(folder).iter().map(read).collect()
}
fn is_hidden(path: &Path) -> bool {
    path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'))
}

pub fn fresh_key() -> String {
    EventId::fresh(SystemClock.now()).to_string()
}

pub fn store_body(name: &str) -> Value {
    let day = json!([{"from": "09:00", "to": "21:00"}]);
    json!({
        "kind": "store", "name": name, "seller": "main",
        "address": {"street": "Targ Sienny 7", "postcode": "80-806", "city": "Gdańsk", "country": "PL"},
        "point": {"lat": 54.349, "lon": 18.6432},
        "hours": {"week": [day, day, day, day, day, day, []]},
        "capabilities": ["pickup", "till"],
    })
}

/// Everything to be picked up and paid in the store.
pub fn pickup(email: &str) -> Value {
    json!({
        "deliveries": [{"mode": "pickup", "location": STORE}],
        "contact": {"email": email, "name": "Anna Nowak", "lang": "pl"},
        "payments": [{"method": "on_pickup"}],
    })
}

async fn open(url: &str) -> Db {
    let few = Options { connections: 3, batons: 1, ..Options::default() };
    Db::open(url, Arc::new(SystemClock), few).await.expect("the database opens")
}
async fn script(db: &Db, text: &str) {
    let mut tx = db.begin(&Actor::System).await.expect("a unit of work");
    tx.script(text).await.expect("the script runs");
    tx.commit().await.expect("the script is kept");
}
