//! The OpenAPI 3.1 document: generated from the routes that are served, then given what all of them have in common.

use std::sync::Arc;

use axum::Router;
use axum::extract::State as Of;
use axum::http::header;
use axum::routing::get;
use serde_json::{Map, Value, json};
use tokio::sync::OnceCell;
use utoipa::openapi::OpenApi;
use utoipa::{OpenApi as _, PartialSchema, ToSchema};

use crate::error::{ApiError, FieldErrorBody, ProblemBody, Result};
use crate::wire::{CODE, SAMPLE, SKU, id_pattern};
use crate::{Examples, State, docs, examples};

pub const BASE: &str = "/api/v1";

/// POSTs that change nothing, or that repeat harmlessly by themselves: no `Idempotency-Key`.
const REPEATABLE: &[&str] =
    &["/availability", "/quotes", "/track", "/payments/callbacks/{provider}", "/tills/{till}/sales"];

#[derive(utoipa::OpenApi)]
#[openapi(info(
    title = "Spoina",
    description = "The omnichannel core of a retailer: one stock, one basket, one order and one customer for every channel.\n\n\
        Ids are TypeIDs. Money is in minor units. Times are RFC 3339 in UTC. Lists come in pages: `limit`, `after`, \
        `next`. Every POST that changes something takes an `Idempotency-Key`: the same key with the same request gives \
        the same answer for seven days. Every refusal is an RFC 9457 problem."
))]
struct Outline;

const TAGS: &[(&str, &str)] = &[
    ("catalogue", "Products, variants, and files full of them."),
    ("stock", "Locations, what lies there, what can be promised, what is held."),
    ("sales", "Baskets, quotes, orders."),
    ("store", "The work of a location: the queue of orders, the till."),
    ("payments", "What is owed and what moved."),
    ("people", "Customers, their history and points, and what they look at."),
    ("events", "Everything that happened, in order, as CloudEvents."),
    ("operation", "Probes, figures and this document."),
];

/// What stands in paths: pattern, example, meaning.
fn path_parameter(name: &str) -> Option<(String, String, &'static str)> {
    let id = |prefix: &str| (id_pattern(prefix), format!("{prefix}_{SAMPLE}"));
    let ((pattern, example), meaning) = match name {
        "sku" => ((SKU.to_owned(), "DEMO-1".to_owned()), "The business key of a variant."),
        "key" => (("^[a-z0-9_-]{1,100}$".to_owned(), "demo-product".to_owned()), "The key of a product."),
        "code" => ((CODE.to_owned(), "gda-1".to_owned()), "The code of a location."),
        "provider" => ((CODE.to_owned(), "simpay".to_owned()), "The name of a payment provider."),
        "till" => (id("till"), "The id of a till."),
        "basket" => (id("basket"), "The id of a basket."),
        "line" => (id("line"), "The id of a line."),
        "fulfilment" => (id("fulfilment"), "The id of a fulfilment: the work of one location for one order."),
        "reservation" => (id("reservation"), "The id of a reservation."),
        "import" => (id("import"), "The id of an import."),
        "payment" => (id("payment"), "The id of a payment intent."),
        "wallet" => (id("wallet"), "The id of a wallet."),
        "order" => (
            (
                "^(order_[0-7][0-9a-hjkmnp-tv-z]{25}|number:[A-Za-z0-9/.-]{1,40})$".to_owned(),
                format!("order_{SAMPLE}"),
            ),
            "The id of an order, or `number:` and its number.",
        ),
        "person" => (
            (
                "^(person_[0-7][0-9a-hjkmnp-tv-z]{25}|(email|phone|card):.{1,254})$".to_owned(),
                format!("person_{SAMPLE}"),
            ),
            "The id of a person, or `email:`, `phone:` or `card:` and the identifier.",
        ),
        _ => return None,
    };
    Some((pattern, example, meaning))
}

