//! The commands that do one thing and end.

use std::collections::BTreeSet;
use std::io::{IsTerminal, Read};
use std::process::ExitCode;
use std::sync::Arc;

use access::{AddStaff, KeyKind, PasswordHash, PinHash, Role};
use imports::{Format, Kind, Pictures};
use kernel::{
    Actor, Capability, Clock, Currency, Db, ImportId, LocationId, Locations, Money, Options, Problem,
    SystemClock,
};

use crate::args;
use crate::config::{Config, file_url};
use crate::node::{AREAS, Node};

async fn open(config: &Config) -> Result<Db, String> {
    Ok(Node::open(config.clone(), Arc::new(SystemClock), Options::default()).await?.db)
}

pub fn say(problem: Problem) -> String {
    let mut text = problem.title.to_owned();
    if let Some(detail) = &problem.detail {
        text.push_str(": ");
        text.push_str(detail);
    }
    for field in &problem.errors {
        text.push_str(&format!("\n  {}: {}", field.pointer, field.detail));
    }
    text
}

pub async fn migrate(config: Config) -> Result<(), String> {
    let options = Options::default();
    std::fs::create_dir_all(&config.dir).map_err(|error| format!("{}: {error}", config.dir.display()))?;
    let db = Db::open(&config.database(), Arc::new(SystemClock), options)
        .await
        .map_err(|fault| format!("the database does not open: {fault}"))?;
    let ran = db.migrate(AREAS).await.map_err(|fault| fault.to_string())?;
    println!("{ran} migrations ran");
    Ok(())
}

/// A database that may be in use, for long reading: by folder, by address, or the configured one.
pub async fn open_beside(
    config: impl Fn() -> Result<Config, String>,
    dir: Option<std::path::PathBuf>,
    database: Option<String>,
) -> Result<Db, String> {
    let url = match (dir, database) {
        (Some(dir), _) => file_url(&dir),
        (None, Some(url)) => url,
        (None, None) => config()?.database(),
    };
    if let Some(path) = url.strip_prefix("sqlite://")
        && !std::path::Path::new(path).exists()
    {
        return Err(format!("there is no database at {path}"));
    }
    // A whole ledger may be read: units of work are short, this is not.
    let patient = Options { hold: std::time::Duration::from_secs(3600), ..Options::default() };
    Db::open(&url, Arc::new(SystemClock), patient)
        .await
        .map_err(|fault| format!("the database does not open: {fault}"))
}

/// Reads only, beside a live server; the last line says what was found.
pub async fn audit(
    config: impl Fn() -> Result<Config, String>,
    options: args::Audit,
) -> Result<ExitCode, String> {
    let db = open_beside(config, options.dir, options.database).await?;
    let breaches = crate::audit::audit(&db).await.map_err(say)?;
    for breach in &breaches {
        println!("{}: {}", breach.invariant, breach.detail);
    }
    match breaches.len() {
        0 => {
            println!("audit: every invariant holds");
            Ok(ExitCode::SUCCESS)
        }
        many => {
            println!("audit: {many} breaches");
            Ok(ExitCode::FAILURE)
        }
    }
}

pub struct NewStaff {
    pub email: String,
    pub name: String,
    pub roles: Vec<String>,
    pub locations: Vec<String>,
    pub password: Option<String>,
    pub pin: Option<String>,
}

pub async fn add_staff(config: Config, wanted: NewStaff) -> Result<(), String> {
    let parse = |text: &String| {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
        Role::parse(text).ok_or_else(|| format!("`{text}` is not a role; roles are {}", known.join(", ")))
    };
    let roles: Vec<Role> = wanted.roles.iter().map(parse).collect::<Result<_, _>>()?;
    let password = match wanted.password {
        Some(password) => password,
        None => ask_password()?,
    };
    let password = PasswordHash::make(&password).await.map_err(|error| error.to_string())?;
    let pin = match &wanted.pin {
        Some(pin) => Some(PinHash::make(pin).await.map_err(|error| error.to_string())?),
        None => None,
    };
    let db = open(&config).await?;
    let locations = places(&db, &wanted.locations).await?;
    let added = db
        .run(&Actor::System, async |tx| {
            let request = AddStaff {
                id: tx.new_id(),
                email: wanted.email.clone(),
                name: wanted.name.clone(),
                language: "pl".to_owned(),
                roles: roles.clone(),
                locations: locations.clone(),
                password: Some(password.clone()),
                pin: pin.clone(),
            };
            access::add_staff(tx, request).await
        })
        .await
        .map_err(|error| say(error.into()))?;
    println!("{} {}", added.id, added.email);
    Ok(())
}

