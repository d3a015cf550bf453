//! Files for the browser: embedded in the binary, served under `/assets/<version>/…` and cached for ever.
//!
//! The version is one hash over every registered set, so relative imports between modules keep
//! working and a new release never meets an old file.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{LazyLock, OnceLock, RwLock},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "assets/"]
#[exclude = "*.json"]
#[exclude = "app/icons.txt"]
struct Own;

/// The embedded files of one crate, reachable as `<name>/<file>`.
///
/// ```ignore
/// #[derive(rust_embed::RustEmbed)]
/// #[folder = "assets/"]
/// struct Files;
/// static ASSETS: ui::assets::Set = ui::assets::Set::of::<Files>("shop");
/// // once, where the channel builds its router:
/// ui::assets::register(&ASSETS);
/// // in a template: {{ ui::asset("shop/shop.css") }}
/// ```
pub struct Set {
    name: &'static str,
    get: fn(&str) -> Option<EmbeddedFile>,
    list: fn() -> Vec<Cow<'static, str>>,
}

impl Set {
    pub const fn of<E: RustEmbed>(name: &'static str) -> Self {
        Self { name, get: E::get, list: || E::iter().collect() }
    }

    fn paths(&self) -> impl Iterator<Item = (String, Cow<'static, str>)> {
        (self.list)().into_iter().map(|file| (join(self.name, &file), file))
    }
}

fn join(set: &str, file: &str) -> String {
    if set.is_empty() { file.to_owned() } else { format!("{set}/{file}") }
}

/// Our own files carry no set name: `app/base.css`, `vendor/htmx.min.js`.
static OWN: Set = Set::of::<Own>("");
static SETS: RwLock<Vec<&'static Set>> = RwLock::new(Vec::new());
static VERSION: OnceLock<String> = OnceLock::new();
static URLS: LazyLock<RwLock<HashMap<String, &'static str>>> = LazyLock::new(Default::default);
/// Compressed bodies, made at the first request: (etag, encoding) → bytes.
static PACKED: LazyLock<RwLock<HashMap<(String, Encoding), Bytes>>> = LazyLock::new(Default::default);

/// Adds the files of another crate; doing so twice is harmless. Call it before the first page is rendered.
pub fn register(set: &'static Set) {
    let mut sets = SETS.write().expect("nobody panics while registering");
    if sets.iter().all(|known| known.name != set.name) {
        sets.push(set);
    }
}

/// The hash in every asset address; a service worker names its cache after it.
pub fn version() -> &'static str {
    VERSION.get_or_init(|| {
        let mut hash = Sha256::new();
        let mut all: Vec<_> = sets().iter().flat_map(|set| set.paths().map(|(path, _)| path)).collect();
        all.sort();
        for path in all {
            if let Some(file) = find(&path) {
                hash.update(path.as_bytes());
                hash.update(file.metadata.sha256_hash());
            }
        }
        hex(&hash.finalize()[..5])
    })
}

/// The address of a file: `ui::asset("app/base.css")`. An unknown file is a mistake of the template
/// and is reported in the log; tests can look with [`exists`].
pub fn asset(path: &str) -> &'static str {
    if let Some(url) = URLS.read().expect("the address book is never poisoned").get(path) {
        return url;
    }
    if !exists(path) {
        tracing::error!(path, "no such asset");
    }
    let url: &'static str = format!("/assets/{}/{path}", version()).leak();
    URLS.write().expect("the address book is never poisoned").insert(path.to_owned(), url);
    url
}

pub fn exists(path: &str) -> bool {
    find(path).is_some()
}

/// A file as it is, for routes that must live elsewhere (a service worker at the root).
pub fn read(path: &str) -> Option<Bytes> {
    find(path).map(|file| bytes(file.data))
}

/// All known paths below `prefix`, with their addresses: the list a service worker caches.
pub fn list(prefix: &str) -> Vec<&'static str> {
    let mut paths: Vec<_> = sets().iter().flat_map(|set| set.paths().map(|(path, _)| path)).collect();
    paths.retain(|path| path.starts_with(prefix));
    paths.sort();
    paths.iter().map(|path| asset(path)).collect()
}