/// Where an id of an answer goes on: operation, status, pointer into the answer, next operation, its parameter.
const LINKS: &[(&str, &str, &str, &str, &str)] = &[
    ("post /baskets", "201", "/id", "get /baskets/{basket}", "basket"),
    ("post /baskets", "201", "/id", "post /baskets/{basket}/lines", "basket"),
    ("post /baskets", "201", "/id", "put /baskets/{basket}/quantities/{sku}", "basket"),
    ("put /baskets/{basket}/quantities/{sku}", "200", "/id", "post /baskets/{basket}/checkout", "basket"),
    ("put /baskets/{basket}/quantities/{sku}", "200", "/id", "get /baskets/{basket}", "basket"),
    ("post /baskets/{basket}/lines", "201", "/id", "post /baskets/{basket}/checkout", "basket"),
    ("post /baskets/{basket}/checkout", "201", "/id", "get /orders/{order}", "order"),
    ("post /baskets/{basket}/checkout", "201", "/id", "post /orders/{order}/cancellations", "order"),
    ("post /reservations", "201", "/id", "get /reservations/{reservation}", "reservation"),
    ("post /reservations", "201", "/id", "delete /reservations/{reservation}", "reservation"),
    ("post /people", "201", "/id", "get /people/{person}", "person"),
    ("post /people", "201", "/id", "get /people/{person}/timeline", "person"),
    ("post /people", "201", "/id", "get /people/{person}/wallet", "person"),
    ("post /imports", "202", "/id", "get /imports/{import}", "import"),
    ("post /imports", "202", "/id", "get /imports/{import}/errors", "import"),
    ("get /people/{person}/wallet", "200", "/id", "get /wallets/{wallet}", "wallet"),
    ("get /fulfilments", "200", "/items/0/id", "get /fulfilments/{fulfilment}", "fulfilment"),
    ("get /fulfilments", "200", "/items/0/id", "post /fulfilments/{fulfilment}/pick", "fulfilment"),
    (
        "post /fulfilments/{fulfilment}/pick",
        "200",
        "/id",
        "post /fulfilments/{fulfilment}/stage",
        "fulfilment",
    ),
    ("get /fulfilments", "200", "/items/0/id", "post /fulfilments/{fulfilment}/reject", "fulfilment"),
    ("get /orders", "200", "/items/0/id", "get /orders/{order}", "order"),
    ("get /products", "200", "/items/0/key", "get /products/{key}", "key"),
    ("get /locations", "200", "/items/0/code", "get /locations/{code}", "code"),
    ("get /stock", "200", "/items/0/sku", "get /availability/{sku}", "sku"),
    ("get /stock", "200", "/items/0/sku", "get /variants/{sku}", "sku"),
];

/// The document, ready to be sent once its examples are known.
pub struct Document {
    bare: Value,
    ready: OnceCell<Ready>,
}
#[derive(Clone)]
struct Ready {
    json: Arc<[u8]>,
    page: Arc<str>,
}

impl Document {
    pub fn new(v1: OpenApi, probes: OpenApi) -> Self {
        Self { bare: finished(v1, probes), ready: OnceCell::new() }
    }

    fn with(&self, examples: &Examples) -> Ready {
        let mut value = self.bare.clone();
        examples.put_in(&mut value);
        let page = docs::page(&value);
        Ready { json: value.to_string().into_bytes().into(), page: page.into() }
    }

    /// With the examples that were configured; else with what the server has, as soon as it has something.
    async fn ready(&self, state: &State) -> Result<Ready> {
        if let Some(ready) = self.ready.get() {
            return Ok(ready.clone());
        }
        let examples = match &state.examples {
            Some(examples) => Examples::clone(examples),
            None => match examples::found(state).await? {
                Some(found) => found,
                None => return Ok(self.with(&Examples::default())),
            },
        };
        Ok(self.ready.get_or_init(async || self.with(&examples)).await.clone())
    }

    /// Serves the document; these three are described in [`own_paths`].
    pub fn router(self) -> Router<State> {
        let document = Arc::new(self);
        let same = document.clone();
        let send = async move |Of(state): Of<State>| {
            let ready = document.ready(&state).await?;
            Ok::<_, ApiError>(([(header::CONTENT_TYPE, "application/json")], ready.json.to_vec()))
        };
        let show = async move |Of(state): Of<State>| {
            let ready = same.ready(&state).await?;
            let headers = [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'self'; base-uri 'none'"),
            ];
            Ok::<_, ApiError>((headers, ready.page.to_string()))
        };
        let style = async || ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], docs::STYLE);
        Router::new()
            .route("/openapi.json", get(send))
            .route("/docs", get(show))
            .route("/docs.css", get(style))
    }
}

fn own_paths() -> Value {
    let of = |summary: &str, kind: &str, schema: Value| {
        json!({"get": {
            "tags": ["operation"], "summary": summary, "security": [{}],
            "responses": {"200": {"description": summary, "content": {kind: {"schema": schema}}}},
        }})
    };
    json!({
        "/openapi.json": of("This document", "application/json", json!({"type": "object"})),
        "/docs": of("This document for people", "text/html", json!({"type": "string"})),
        "/docs.css": of("The look of that page", "text/css", json!({"type": "string"})),
    })
}

