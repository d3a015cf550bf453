//! Settings: `spoina.toml` in the working folder (or `--config`), overridden by `SPOINA_*`. Without any, Spoina
//! keeps a SQLite database in `./data` and listens on port 8080.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub address: IpAddr,
    pub port: u16,
    /// `sqlite:///path/spoina.db` or `postgres://…`; empty: SQLite inside `dir`.
    pub database_url: Option<String>,
    /// Where the embedded database, pictures and outgoing mail are kept.
    pub dir: PathBuf,
    /// How shoppers reach us: for links in mail and for the payment provider's way back.
    pub public_url: Option<String>,
    /// The channel that the shop on `/` sells through.
    pub shop_channel: String,
    /// The channel of the tills.
    pub till_channel: String,
    /// `smtp://user:password@host:587`; empty: mail is written to files in `outbox` inside `dir`.
    pub smtp_url: Option<String>,
    pub mail_from: String,
    /// Address ranges of reverse proxies whose `X-Forwarded-For` we believe.
    pub trusted_proxies: Vec<String>,
    /// The payment provider that behaves like our simulator: address and shared secret.
    pub payments_url: Option<String>,
    pub payments_secret: Option<String>,
    /// The carrier that behaves like our simulator: address and shared secret.
    pub carrier_url: Option<String>,
    pub carrier_secret: Option<String>,
    /// How many requests a second one address may make to the JSON API; 0: no limit.
    pub requests_per_second: u32,
    /// What the shop calls itself.
    pub name: String,
    /// 64 hexadecimal digits under the form tokens of the shop, the same on every node; empty: made once and kept in `dir`.
    pub secret: Option<String>,
}
impl Default for Config {
    fn default() -> Self {
        Self {
            address: Ipv4Addr::LOCALHOST.into(),
            port: 8080,
            database_url: None,
            dir: "data".into(),
            public_url: None,
            shop_channel: "shop".to_owned(),
            till_channel: "store".to_owned(),
            smtp_url: None,
            mail_from: "Spoina <noreply@localhost>".to_owned(),
            trusted_proxies: Vec::new(),
            payments_url: None,
            payments_secret: None,
            carrier_url: None,
            carrier_secret: None,
            requests_per_second: 100,
            name: "Spoina".to_owned(),
            secret: None,
        }
    }
}

impl Config {
    pub fn load(file: Option<&Path>) -> Result<Self, String> {
        let path = file.unwrap_or(Path::new("spoina.toml"));
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(_) if file.is_none() => String::new(),
            Err(error) => return Err(format!("{}: {error}", path.display())),
        };
        let mut table: toml::Table = text.parse().map_err(|error| format!("{}: {error}", path.display()))?;
        for (name, value) in std::env::vars() {
            // Other variables of the family belong to commands and tests.
            if let Some(key) = name.strip_prefix("SPOINA_").map(str::to_ascii_lowercase)
                && FIELDS.contains(&key.as_str())
            {
                table.insert(key, read_value(&value));
            }
        }
        Self::deserialize(table).map_err(|error| format!("settings: {}", error.message()))
    }

    pub fn listen(&self) -> SocketAddr {
        SocketAddr::new(self.address, self.port)
    }
    pub fn database(&self) -> String {
        self.database_url.clone().unwrap_or_else(|| file_url(&self.dir))
    }
    pub fn public_url(&self) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{}", self.listen()),
        }
    }
}

const FIELDS: &[&str] = &[
    "address",
    "port",
    "database_url",
    "dir",
    "public_url",
    "shop_channel",
    "till_channel",
    "smtp_url",
    "mail_from",
    "trusted_proxies",
    "payments_url",
    "payments_secret",
    "carrier_url",
    "carrier_secret",
    "requests_per_second",
    "name",
    "secret",
];

/// A variable is text; numbers and lists are recognised as TOML writes them.
fn read_value(text: &str) -> toml::Value {
    let table: Result<toml::Table, _> = format!("v = {text}").parse();
    match table.ok().and_then(|mut table| table.remove("v")) {
        Some(value @ (toml::Value::Integer(_) | toml::Value::Array(_))) => value,
        _ => toml::Value::String(text.to_owned()),
    }
}

/// The embedded database of a data folder.
pub fn file_url(folder: &Path) -> String {
    format!("sqlite://{}/spoina.db", folder.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_setting_is_named() {
        let table: toml::Table = "prot = 1".parse().unwrap();
        let error = Config::deserialize(table).unwrap_err();
        assert!(error.to_string().contains("prot"), "{error}");
    }

    #[test]
    fn a_variable_becomes_what_its_setting_needs() {
        assert_eq!(read_value("8081").as_integer(), Some(8081));
        assert_eq!(read_value("postgres://a/b").as_str(), Some("postgres://a/b"));
        assert_eq!(read_value("[\"10.0.0.0/8\"]").as_array().map(Vec::len), Some(1));
    }

    #[test]
    fn every_field_can_be_a_variable() {
        let config = format!("{:?}", Config::default());
        for field in FIELDS {
            assert!(config.contains(&format!("{field}: ")), "{field}");
        }
        assert_eq!(config.matches(": ").count() - config.matches("://").count(), FIELDS.len());
    }
}
