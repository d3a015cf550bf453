//! Files full of products, prices, stock and locations. The file is taken as it is and worked on afterwards; what is wrong
//! in it is told row by row.

use ::imports::{Accept, Import, Options, RowError};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request, State as Of};
use axum::http::{StatusCode, header};
use kernel::{Capability, Currency, Everywhere, ImportId, Money, PageRequest, PriceListCode, Problem};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::error::{ApiError, Result, invalid};
use crate::extract::{Caller, Named, Once, Params, read_json, too_large};
use crate::lookup::wrong_parameter;
use crate::wire::{self, Page};

/// Larger files come over the command line.
pub const LIMIT: usize = 32 << 20;

/// For a file that is the body itself. A JSON body without `kind` here says all of it by itself.
#[derive(Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportParams {
    #[param(value_type = Option<String>, pattern = "^(products|stock|locations|prices)$", example = "stock")]
    kind: Option<wire::ImportKind>,
    #[param(value_type = Option<String>, pattern = "^(csv|json|saleor|pricerunner)$", example = "csv")]
    format: Option<wire::ImportFormat>,
    /// Chosen by the caller or by us.
    #[param(value_type = Option<String>, pattern = "^import_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    id: Option<wire::ImportId>,
    /// Of amounts without one; PLN if left out.
    #[param(value_type = Option<String>, pattern = "^[A-Z]{3}$", example = "PLN")]
    currency: Option<Currency>,
    /// Where prices go that name no list.
    #[param(value_type = Option<String>, pattern = "^[a-z0-9-]{1,40}$")]
    price_list: Option<PriceListCode>,
    /// In minor units, for variants that the file gives no price.
    #[param(minimum = 0, maximum = 1_000_000_000)]
    price: Option<i64>,
    /// For variants that the file gives no stock: `central:20,gda-1:5`.
    #[param(max_length = 2000, pattern = "^[a-z0-9-]{1,40}:[0-9]{1,6}(,[a-z0-9-]{1,40}:[0-9]{1,6})*$")]
    stock: Option<String>,
    /// Where the file's stock lies, whatever location it names.
    #[param(pattern = "^[a-z0-9-]{1,40}$")]
    location: Option<String>,
}

/// A file inside a JSON body.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportInput {
    /// Chosen by the caller or by us.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^import_[0-7][0-9a-hjkmnp-tv-z]{25}$")]
    id: Option<wire::ImportId>,
    kind: wire::ImportKind,
    format: wire::ImportFormat,
    #[serde(default)]
    #[schema(value_type = Option<ImportOptions>)]
    options: Options,
    /// The file.
    body: String,
}

/// What the file does not say.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its schema is used")]
pub struct ImportOptions {
    /// Of amounts without one.
    #[schema(pattern = "^[A-Z]{3}$", example = "PLN")]
    currency: Option<String>,
    /// Where prices go that name no list.
    #[schema(pattern = "^[a-z0-9-]{1,40}$")]
    list: Option<String>,
    /// For variants that the file gives no price.
    price: Option<wire::Money>,
    /// For variants that the file gives no stock: code of a location, quantity.
    stock: Option<Vec<(String, i64)>>,
    /// Where the file's stock lies, whatever location it names.
    #[schema(pattern = "^[a-z0-9-]{1,40}$")]
    location: Option<String>,
    /// For variants whose row says none.
    tax: Option<wire::TaxClass>,
}