/// From a pipe the first line, from a person after a question. It is never an argument that `ps` would show.
fn ask_password() -> Result<String, String> {
    if std::io::stdin().is_terminal() {
        eprint!("Password: ");
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|error| error.to_string())?;
    let line = line.trim_end_matches(['\r', '\n']).to_owned();
    if line.is_empty() { Err("a password is needed".to_owned()) } else { Ok(line) }
}

async fn places(db: &Db, codes: &[String]) -> Result<Vec<LocationId>, String> {
    let mut read = db.read().await.map_err(|fault| fault.to_string())?;
    let mut found = Vec::new();
    for code in codes {
        found.push(inventory::location_by_code(&mut read, code).await.map_err(|error| error.to_string())?.id);
    }
    Ok(found)
}

pub struct NewKey {
    pub name: String,
    pub publishable: bool,
    pub capabilities: Vec<String>,
    pub locations: Vec<String>,
}

pub async fn add_key(config: Config, wanted: NewKey) -> Result<(), String> {
    let db = open(&config).await?;
    let locations = places(&db, &wanted.locations).await?;
    let key = make_key(&db, &wanted, locations).await?;
    println!("{key}");
    Ok(())
}

pub async fn make_key(db: &Db, wanted: &NewKey, locations: Vec<LocationId>) -> Result<String, String> {
    let parse = |text: &String| {
        let known: Vec<&str> = Capability::ALL.iter().map(|it| it.as_str()).collect();
        Capability::parse(text)
            .ok_or_else(|| format!("`{text}` is not a capability; there are {}", known.join(", ")))
    };
    let capabilities: BTreeSet<Capability> = match wanted.capabilities.as_slice() {
        [] => Capability::ALL.iter().copied().collect(),
        some => some.iter().map(parse).collect::<Result<_, _>>()?,
    };
    let locations =
        if locations.is_empty() { Locations::All } else { Locations::Only(locations.into_iter().collect()) };
    let shown = db
        .run(&Actor::System, async |tx| {
            let request = access::NewKey {
                id: tx.new_id(),
                kind: if wanted.publishable { KeyKind::Publishable } else { KeyKind::Secret },
                name: wanted.name.clone(),
                capabilities: capabilities.clone(),
                locations: locations.clone(),
            };
            access::create_key(tx, request).await
        })
        .await
        .map_err(|error| say(error.into()))?;
    Ok(shown.key.reveal().to_owned())
}

