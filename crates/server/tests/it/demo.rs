//! `spoina demo`: the whole retailer Szron in one process, for whoever looks at screens.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, LazyLock, Weak};

use serde_json::{Value, json};

use crate::world::{Letter, Process, Scratch, bare, outbox, until};

pub struct Demo {
    pub url: String,
    pub http: reqwest::Client,
    key: String,
    said: Value,
    // Ends before its folder goes.
    _process: Process,
    folder: Scratch,
    _template: Arc<Scratch>,
}

/// A demo that has begun and was stopped.
async fn template() -> Arc<Scratch> {
    static SHARED: LazyLock<tokio::sync::Mutex<Weak<Scratch>>> = LazyLock::new(tokio::sync::Mutex::default);
    let mut shared = SHARED.lock().await;
    if let Some(template) = shared.upgrade() {
        return template;
    }
    let template = Arc::new(Scratch::new("demo"));
    run(&template).await;
    *shared = Arc::downgrade(&template);
    template
}

/// Starts it and hears its one line.
async fn run(folder: &Scratch) -> (Value, Process) {
    let mut command = bare(&folder.0);
    command.args(["demo", "--json", "--port", "0", "--dir"]).arg(folder.0.join("data"));
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut process = Process::start(&mut command);
    let mut output = BufReader::new(process.output());
    let line = tokio::task::spawn_blocking(move || {
        let mut line = String::new();
        output.read_line(&mut line).map(|_| line)
    });
    let line = line.await.expect("nobody panics").expect("a line");
    let said = serde_json::from_str(&line).unwrap_or_else(|error| panic!("the demo said {line:?}: {error}"));
    (said, process)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder to copy") {
        let entry = entry.expect("an entry");
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy(&source, &target);
        } else {
            std::fs::copy(source, target).expect("a copy");
        }
    }
}

impl Demo {
    /// A demo of one's own, on its own clock. Its weeks of trade are lived once and copied.
    pub async fn start() -> Self {
        let template = template().await;
        let folder = Scratch::new("demo");
        copy(&template.0, &folder.0);
        let (said, process) = run(&folder).await;
        let text =
            |name: &str| said[name].as_str().unwrap_or_else(|| panic!("no {name} in {said}")).to_owned();
        let (url, key) = (text("url"), text("api_key"));
        Self { url, key, http: reqwest::Client::new(), said, _process: process, folder, _template: template }
    }
    /// One for all who leave its clock alone; it ends with the last of them.
    pub async fn shared() -> Arc<Self> {
        static SHARED: LazyLock<tokio::sync::Mutex<Weak<Demo>>> = LazyLock::new(tokio::sync::Mutex::default);
        let mut shared = SHARED.lock().await;
        if let Some(demo) = shared.upgrade() {
            return demo;
        }
        let demo = Arc::new(Self::start().await);
        *shared = Arc::downgrade(&demo);
        demo
    }

    pub async fn get(&self, path: &str) -> Value {
        let request = self.http.get(format!("{}/api/v1{path}", self.url)).bearer_auth(&self.key);
        let answer = request.send().await.expect("the demo answers");
        let status = answer.status();
        let body: Value = answer.json().await.unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(status.is_success(), "{path}: {status} {body}");
        body
    }
    pub async fn post(&self, path: &str, body: Value) -> Value {
        let request = self.http.post(format!("{}/api/v1{path}", self.url)).bearer_auth(&self.key);
        let request = request.header("idempotency-key", crate::world::fresh_key()).json(&body);
        let answer = request.send().await.expect("the demo answers");
        let status = answer.status();
        let body: Value = answer.json().await.unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(status.is_success(), "{path}: {status} {body}");
        body
    }
    /// Winds the clock: `PT24H`.
    pub async fn wind(&self, advance: &str) {
        let request = self.http.post(format!("{}/demo/clock", self.url)).json(&json!({ "advance": advance }));
        let answer = request.send().await.expect("the demo answers");
        assert!(answer.status().is_success(), "{:?}", answer.text().await);
    }
    /// The e-mail address of somebody who bought before.
    pub fn customer(&self) -> String {
        self.said["customer"].as_str().expect("a customer").to_owned()
    }
    /// The number of an order about which there are letters.
    pub async fn an_order(&self) -> String {
        let orders = self.get("/orders?channel=shop&limit=1").await;
        orders["items"][0]["number"].as_str().expect("a number").to_owned()
    }
    /// The code that was mailed to sign in with.
    pub async fn code_for(&self, email: &str) -> String {
        let folder = self.folder.0.join("data/outbox");
        until("a letter with a code", 60, async || {
            let mut letters: Vec<Letter> = outbox(&folder).into_iter().filter(|it| it.to == email).collect();
            letters.sort_by_key(|it| std::cmp::Reverse(it.file.clone()));
            letters.first().and_then(|it| sign_in_code(&it.text))
        })
        .await
    }
    /// Somebody of this role, in this place: `email`, `password`, `pin`, `name`.
    pub fn staff(&self, role: &str, location: Option<&str>) -> Value {
        let all = self.said["staff"].as_array().expect("staff");
        let fits = |it: &&Value| it["role"] == role && it["location"].as_str() == location;
        all.iter().find(fits).unwrap_or_else(|| panic!("no {role} at {location:?}")).clone()
    }
}
/// What stands behind the words in a letter that lets somebody in.
pub fn sign_in_code(text: &str) -> Option<String> {
    let line = text.lines().find_map(|line| {
        ["Twój kod logowania:", "Your sign-in code:"].iter().find_map(|words| line.trim().strip_prefix(words))
    })?;
    let code: String = line.chars().filter(char::is_ascii_digit).collect();
    (code.len() == 6).then_some(code)
}
