//! One running node: the database, its background, and the doors.

use std::path::Path;
use std::sync::Arc;

use access::web::TrustedProxies;
use access::{Limits, Rate, RateLimiter};
use axum::Router;
use catalog::Blobs;
use conversations::{Desk, Mailer};
use kernel::{Actor, Area, ChannelCode, Clock, Consumer, Db, Options, Runtime, Worker};
use payments::{Provider, Providers};
use shipping::{Carrier, Carriers};

use crate::config::Config;
use crate::hearing;

/// Every table of the house, lower contexts first.
pub const AREAS: &[Area] = &[
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
    imports::MIGRATIONS,
];

pub struct Node {
    pub db: Db,
    pub blobs: Blobs,
    pub providers: Providers,
    pub carriers: Carriers,
    pub mailer: Mailer,
    config: Config,
    secret: [u8; 32],
}

/// Who writes the letters.
pub fn desk(public_url: &str, name: &str, from: &str) -> Result<Desk, String> {
    Desk::new(public_url, name, from).map_err(|error| error.to_string())
}

impl Node {
    /// Opens the database of the settings and brings its tables up to this release.
    pub async fn open(config: Config, clock: Arc<dyn Clock>, options: Options) -> Result<Self, String> {
        std::fs::create_dir_all(&config.dir).map_err(|error| format!("{}: {error}", config.dir.display()))?;
        let url = config.database();
        let db = Db::open(&url, clock, options)
            .await
            .map_err(|fault| format!("the database does not open: {fault}"))?;
        db.migrate(AREAS)
            .await
            .map_err(|fault| format!("the tables cannot be brought up to date: {fault}"))?;
        let mailer = match &config.smtp_url {
            Some(url) => Mailer::from_setting(url).map_err(|error| error.to_string())?,
            None => Mailer::file(config.dir.join("outbox")),
        };
        db.share(desk(&config.public_url(), &config.name, &config.mail_from)?);
        let providers = Providers::new(provider(&config));
        let carriers = Carriers::new(carrier(&config));
        let blobs = Blobs::directory(config.dir.join("media"));
        let secret = secret(&config)?;
        Ok(Self { db, blobs, providers, carriers, mailer, config, secret })
    }

    pub fn consumers(&self) -> Vec<Consumer> {
        hearing::consumers()
    }
    pub fn workers(&self) -> Vec<Worker> {
        let mut workers = payments::workers(&self.providers);
        workers.extend(shipping::workers(&self.carriers));
        workers.push(conversations::mail_worker(self.mailer.clone()));
        workers.push(imports::worker());
        workers
    }

    /// Starts hearing, working and remembering; it ends with what is returned.
    pub fn start(&self) -> Background {
        let runtime = Runtime::start(&self.db, self.consumers(), self.workers());
        let mut tasks = tokio::task::JoinSet::new();
        tasks.spawn(inventory::follow(self.db.clone()));
        tasks.spawn(hear_keys(self.db.clone()));
        tasks.spawn(sweep(self.db.clone()));
        tasks.spawn(keep_points(self.db.clone(), self.carriers.clone()));
        Background { _runtime: runtime, _tasks: tasks }
    }

    /// Every door behind one port. `brand` holds the drawings of the shop, if somebody brought them.
    pub fn doors(&self, brand: storefront::BrandArt, demo: bool) -> Result<Doors, String> {
        let channel = |code: &str| ChannelCode::new(code).ok_or(format!("`{code}` is not a channel code"));
        let public_url = self.config.public_url();
        let secure = public_url.starts_with("https://");
        let trusted: TrustedProxies = self.config.trusted_proxies.join(",").parse()?;
        let per_second = f64::from(self.config.requests_per_second);
        let limiter = (per_second > 0.0).then(|| Arc::new(RateLimiter::new(limits(per_second))));
        let trusted = Arc::new(trusted);
        let api = api::State {
            limiter,
            trusted: trusted.clone(),
            providers: self.providers.clone(),
            carriers: self.carriers.clone(),
            ..api::State::new(self.db.clone())
        };
        let provider = self.providers.names().next().and_then(|name| self.providers.get(name)).cloned();
        let shop = storefront::State::new(
            self.db.clone(),
            self.blobs.clone(),
            provider,
            storefront::Site {
                channel: channel(&self.config.shop_channel)?,
                public_url: public_url.clone(),
                secret: self.secret,
                secure,
                name: self.config.name.clone(),
                demo,
                brand,
            },
        );
        let staff = backoffice::State {
            db: self.db.clone(),
            blobs: self.blobs.clone(),
            site: backoffice::Site { secure, public_url: public_url.clone(), name: self.config.name.clone() },
        };
        let till = pos::State {
            db: self.db.clone(),
            site: pos::Site {
                channel: channel(&self.config.till_channel)?,
                secure,
                name: self.config.name.clone(),
            },
        };
        let mut headers = ui::security_headers();
        if let Some(url) = &self.config.payments_url {
            headers = headers.allow("form-action", &origin(url));
        }
        let screens = Router::new().merge(storefront::router(shop.clone())).merge(ui::router());
        let screens = screens.merge(backoffice::router(staff));
        let screens = screens.merge(pos::router(till));
        let screens =
            screens.layer(axum::middleware::from_fn_with_state(trusted, access::web::client)).layer(headers);
        Ok(Doors { router: Router::new().merge(api::router(api)).merge(screens), shop })
    }
}

