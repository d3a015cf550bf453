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
const REPEATABLE: &[&str] = &[
    "/availability",
    "/quotes",
    "/track",
    "/payments/callbacks/{provider}",
    "/shipping/callbacks/{carrier}",
    "/tills/{till}/sales",
    "/policies/{market}/replay",
];

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
    ("after the sale", "Returns, wherever the goods were bought and wherever they come back."),
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
        "carrier" => ((CODE.to_owned(), "simship".to_owned()), "The name of a carrier."),
        "provider" => ((CODE.to_owned(), "simpay".to_owned()), "The name of a payment provider."),
        "till" => (id("till"), "The id of a till."),
        "basket" => (id("basket"), "The id of a basket."),
        "line" => (id("line"), "The id of a line."),
        "fulfilment" => (id("fulfilment"), "The id of a fulfilment: the work of one location for one order."),
        "wave" => (id("wave"), "The id of a walk."),
        "exception" => (id("exception"), "The id of something that needs a person."),
        "market" => ((CODE.to_owned(), "pl".to_owned()), "The code of a market."),
        "kind" => (("^(service|sourcing)$".to_owned(), "service".to_owned()), "The kind of a policy."),
        "version" => (("^[0-9]{1,9}$".to_owned(), "1".to_owned()), "The number of a version."),
        "reservation" => (id("reservation"), "The id of a reservation."),
        "shipment" => (id("shipment"), "The id of a shipment: what travels for one fulfilment."),
        "supply" => (id("supply"), "The id of expected goods, chosen by whoever tells them first."),
        "transfer" => (id("transfer"), "The id of a transfer."),
        "count" => (id("count"), "The id of a round of counting."),
        "import" => (id("import"), "The id of an import."),
        "payment" => (id("payment"), "The id of a payment intent."),
        "wallet" => (id("wallet"), "The id of a wallet."),
        "return" => (
            (
                "^(return_[0-7][0-9a-hjkmnp-tv-z]{25}|code:[A-Za-z0-9-]{1,40})$".to_owned(),
                format!("return_{SAMPLE}"),
            ),
            "The id of a return, or `code:` and its code.",
        ),
        "complaint" => (
            (
                "^(complaint_[0-7][0-9a-hjkmnp-tv-z]{25}|code:[A-Za-z0-9-]{1,40})$".to_owned(),
                format!("complaint_{SAMPLE}"),
            ),
            "The id of a complaint, or `code:` and its code.",
        ),
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

