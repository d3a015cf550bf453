//! A real Chromium, driven as a person would: what is not visible cannot be pressed.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::{Arc, LazyLock, Mutex, Weak};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::world::{Process, Scratch, until};

/// Long enough for a debug build on a loaded machine.
const PATIENCE: u64 = 30;

/// A chromedriver: the one of `WEBDRIVER_URL`, or one of our own that ends with the last browser.
pub struct Driver {
    url: String,
    _process: Option<Process>,
}
impl Driver {
    /// `None` where somebody said that browsers are left out. Without chromium and chromium-driver it panics otherwise.
    pub fn find() -> Option<Arc<Self>> {
        static SHARED: LazyLock<Mutex<Weak<Driver>>> = LazyLock::new(Mutex::default);
        if std::env::var_os("SPOINA_SKIP_BROWSER").is_some() {
            println!("SKIPPED in the browser: SPOINA_SKIP_BROWSER is set");
            return None;
        }
        let mut shared = SHARED.lock().unwrap();
        let driver = shared.upgrade().unwrap_or_else(|| Arc::new(Self::start()));
        *shared = Arc::downgrade(&driver);
        Some(driver)
    }
    fn start() -> Self {
        if let Ok(url) = std::env::var("WEBDRIVER_URL") {
            return Self { url, _process: None };
        }
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = Process::start(&mut command);
        let lines = BufReader::new(process.output()).lines();
        let port = lines.map_while(Result::ok).find_map(|line| {
            Some(line.split_once("started successfully on port ")?.1.trim_end_matches('.').to_owned())
        });
        let url = format!("http://127.0.0.1:{}", port.expect("chromedriver says its port"));
        Self { url, _process: Some(process) }
    }
}
/// How wide the screen is: a phone in the hand, or a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    Phone,
    Desk,
}

pub struct Browser {
    pub client: Client,
    base: String,
    _driver: Arc<Driver>,
    _profile: Scratch,
}

impl Browser {
    pub async fn open(driver: &Arc<Driver>, base: &str, screen: Screen) -> Self {
        let profile = Scratch::new("chromium");
        let folder = format!("--user-data-dir={}", profile.0.display());
        let flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--lang=pl",
            "--window-size=1440,1000",
            &folder,
        ];
        let mut options = json!({ "args": flags, "prefs": {"intl.accept_languages": "pl,pl-PL"} });
        if let Ok(binary) = std::env::var("CHROME_BIN") {
            options["binary"] = binary.into();
        }
        if screen == Screen::Phone {
            options["mobileEmulation"] =
                json!({"deviceMetrics": {"width": 390, "height": 844, "pixelRatio": 1.0, "touch": true}});
        }
        let wanted = json!({
            "goog:chromeOptions": options,
            "unhandledPromptBehavior": "accept",
            // axe takes its time with a page of thousands of elements.
            "timeouts": {"script": PATIENCE * 4_000},
        });
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wanted.as_object().expect("capabilities are an object").clone())
            .connect(&driver.url)
            .await
            .expect("Chromium starts");
        Self { client, base: base.to_owned(), _driver: driver.clone(), _profile: profile }
    }
    /// Ends the browser; on a failure chromedriver does.
    pub async fn close(self) {
        self.client.close().await.expect("Chromium ends");
    }

    pub async fn visit(&self, path: &str) {
        self.client
            .goto(&format!("{}{path}", self.base))
            .await
            .unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    pub async fn path(&self) -> String {
        let url = self.client.current_url().await.expect("an address");
        url.as_str().strip_prefix(&self.base).unwrap_or(url.as_str()).to_owned()
    }
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// The first of these that can be seen, or what stands there instead.
    async fn waited<T>(&self, what: &str, look: impl AsyncFn() -> Option<T>) -> T {
        let found =
            tokio::time::timeout(Duration::from_secs(PATIENCE), until(what, PATIENCE + 5, look)).await;
        match found {
            Ok(found) => found,
            Err(_) => {
                let there = self.run("return document.body.innerText", vec![]).await;
                let picture = std::env::temp_dir().join("spoina-browser.png");
                if let Ok(png) = self.client.screenshot().await {
                    let _ = std::fs::write(&picture, png);
                }
                panic!(
                    "{what}: not on {} ({}):\n{}",
                    self.path().await,
                    picture.display(),
                    there.as_str().unwrap_or_default()
                )
            }
        }
    }
    async fn visible(&self, css: &str) -> Option<Element> {
        for element in self.client.find_all(Locator::Css(css)).await.ok()? {
            if element.is_displayed().await.unwrap_or(false) {
                return Some(element);
            }
        }
        None
    }
    pub async fn see(&self, css: &str) -> Element {
        self.waited(css, async || self.visible(css).await).await
    }
    /// Whichever of two comes first.
    pub async fn see_either(&self, one: &str, other: &str) -> bool {
        self.waited(&format!("{one} or {other}"), async || {
            match (self.visible(one).await, self.visible(other).await) {
                (Some(_), _) => Some(true),
                (_, Some(_)) => Some(false),
                (None, None) => None,
            }
        })
        .await
    }
    pub async fn click(&self, css: &str) {
        self.waited(css, async || self.visible(css).await?.click().await.ok()).await;
    }
    pub async fn text(&self, css: &str) -> String {
        let text = self.waited(css, async || self.visible(css).await?.text().await.ok()).await;
        text.trim().to_owned()
    }
    pub async fn fill(&self, css: &str, text: &str) {
        self.waited(css, async || {
            let field = self.visible(css).await?;
            field.clear().await.ok()?;
            field.send_keys(text).await.ok()
        })
        .await;
    }
    /// Presses the button that belongs to a field.
    pub async fn submit(&self, css: &str) {
        self.run("document.querySelector(arguments[0]).form.requestSubmit()", vec![css.into()]).await;
    }
    pub async fn says(&self, css: &str, words: &str) {
        self.waited(&format!("`{words}` in {css}"), async || {
            let text = self.visible(css).await?.text().await.ok()?;
            text.contains(words).then_some(())
        })
        .await;
    }
    pub async fn arrives(&self, start: &str) -> String {
        self.waited(start, async || {
            let path = self.path().await;
            path.starts_with(start).then_some(path)
        })
        .await
    }
}