/// Where the node is reached, and what it still holds in its hands when the last answer has gone.
pub struct Doors {
    pub router: Router,
    shop: storefront::State,
}
impl Doors {
    /// Stores what shoppers looked at last.
    pub async fn finish(&self) {
        self.shop.finish().await;
    }
}

/// What runs while a node lives.
pub struct Background {
    _runtime: Runtime,
    _tasks: tokio::task::JoinSet<()>,
}

/// A key that is revoked elsewhere is forgotten here.
async fn hear_keys(db: Db) {
    let mut live = db.live().subscribe();
    loop {
        match live.recv().await {
            Ok(fact) => access::hear(&db, &fact),
            Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {}
            Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
        }
    }
}

/// Sessions that ended long ago go.
async fn sweep(db: Db) {
    loop {
        tokio::time::sleep(std::time::Duration::from_secs(3600)).await;
        if let Err(error) = access::prune(&db).await {
            tracing::warn!(%error, "old sessions could not be removed");
        }
    }
}

/// The lockers of each carrier are asked for once a day, by whichever node is first.
async fn keep_points(db: Db, carriers: Carriers) {
    loop {
        for carrier in carriers.names() {
            let asked = db.run(&Actor::System, async |tx| shipping::refresh_points(tx, carrier).await).await;
            if let Err(error) = asked {
                tracing::warn!(carrier, %error, "the lockers of a carrier could not be asked for");
            }
        }
        tokio::time::sleep(std::time::Duration::from_secs(3600)).await;
    }
}

/// A key speaks for a whole system and may ask more often than one address.
fn limits(per_second: f64) -> Limits {
    let times = |factor: f64| Rate { burst: per_second * factor * 6.0, per_second: per_second * factor };
    Limits { per_address: times(1.0), per_key: times(5.0), per_account: times(0.5) }
}

fn provider(config: &Config) -> Option<Arc<dyn Provider>> {
    let url = config.payments_url.as_ref()?;
    let secret = config.payments_secret.clone().unwrap_or_default();
    Some(Arc::new(connectors::SimPay::new(url.clone(), secret)))
}

fn carrier(config: &Config) -> Option<Arc<dyn Carrier>> {
    let url = config.carrier_url.as_ref()?;
    let secret = config.carrier_secret.clone().unwrap_or_default();
    Some(Arc::new(connectors::SimShip::new(url.clone(), secret)))
}

fn origin(url: &str) -> String {
    let rest = url.find("://").map_or(0, |at| at + 3);
    url[rest..].find('/').map_or(url, |at| &url[..rest + at]).to_owned()
}

/// The key under the shop's form tokens. All nodes of a shop share it: as a setting, else as a file of the data folder.
fn secret(config: &Config) -> Result<[u8; 32], String> {
    let wrong = || "`secret` is 64 hexadecimal digits".to_owned();
    if let Some(text) = &config.secret {
        return unhex(text).ok_or_else(wrong);
    }
    let file = config.dir.join("secret");
    if let Ok(text) = std::fs::read_to_string(&file) {
        return unhex(text.trim()).ok_or_else(|| format!("{}: {}", file.display(), wrong()));
    }
    let fresh: [u8; 32] = rand::random();
    let text: String = fresh.iter().map(|byte| format!("{byte:02x}")).collect();
    write_private(&file, &text).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(fresh)
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * i..2 * i + 2], 16).ok()?;
    }
    Some(bytes)
}

fn write_private(file: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}