fn sets() -> Vec<&'static Set> {
    let mut all = vec![&OWN];
    all.extend(SETS.read().expect("nobody panics while registering").iter());
    all
}

fn find(path: &str) -> Option<EmbeddedFile> {
    if path.split('/').any(|part| part == "..") {
        return None;
    }
    sets().iter().find_map(|set| {
        let file = if set.name.is_empty() { path } else { path.strip_prefix(set.name)?.strip_prefix('/')? };
        (set.get)(file)
    })
}

fn bytes(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => Bytes::from(data),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Serves everything registered, at `/assets/…`.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{version}/{*path}", get(serve))
}

async fn serve(Path((asked, path)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(file) = find(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let etag = hex(&file.metadata.sha256_hash()[..10]);
    let kind = content_type(&path);
    let encoding = Encoding::for_request(&headers, kind);
    let mut response = Response::builder()
        .header(header::CONTENT_TYPE, kind)
        .header(header::VARY, "accept-encoding")
        .header(header::ETAG, format!("\"{etag}{}\"", encoding.suffix()))
        // While developing, files change under a running server and must be asked for again.
        .header(
            header::CACHE_CONTROL,
            if cfg!(debug_assertions) || asked != version() {
                "no-cache"
            } else {
                "public, max-age=31536000, immutable"
            },
        );
    let known = headers.get(header::IF_NONE_MATCH).and_then(|tag| tag.to_str().ok()).unwrap_or_default();
    if known.contains(&format!("\"{etag}{}\"", encoding.suffix())) {
        return finish(response.status(StatusCode::NOT_MODIFIED), Body::empty());
    }
    if let Some(name) = encoding.name() {
        response = response.header(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    let body = packed(etag, encoding, bytes(file.data)).await;
    finish(response, Body::from(body))
}

fn finish(response: axum::http::response::Builder, body: Body) -> Response {
    response.body(body).expect("asset headers are plain ASCII")
}

/// Compresses once, off the async threads, and remembers.
async fn packed(etag: String, encoding: Encoding, plain: Bytes) -> Bytes {
    if encoding == Encoding::Plain {
        return plain;
    }
    let key = (etag, encoding);
    if let Some(body) = PACKED.read().expect("the cache is never poisoned").get(&key) {
        return body.clone();
    }
    let source = plain.clone();
    let body = tokio::task::spawn_blocking(move || encoding.pack(&source)).await.map(Bytes::from);
    let Ok(body) = body else { return plain };
    PACKED.write().expect("the cache is never poisoned").insert(key, body.clone());
    body
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Encoding {
    Brotli,
    Gzip,
    Plain,
}

impl Encoding {
    fn for_request(headers: &HeaderMap, kind: &str) -> Self {
        let text = kind.contains("text/") || kind.contains("json") || kind.contains("svg");
        if !text {
            return Self::Plain;
        }
        let accepted =
            headers.get(header::ACCEPT_ENCODING).and_then(|it| it.to_str().ok()).unwrap_or_default();
        let takes = |name: &str| {
            accepted
                .split(',')
                .map(str::trim)
                .any(|it| it == name || it.starts_with(&format!("{name};")) && !it.ends_with("q=0"))
        };
        if takes("br") {
            Self::Brotli
        } else if takes("gzip") {
            Self::Gzip
        } else {
            Self::Plain
        }
    }

    fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Plain => None,
        }
    }

    fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => "-br",
            Self::Gzip => "-gz",
            Self::Plain => "",
        }
    }

    fn pack(self, plain: &[u8]) -> Vec<u8> {
        use std::io::Write;
        match self {
            Self::Brotli => {
                let mut out = Vec::new();
                let params = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
                brotli::BrotliCompress(&mut &plain[..], &mut out, &params)
                    .expect("writing to memory cannot fail");
                out
            }
            Self::Gzip => {
                let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
                out.write_all(plain).expect("writing to memory cannot fail");
                out.finish().expect("writing to memory cannot fail")
            }
            Self::Plain => plain.to_vec(),
        }
    }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "json" | "geojson" => "application/json",
        "webmanifest" => "application/manifest+json",
        "html" => "text/html; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "woff2" => "font/woff2",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "wasm" => "application/wasm",
        "mp3" => "audio/mpeg",
        _ => "application/octet-stream",
    }
}
