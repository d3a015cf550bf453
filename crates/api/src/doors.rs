//! Which routes there are, and what stands where there is none.

use axum::extract::{DefaultBodyLimit, OriginalUri};
use axum::http::Method;
use kernel::Problem;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::{
    State, availability, baskets, changes, checkout, complaints, counts, events, exceptions, explain,
    fulfilments, imports, locations, orders, payments, payments_credit, people, policies, products, quotes,
    reservations, return_policy, returns, rules, shipping, stock, supplies, system, tills, track, transfers,
    wallets, waves, work,
};

/// Routes under `/api/v1`. Whatever is named here is in the document.
pub fn v1() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(products::list))
        .routes(routes!(products::show, products::save))
        .routes(routes!(products::variant))
        .routes(routes!(imports::create, imports::list).layer(DefaultBodyLimit::max(imports::LIMIT)))
        .routes(routes!(imports::show))
        .routes(routes!(imports::errors))
        .routes(routes!(locations::list))
        .routes(routes!(locations::show, locations::save))
        .routes(routes!(stock::record))
        .routes(routes!(stock::list))
        .routes(routes!(availability::one))
        .routes(routes!(availability::many))
        .routes(routes!(explain::availability))
        .routes(routes!(rules::list))
        .routes(routes!(rules::share))
        .routes(routes!(rules::place))
        .routes(routes!(rules::channel))
        .routes(routes!(rules::exclusion))
        .routes(routes!(supplies::list))
        .routes(routes!(supplies::save, supplies::call_off))
        .routes(routes!(supplies::arrive))
        .routes(routes!(transfers::list, transfers::create))
        .routes(routes!(transfers::show))
        .routes(routes!(transfers::send))
        .routes(routes!(transfers::receive))
        .routes(routes!(transfers::cancel))
        .routes(routes!(counts::list, counts::open))
        .routes(routes!(counts::show))
        .routes(routes!(counts::line))
        .routes(routes!(counts::finish))
        .routes(routes!(reservations::create))
        .routes(routes!(reservations::show, reservations::release))
        .routes(routes!(baskets::create))
        .routes(routes!(baskets::show))
        .routes(routes!(baskets::add))
        .routes(routes!(baskets::change, baskets::remove))
        .routes(routes!(baskets::set))
        .routes(routes!(quotes::quote))
        .routes(routes!(checkout::checkout))
        .routes(routes!(orders::list))
        .routes(routes!(orders::show))
        .routes(routes!(orders::cancel))
        .routes(routes!(changes::change, changes::list))
        .routes(routes!(fulfilments::list))
        .routes(routes!(fulfilments::show))
        .routes(routes!(fulfilments::pick))
        .routes(routes!(fulfilments::stage))
        .routes(routes!(fulfilments::hand_over))
        .routes(routes!(fulfilments::ship))
        .routes(routes!(fulfilments::reject))
        .routes(routes!(work::accept))
        .routes(routes!(work::picked))
        .routes(routes!(work::short))
        .routes(routes!(work::dispatch))
        .routes(routes!(work::receive))
        .routes(routes!(work::retry))
        .routes(routes!(work::coming))
        .routes(routes!(waves::open))
        .routes(routes!(waves::show))
        .routes(routes!(waves::close))
        .routes(routes!(exceptions::list))
        .routes(routes!(exceptions::assign))
        .routes(routes!(exceptions::solve))
        .routes(routes!(policies::list, policies::draft))
        .routes(routes!(policies::activate))
        .routes(routes!(policies::replay))
        .routes(routes!(policies::plans))
        .routes(routes!(returns::list, returns::open))
        .routes(routes!(returns::show))
        .routes(routes!(returns::receive))
        .routes(routes!(returns::accept))
        .routes(routes!(returns::exchange))
        .routes(routes!(returns::reject))
        .routes(routes!(returns::cancel))
        .routes(routes!(returns::of_order))
        .routes(routes!(complaints::open, complaints::list))
        .routes(routes!(complaints::show))
        .routes(routes!(complaints::answer))
        .routes(routes!(complaints::settle))
        .routes(routes!(complaints::withdraw))
        .routes(routes!(complaints::of_order))
        .routes(routes!(return_policy::policy, return_policy::save_policy))
        .routes(routes!(tills::sell))
        .routes(routes!(shipping::offered, shipping::offer))
        .routes(routes!(shipping::points))
        .routes(routes!(shipping::pack))
        .routes(routes!(shipping::of_fulfilment))
        .routes(routes!(shipping::show))
        .routes(routes!(shipping::label))
        .routes(routes!(shipping::retry))
        .routes(routes!(shipping::cancel))
        .routes(routes!(shipping::callback))
        .routes(routes!(payments::show))
        .routes(routes!(payments::start))
        .routes(routes!(payments::void))
        .routes(routes!(payments::of_order))
        .routes(routes!(payments::capture))
        .routes(routes!(payments::callback))
        .routes(routes!(people::create))
        .routes(routes!(people::show))
        .routes(routes!(people::timeline))
        .routes(routes!(people::identifiers))
        .routes(routes!(people::wallet))
        .routes(routes!(payments_credit::show, payments_credit::grant))
        .routes(routes!(wallets::show))
        .routes(routes!(wallets::postings))
        .routes(routes!(track::track))
        .routes(routes!(events::list))
        .routes(routes!(events::stream))
        .merge(probes())
}

/// For whoever operates the server; at the root and under `/api/v1`.
pub fn probes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(system::healthz))
        .routes(routes!(system::readyz))
        .routes(routes!(system::metrics))
}

pub async fn unknown_route(OriginalUri(uri): OriginalUri) -> ApiError {
    let path: String = uri.path().chars().take(200).collect();
    Problem::new(404, "api/unknown-route", "There is no such route").detail(path).into()
}

pub async fn wrong_method(method: Method, OriginalUri(uri): OriginalUri) -> ApiError {
    let path: String = uri.path().chars().take(200).collect();
    Problem::new(405, "api/wrong-method", "This route does not take this method")
        .detail(format!("{method} {path}; the Allow header says what it takes"))
        .into()
}