/// Where the ids of an answer go on: operation, status, next operation, its parameters with their places in the answer.
type Link = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);
const BASKET: &[(&str, &str)] = &[("basket", "/id")];
const LINE: &[(&str, &str)] = &[("basket", "/id"), ("line", "/lines/0/id")];
const ORDER: &[(&str, &str)] = &[("order", "/id")];
const PERSON: &[(&str, &str)] = &[("person", "/id")];
const HOLD: &[(&str, &str)] = &[("reservation", "/id")];
const TRANSFER: &[(&str, &str)] = &[("transfer", "/id")];
const COUNT: &[(&str, &str)] = &[("count", "/id")];
const SUPPLY: &[(&str, &str)] = &[("supply", "/id")];
const IMPORT: &[(&str, &str)] = &[("import", "/id")];
const WORK: &[(&str, &str)] = &[("fulfilment", "/id")];
const FIRST_WORK: &[(&str, &str)] = &[("fulfilment", "/items/0/id")];
const ORDERED_WORK: &[(&str, &str)] = &[("fulfilment", "/fulfilments/0/id")];
const PAYMENT: &[(&str, &str)] = &[("payment", "/payments/0/id")];
const FIRST_SKU: &[(&str, &str)] = &[("sku", "/items/0/sku")];
const SHIPMENT: &[(&str, &str)] = &[("shipment", "/id")];
const RETURN: &[(&str, &str)] = &[("return", "/id")];
const COMPLAINT: &[(&str, &str)] = &[("complaint", "/id")];
const LINKS: &[Link] = &[
    ("post /baskets", "201", "get /baskets/{basket}", BASKET),
    ("post /baskets", "201", "post /baskets/{basket}/lines", BASKET),
    ("post /baskets", "201", "post /baskets/{basket}/checkout", BASKET),
    ("post /baskets", "201", "put /baskets/{basket}/quantities/{sku}", BASKET),
    ("post /baskets/{basket}/lines", "201", "post /baskets/{basket}/checkout", BASKET),
    ("post /baskets/{basket}/lines", "201", "patch /baskets/{basket}/lines/{line}", LINE),
    ("post /baskets/{basket}/lines", "201", "delete /baskets/{basket}/lines/{line}", LINE),
    ("put /baskets/{basket}/quantities/{sku}", "200", "post /baskets/{basket}/checkout", BASKET),
    ("put /baskets/{basket}/quantities/{sku}", "200", "get /baskets/{basket}", BASKET),
    ("post /baskets/{basket}/checkout", "201", "get /orders/{order}", ORDER),
    ("post /baskets/{basket}/checkout", "201", "post /orders/{order}/cancellations", ORDER),
    ("post /baskets/{basket}/checkout", "201", "post /fulfilments/{fulfilment}/pick", ORDERED_WORK),
    ("post /baskets/{basket}/checkout", "201", "get /payments/{payment}", PAYMENT),
    ("post /baskets/{basket}/checkout", "201", "get /orders/{order}/money", ORDER),
    ("post /baskets/{basket}/checkout", "201", "post /orders/{order}/capture", ORDER),
    ("post /reservations", "201", "get /reservations/{reservation}", HOLD),
    ("post /reservations", "201", "delete /reservations/{reservation}", HOLD),
    ("put /supplies/{supply}", "200", "post /supplies/{supply}/arrivals", SUPPLY),
    ("put /supplies/{supply}", "200", "delete /supplies/{supply}", SUPPLY),
    ("post /transfers", "201", "get /transfers/{transfer}", TRANSFER),
    ("post /transfers", "201", "post /transfers/{transfer}/send", TRANSFER),
    ("post /transfers", "201", "post /transfers/{transfer}/cancel", TRANSFER),
    ("post /transfers/{transfer}/send", "200", "post /transfers/{transfer}/receive", TRANSFER),
    ("post /counts", "201", "get /counts/{count}", COUNT),
    ("post /counts", "201", "post /counts/{count}/lines", COUNT),
    ("post /counts", "201", "post /counts/{count}/finish", COUNT),
    ("post /people", "201", "get /people/{person}", PERSON),
    ("post /people", "201", "get /people/{person}/timeline", PERSON),
    ("post /people", "201", "get /people/{person}/wallet", PERSON),
    ("post /people", "201", "post /people/{person}/credit", PERSON),
    ("post /people", "201", "get /people/{person}/credit", PERSON),
    ("get /people/{person}/wallet", "200", "get /wallets/{wallet}", &[("wallet", "/id")]),
    ("get /people/{person}/wallet", "200", "get /wallets/{wallet}/postings", &[("wallet", "/id")]),
    ("post /imports", "202", "get /imports/{import}", IMPORT),
    ("post /imports", "202", "get /imports/{import}/errors", IMPORT),
    ("get /fulfilments", "200", "get /fulfilments/{fulfilment}", FIRST_WORK),
    ("get /fulfilments", "200", "post /fulfilments/{fulfilment}/pick", FIRST_WORK),
    ("get /fulfilments", "200", "post /fulfilments/{fulfilment}/reject", FIRST_WORK),
    ("post /fulfilments/{fulfilment}/pick", "200", "post /fulfilments/{fulfilment}/stage", WORK),
    ("post /fulfilments/{fulfilment}/pick", "200", "post /fulfilments/{fulfilment}/ship", WORK),
    ("post /fulfilments/{fulfilment}/pick", "200", "post /fulfilments/{fulfilment}/pack", WORK),
    ("post /fulfilments/{fulfilment}/pack", "201", "get /shipments/{shipment}", SHIPMENT),
    ("post /fulfilments/{fulfilment}/pack", "201", "get /shipments/{shipment}/label", SHIPMENT),
    ("post /fulfilments/{fulfilment}/pack", "201", "post /shipments/{shipment}/cancel", SHIPMENT),
    ("post /fulfilments/{fulfilment}/stage", "200", "post /fulfilments/{fulfilment}/hand-over", WORK),
    ("get /orders", "200", "get /orders/{order}", &[("order", "/items/0/id")]),
    ("get /orders", "200", "get /orders/{order}/returns", &[("order", "/items/0/id")]),
    ("post /returns", "201", "get /returns/{return}", RETURN),
    ("post /returns", "201", "post /returns/{return}/receive", RETURN),
    ("post /returns", "201", "post /returns/{return}/cancel", RETURN),
    ("post /returns/{return}/receive", "200", "post /returns/{return}/accept", RETURN),
    ("post /returns/{return}/receive", "200", "post /returns/{return}/reject", RETURN),
    ("post /complaints", "201", "get /complaints/{complaint}", COMPLAINT),
    ("post /complaints", "201", "post /complaints/{complaint}/answer", COMPLAINT),
    ("post /complaints", "201", "post /complaints/{complaint}/withdraw", COMPLAINT),
    ("post /complaints/{complaint}/answer", "200", "post /complaints/{complaint}/settle", COMPLAINT),
    ("get /orders", "200", "get /orders/{order}/complaints", &[("order", "/items/0/id")]),
    ("get /orders", "200", "get /orders/{order}/changes", &[("order", "/items/0/id")]),
    ("get /products", "200", "get /products/{key}", &[("key", "/items/0/key")]),
    ("get /locations", "200", "get /locations/{code}", &[("code", "/items/0/code")]),
    ("get /stock", "200", "get /availability/{sku}", FIRST_SKU),
    ("get /stock", "200", "get /variants/{sku}", FIRST_SKU),
];