fn finished(v1: OpenApi, probes: OpenApi) -> Value {
    let json_of = |it: &OpenApi| serde_json::to_value(it).expect("the document is plain data");
    let (mut document, v1, probes) = (json_of(&Outline::openapi()), json_of(&v1), json_of(&probes));
    let mut paths = Map::new();
    for (path, item) in entries(&v1["paths"]).chain(entries(&own_paths())) {
        let item = with_common_parts(&path, item);
        paths.insert(format!("{BASE}{path}"), item);
    }
    for (path, item) in entries(&probes["paths"]) {
        let item = with_common_parts(&path, item);
        paths.insert(path, item);
    }
    name_operations(&mut paths);
    link(&mut paths);
    document["paths"] = paths.into();
    let mut schemas: Map<String, Value> =
        [&v1, &probes].into_iter().flat_map(|it| entries(&it["components"]["schemas"])).collect();
    let to_value = |it| serde_json::to_value(it).expect("a schema is plain data");
    schemas.insert(ProblemBody::name().into_owned(), to_value(ProblemBody::schema()));
    schemas.insert(FieldErrorBody::name().into_owned(), to_value(FieldErrorBody::schema()));
    document["components"] = json!({
        "schemas": schemas,
        "securitySchemes": {"key": {
            "type": "http", "scheme": "bearer",
            "description": "An API key: `sk_…` for servers, `pk_…` for browsers and apps, which may do what a shopper may.",
        }},
    });
    document["security"] = json!([{"key": []}]);
    document["tags"] = TAGS.iter().map(|(name, about)| json!({"name": name, "description": about})).collect();
    document["servers"] = json!([{"url": "/"}]);
    document
}

fn entries(value: &Value) -> impl Iterator<Item = (String, Value)> {
    value.as_object().cloned().unwrap_or_default().into_iter()
}

/// Path parameters, the idempotency key, and the problem that any operation may answer.
fn with_common_parts(path: &str, mut item: Value) -> Value {
    let Some(operations) = item.as_object_mut() else { return item };
    for (method, operation) in operations {
        let mut parameters: Vec<Value> = operation["parameters"].as_array().cloned().unwrap_or_default();
        for name in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
            let (pattern, example, meaning) = path_parameter(name)
                .unwrap_or_else(|| panic!("{path}: say in document.rs what {{{name}}} is"));
            parameters.insert(
                0,
                json!({"name": name, "in": "path", "required": true, "description": meaning, "example": example,
                       "schema": {"type": "string", "pattern": pattern}}),
            );
        }
        if method == "post" && !REPEATABLE.contains(&path) {
            parameters.push(json!({
                "name": "Idempotency-Key", "in": "header", "required": true,
                "description": "Chosen by the caller, one for each request. The same request again gets the same answer.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]{1,200}$"},
            }));
        }
        if !parameters.is_empty() {
            operation["parameters"] = parameters.into();
        }
        operation["responses"]["default"] = json!({
            "description": "A problem.",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        });
    }
    item
}

/// One unique name for each operation: `get_orders_order`.
fn name_operations(paths: &mut Map<String, Value>) {
    for (path, item) in paths {
        let words: String = path
            .trim_start_matches(BASE)
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect();
        let words = words.split('_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_");
        let root = if path.starts_with(BASE) { "" } else { "root_" };
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            operation["operationId"] = format!("{method}_{root}{words}").into();
        }
    }
}

fn link(paths: &mut Map<String, Value>) {
    for (from, status, pointer, to, parameter) in LINKS {
        let find = |paths: &Map<String, Value>, name: &str| {
            let (method, path) = name.split_once(' ')?;
            let path = format!("{BASE}{path}");
            paths.get(&path)?.get(method)?;
            Some((method.to_owned(), path))
        };
        let (Some((method, path)), Some((next, next_path))) = (find(paths, from), find(paths, to)) else {
            panic!("document.rs links {from} to {to}, and one of them is not served");
        };
        let id = paths[&next_path][&next]["operationId"].clone();
        let name = id.as_str().unwrap_or_default().to_owned();
        let response = &mut paths[&path][&method]["responses"][status];
        assert!(!response.is_null(), "document.rs links from {status} of {from}, which is not documented");
        response["links"][name] =
            json!({"operationId": id, "parameters": {*parameter: format!("$response.body#{pointer}")}});
    }
}