impl ImportParams {
    fn options(&self) -> Result<Options> {
        let currency = self.currency.unwrap_or(Currency::Pln);
        if self.price.is_some_and(|price| !(0..=1_000_000_000).contains(&price)) {
            return Err(wrong_parameter("price", "between 0 and 1000000000"));
        }
        let mut stock = Vec::new();
        for pair in self.stock.iter().flat_map(|text| text.split(',')) {
            let parsed =
                pair.split_once(':').and_then(|(code, count)| Some((code.to_owned(), count.parse().ok()?)));
            let parsed = parsed.filter(|(_, count)| (0..=wire::MOST_PIECES).contains(count));
            stock
                .push(parsed.ok_or_else(|| wrong_parameter("stock", "location:quantity, joined by commas"))?);
        }
        Ok(Options {
            currency,
            list: self.price_list.clone(),
            price: self.price.map(|minor| Money::new(minor, currency)),
            stock,
            location: self.location.clone(),
            ..Options::default()
        })
    }
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Import)]
pub struct ImportBody {
    id: wire::ImportId,
    kind: wire::ImportKind,
    format: wire::ImportFormat,
    state: wire::ImportState,
    /// Why it failed as a whole.
    reason: Option<String>,
    /// Rows looked at so far.
    rows: i64,
    created: i64,
    changed: i64,
    unchanged: i64,
    /// Rows that could not be taken; each has an error.
    failed: i64,
    started_at: wire::Time,
    finished_at: Option<wire::Time>,
}
impl From<Import> for ImportBody {
    fn from(it: Import) -> Self {
        ImportBody {
            id: it.id.into(),
            kind: it.kind.into(),
            format: it.format.into(),
            state: it.state.into(),
            reason: it.reason,
            rows: it.rows,
            created: it.created,
            changed: it.changed,
            unchanged: it.unchanged,
            failed: it.failed,
            started_at: it.started_at.into(),
            finished_at: it.finished_at.map(Into::into),
        }
    }
}

/// Something wrong in the file.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportError)]
pub struct ErrorBody {
    line: i64,
    /// 0 where a line as a whole is meant.
    column: i64,
    /// The field, for example `/ean`.
    pointer: String,
    detail: String,
}
impl From<RowError> for ErrorBody {
    fn from(it: RowError) -> Self {
        ErrorBody { line: it.line, column: it.column, pointer: it.pointer, detail: it.detail }
    }
}

/// The file: as the body itself, or as the part `file` of a form.
pub struct Upload {
    text: String,
    is_json: bool,
}

impl Upload {
    /// What shall be imported, in either of the two forms.
    fn read(self, params: &ImportParams, fresh: ImportId) -> Result<Accept> {
        let id = |chosen: Option<wire::ImportId>| chosen.map_or(fresh, |id| id.0);
        if let (Some(kind), Some(format)) = (params.kind, params.format) {
            let (kind, format, options) = (kind.0, format.0, params.options()?);
            return Ok(Accept { id: id(params.id), kind, format, options, body: self.text });
        }
        if !self.is_json {
            let missing = if params.kind.is_none() { "kind" } else { "format" };
            return Err(wrong_parameter(missing, "what the file is, or all of it in a JSON body"));
        }
        let it: ImportInput = read_json(self.text.as_bytes())?;
        let stock = it.options.stock.iter().all(|(_, count)| (0..=wire::MOST_PIECES).contains(count));
        let price = it.options.price.is_none_or(|price| (0..=1_000_000_000).contains(&price.minor));
        if !stock || !price {
            return Err(invalid("/options", "a quantity is between 0 and 1000000, a price not below zero"));
        }
        Ok(Accept { id: id(it.id), kind: it.kind.0, format: it.format.0, options: it.options, body: it.body })
    }
}

impl FromRequest<State> for Upload {
    type Rejection = ApiError;
    async fn from_request(request: Request, state: &State) -> Result<Self> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let is_json = kind.is_some_and(|kind| kind.starts_with("application/json"));
        let is_form = kind.is_some_and(|kind| kind.starts_with("multipart/form-data"));
        let bytes = if is_form {
            part(
                Multipart::from_request(request, state)
                    .await
                    .map_err(|it| form(it.status(), it.body_text()))?,
            )
            .await?
        } else {
            Bytes::from_request(request, state).await.map_err(too_large)?
        };
        let text = String::from_utf8(bytes.to_vec()).map_err(|_| invalid("", "a file is text in UTF-8"))?;
        if text.contains('\0') {
            return Err(invalid("", "a file has no NUL character"));
        }
        Ok(Upload { text, is_json })
    }
}