/// Bodies that can be sent as they stand.
fn example_body(operation: &str) -> Option<Value> {
    Some(match operation {
        "put /products/{key}" => json!({
            "texts": {"pl": {"name": "Kurtka zimowa"}, "en": {"name": "Winter jacket"}},
            "keep_other_variants": true,
        }),
        "put /locations/{code}" => json!({
            "kind": "store", "name": "Szron Gdańsk Forum", "seller": "szron",
            "address": {"street": "Targ Sienny 7", "postcode": "80-806", "city": "Gdańsk", "country": "PL"},
            "point": {"lat": 54.349, "lon": 18.6432},
            "capabilities": ["pickup", "till"],
        }),
        "post /stock/movements" => {
            json!({"sku": "DEMO-1", "location": "gda-1", "delta": 5, "cause": "received", "reference": "PZ 12/2026"})
        }
        "post /reservations" => {
            json!({"sku": "DEMO-1", "location": "gda-1", "quantity": 1, "holder": "fitting 17"})
        }
        "put /stock/shares" => {
            json!({"sku": "DEMO-1", "location": "gda-1", "channel": "shop", "protected": 2})
        }
        "put /rules/places" => {
            json!({"location": "gda-1", "channel": "shop", "safety": 1, "least_confidence": 300})
        }
        "put /rules/channels" => json!({"channel": "shop", "ahead": "backorder", "horizon_days": 30}),
        "put /rules/exclusions" => json!({"channel": "shop", "sku": "DEMO-1", "state": "included"}),
        "put /supplies/{supply}" => json!({"sku": "DEMO-1", "location": "gda-1", "reference": "PO 12/2026 1",
            "quantity": 5, "expected_at": "2027-03-01T08:00:00Z"}),
        "post /supplies/{supply}/arrivals" => json!({"units": 1}),
        "post /transfers" => json!({"source": "gda-1", "destination": "central",
            "lines": [{"sku": "DEMO-1", "quantity": 1}]}),
        "post /transfers/{transfer}/send" | "post /transfers/{transfer}/receive" => {
            json!({"lines": [{"sku": "DEMO-1", "units": 1}]})
        }
        "post /counts" => json!({"location": "gda-1", "name": "Shelf 3", "skus": ["DEMO-1"]}),
        "post /counts/{count}/lines" => json!({"sku": "DEMO-1", "units": 20}),
        "post /baskets" => json!({"channel": "shop", "lines": [{"sku": "DEMO-1", "quantity": 1}]}),
        "post /baskets/{basket}/lines" => json!({"sku": "DEMO-1", "quantity": 1}),
        "put /baskets/{basket}/quantities/{sku}" | "patch /baskets/{basket}/lines/{line}" => {
            json!({"quantity": 1})
        }
        "post /quotes" => json!({"channel": "shop", "lines": [{"sku": "DEMO-1", "quantity": 2}]}),
        "post /availability" => json!({"skus": ["DEMO-1"], "near": {"lat": 54.35, "lon": 18.65}, "limit": 3}),
        "post /baskets/{basket}/checkout" => json!({
            "deliveries": [{"mode": "pickup", "location": "gda-1"}],
            "contact": {"email": "anna.nowak@example.com", "phone": "+48600100200", "name": "Anna Nowak", "lang": "pl"},
            "payments": [{"method": "on_pickup"}],
        }),
        "post /orders/{order}/cancellations" => json!({"reason": "customer"}),
        "post /fulfilments/{fulfilment}/stage" => json!({"bin": "A-12"}),
        "post /fulfilments/{fulfilment}/hand-over" => json!({"proof": "staff", "tenders": []}),
        "post /fulfilments/{fulfilment}/pack" => {
            json!({"service": "courier", "parcels": [{"size": "small", "weight_g": 1200}]})
        }
        "post /markets/{market}/delivery-services" => json!({
            "code": "courier", "carrier": "simship", "kind": "courier", "name": {"pl": "Kurier", "en": "Courier"},
            "fee": {"amount": 1499, "currency": "PLN"}, "position": 1, "state": "offered",
        }),
        "post /fulfilments/{fulfilment}/ship" => json!({"tracking": "620012345678901234567890"}),
        "post /fulfilments/{fulfilment}/reject" => json!({"reason": "not_found"}),
        "post /returns" => json!({
            "order": format!("order_{SAMPLE}"), "proof": {"email": "anna.nowak@example.com"}, "way": "store",
            "lines": [{"line": format!("line_{SAMPLE}"), "quantity": 1, "reason": "too_small"}],
        }),
        "post /returns/{return}/receive" => json!({"location": "gda-1"}),
        "post /returns/{return}/accept" => json!({
            "lines": [{"line": format!("line_{SAMPLE}"), "disposition": "restocked", "quantity": 1}], "pays": "here",
        }),
        "post /returns/{return}/reject" => json!({"reason": "worn"}),
        "post /returns/{return}/cancel" => json!({"proof": {"email": "anna.nowak@example.com"}}),
        "put /markets/{market}/return-policy" => json!({
            "withdrawal_days": 14, "transit_days": 7, "goodwill_days": 30, "send_days": 14, "parcel_paid_by": "shopper",
            "standard_delivery": {"amount": 1299, "currency": "PLN"}, "answer_days": 14,
            "excluded": [{"category": "underwear", "reason": "hygiene"}],
        }),
        "post /people" => json!({"email": "anna.nowak@example.com", "name": "Anna Nowak", "channel": "shop"}),
        "post /track" => json!({"channel": "shop", "activities": [
            {"kind": "product_view", "path": "/p/demo-product", "product": "demo-product",
             "campaign": {"utm_source": "facebook", "fbclid": "IwAR0"}}]}),
        "post /tills/{till}/sales" => json!({"location": "gda-1", "channel": "shop", "sales": [
            {"order": format!("order_{SAMPLE}"), "lines": [{"sku": "DEMO-1", "quantity": 1}],
             "tenders": [{"method": "card", "amount": {"amount": 12999, "currency": "PLN"}}]}]}),
        "post /imports" => {
            json!({"kind": "stock", "format": "csv", "body": "sku,location,quantity\nDEMO-1,gda-1,20\n"})
        }
        "post /payments/{payment}/start" => json!({"lang": "pl"}),
        "post /people/{person}/credit" => {
            json!({"amount": {"amount": 2000, "currency": "PLN"}, "cause": "goodwill", "reference": "case 17"})
        }
        _ => return None,
    })
}

/// What a PUT may create: not what every other example reads.
fn example_of_put(name: &str) -> Option<&'static str> {
    match name {
        "key" => Some("example-jacket"),
        "code" => Some("example-store"),
        _ => None,
    }
}

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
            let own = if method == "put" { example_of_put(name) } else { None };
            let example = own.map_or(example, str::to_owned);
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
        if let Some(body) = example_body(&format!("{method} {path}")) {
            operation["requestBody"]["content"]["application/json"]["example"] = body;
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
    for (from, status, to, parameters) in LINKS {
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
        let places = parameters
            .iter()
            .map(|(name, place)| ((*name).to_owned(), format!("$response.body#{place}").into()));
        response["links"][name] = json!({"operationId": id, "parameters": places.collect::<Map<_, _>>()});
    }
}