/// Into the configured database, or through a running server.
pub async fn import(
    config: impl Fn() -> Result<Config, String>,
    options: args::Import,
) -> Result<ExitCode, String> {
    let (kind, format) = what(&options)?;
    let wanted = wishes(&options)?;
    if let (Some(url), Some(key)) = (&options.url, &options.key) {
        return remote_import(url, key, &options, kind, format, &wanted).await;
    }
    let config = config()?;
    let node = Node::open(config.clone(), Arc::new(SystemClock), Options::default()).await?;
    crate::starter::settle_in(&node.db, &config.name).await.map_err(say)?;
    let folder = options.file.parent().map(|parent| parent.join("images")).unwrap_or_default();
    let wanted = imports::Options { pictures: Some(Pictures::folder(folder, node.blobs.clone())), ..wanted };
    let reader =
        imports::open_file(&options.file).map_err(|error| format!("{}: {error}", options.file.display()))?;
    let started = imports::Started { id: ImportId::fresh(node.db.now()), kind, format };
    let began = std::time::Instant::now();
    let is_terminal = std::io::stderr().is_terminal();
    let mut progress = |tally: imports::Progress| {
        if is_terminal {
            eprint!("\r{} rows, {} failed", tally.rows, tally.failed);
        }
    };
    let report = imports::run(&node.db, &Actor::System, started, reader, &wanted, &mut progress)
        .await
        .map_err(|error| say(error.into()))?;
    if is_terminal {
        eprintln!();
    }
    for error in report.errors.iter().take(200) {
        println!(
            "{}:{}:{}: {}: {}",
            options.file.display(),
            error.line,
            error.column,
            error.pointer,
            error.detail
        );
    }
    println!(
        "{} rows in {:.1} s: {} created, {} changed, {} unchanged, {} failed",
        report.rows,
        began.elapsed().as_secs_f64(),
        report.created,
        report.changed,
        report.unchanged,
        report.failed
    );
    Ok(if report.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// `import saleor FILE` means products of that format.
fn what(options: &args::Import) -> Result<(Kind, Format), String> {
    let name = options.file.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let by_name = if name.trim_end_matches(".gz").ends_with(".json") { Format::Json } else { Format::Csv };
    let (kind, format) = match Format::parse(&options.kind) {
        Some(known @ (Format::Saleor | Format::PriceRunner)) => (Kind::Products, known),
        _ => {
            let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
            let kind = Kind::parse(&options.kind).ok_or_else(|| {
                format!("`{}` is none of {}, saleor, pricerunner", options.kind, kinds.join(", "))
            })?;
            (kind, by_name)
        }
    };
    match &options.format {
        None => Ok((kind, format)),
        Some(text) => Format::parse(text)
            .map(|format| (kind, format))
            .ok_or_else(|| format!("`{text}` is not a known format")),
    }
}

fn wishes(options: &args::Import) -> Result<imports::Options, String> {
    let currency = Currency::parse(&options.currency)
        .ok_or_else(|| format!("`{}` is not a currency we know", options.currency))?;
    let list = match &options.price_list {
        Some(text) => Some(text.parse()?),
        None => None,
    };
    let stock = match (&options.location, options.stock) {
        (Some(code), Some(units)) => vec![(code.clone(), units)],
        (None, Some(_)) => return Err("--stock needs --location".to_owned()),
        (_, None) => Vec::new(),
    };
    Ok(imports::Options {
        currency,
        list,
        price: options.price.map(|minor| Money::new(minor, currency)),
        stock,
        location: options.location.clone(),
        ..imports::Options::default()
    })
}

#[derive(serde::Deserialize)]
struct RemoteImport {
    id: String,
    state: String,
    #[serde(flatten)]
    rest: serde_json::Map<String, serde_json::Value>,
}

/// Sends the file to a running server and waits for its report.
async fn remote_import(
    url: &str,
    key: &str,
    options: &args::Import,
    kind: Kind,
    format: Format,
    wanted: &imports::Options,
) -> Result<ExitCode, String> {
    let mut body = String::new();
    imports::open_file(&options.file)
        .and_then(|mut reader| reader.read_to_string(&mut body))
        .map_err(|error| format!("{}: {error}", options.file.display()))?;
    let url = url.trim_end_matches('/');
    let client = reqwest::Client::new();
    let request = serde_json::json!({ "kind": kind, "format": format, "options": wanted, "body": body });
    let once = ImportId::fresh(SystemClock.now()).to_string();
    let say = |error: reqwest::Error| error.to_string();
    let answer = client
        .post(format!("{url}/api/v1/imports"))
        .bearer_auth(key)
        .header("idempotency-key", once)
        .json(&request)
        .send()
        .await
        .map_err(say)?;
    if !answer.status().is_success() {
        return Err(format!("{}: {}", answer.status(), answer.text().await.map_err(say)?));
    }
    let mut import: RemoteImport = answer.json().await.map_err(say)?;
    while matches!(import.state.as_str(), "waiting" | "running") {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        let asked = client.get(format!("{url}/api/v1/imports/{}", import.id)).bearer_auth(key).send();
        import = asked.await.map_err(say)?.error_for_status().map_err(say)?.json().await.map_err(say)?;
    }
    let failed = import.rest.get("failed").and_then(serde_json::Value::as_i64).unwrap_or(0);
    println!("{}: {}", import.state, serde_json::Value::Object(import.rest));
    Ok(if import.state == "done" && failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