async fn part(mut form_data: Multipart) -> Result<Bytes> {
    while let Some(field) = form_data.next_field().await.map_err(|it| form(it.status(), it.body_text()))? {
        if field.name() == Some("file") {
            return field.bytes().await.map_err(|it| form(it.status(), it.body_text()));
        }
    }
    Err(invalid("/file", "the form has no part named file"))
}

fn form(status: StatusCode, told: String) -> ApiError {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new(413, "api/too-large", "The body is too large").detail(told).into();
    }
    Problem::new(400, "api/malformed-form", "The form could not be read").detail(told).into()
}

/// Send a file
///
/// The file is the body with `kind` and `format` in the query, or the part `file` of a form, or `body` in a JSON body that
/// says the rest too. It is worked on afterwards: ask `/imports/{import}` how far it is.
/// The formats are described in the guide; the same file again changes nothing.
#[utoipa::path(post, path = "/imports", tag = "catalogue", params(ImportParams),
    request_body(description = "The file, in UTF-8, at most 32 MB.",
        content((ImportInput = "application/json"), (String = "text/csv"), (String = "text/plain"))),
    responses((status = 202, body = ImportBody)))]
pub async fn create(
    Of(state): Of<State>,
    Caller(actor): Caller,
    once: Once,
    Params(params): Params<ImportParams>,
    upload: Upload,
) -> Result<(StatusCode, Json<ImportBody>)> {
    let print: String =
        Sha256::digest(upload.text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let request = upload.read(&params, ImportId::fresh(state.db.now()))?;
    let body = state
        .db
        .once(&once.key("POST /imports"), &actor, &(&params, print), async |tx| {
            Ok::<_, ApiError>(ImportBody::from(::imports::accept(tx, request.clone()).await?))
        })
        .await?;
    Ok((StatusCode::ACCEPTED, Json(body)))
}

/// Whoever sent it may look, and whoever looks after the catalogue.
async fn find(state: &State, caller: &Caller, id: ImportId) -> Result<Import> {
    let import = ::imports::find(&mut state.db.read().await?, id).await?;
    if import.actor != caller.0.to_string() {
        caller.require(Capability::ManageCatalog, Everywhere)?;
    }
    Ok(import)
}

/// How far an import is
#[utoipa::path(get, path = "/imports/{import}", tag = "catalogue", responses((status = 200, body = ImportBody)))]
pub async fn show(
    Of(state): Of<State>,
    caller: Caller,
    Named(id): Named<ImportId>,
) -> Result<Json<ImportBody>> {
    Ok(Json(find(&state, &caller, id).await?.into()))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<wire::Limit>,
    /// `next` of the page before.
    after: Option<String>,
}
impl PageParams {
    fn page(self) -> PageRequest {
        wire::page(self.limit, self.after, None)
    }
}

/// What was wrong in a file
#[utoipa::path(get, path = "/imports/{import}/errors", tag = "catalogue", params(PageParams),
    responses((status = 200, body = Page<ErrorBody>)))]
pub async fn errors(
    Of(state): Of<State>,
    caller: Caller,
    Named(id): Named<ImportId>,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<ErrorBody>>> {
    find(&state, &caller, id).await?;
    let found = ::imports::errors(&mut state.db.read().await?, id, &params.page()).await?;
    Ok(Json(Page::of(found)))
}

/// Imports, newest first
#[utoipa::path(get, path = "/imports", tag = "catalogue", params(PageParams),
    responses((status = 200, body = Page<ImportBody>)))]
pub async fn list(
    Of(state): Of<State>,
    caller: Caller,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<ImportBody>>> {
    caller.require(Capability::ManageCatalog, Everywhere)?;
    let found = ::imports::imports(&mut state.db.read_stale().await?, &params.page()).await?;
    Ok(Json(Page::of(found)))
}
