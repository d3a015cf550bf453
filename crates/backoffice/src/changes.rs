//! Changing an order: chosen in a form, looked at before it is made, made once.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use inventory::{Address, Places};
use kernel::{Capability, ChangeId, LineId, Problem, Quantity};
use orders::{CancelReason, Change, ChangeKind, ChangeOrder, ChangeOutcome, Mode, Order, Pieces, Preview};
use ui::{Choice, Form, Page, Shell, Words};

use crate::State as Office;
use crate::desk::{Desk, Posted};
use crate::order::find;
use crate::problem::Sorry;

pub fn routes() -> Router<Office> {
    Router::new().route("/staff/orders/{id}/change", get(show).post(change))
}

struct Line {
    id: LineId,
    name: String,
    sku: String,
    open: i64,
    /// So many pieces in all, those included that have left.
    now: i64,
}

/// What a change would do, in words.
pub struct Looked {
    pub refused: Option<String>,
    pub difference: String,
    pub refund: Option<String>,
    pub due: Option<String>,
    /// Where the goods would come from and how far that is: what and where, what of it, tone, state.
    pub works: Vec<(String, String, &'static str, String)>,
}

#[derive(Template)]
#[template(path = "order_change.html")]
struct ChangePage {
    page: Page,
    shell: Shell,
    w: Words,
    order: Order,
    form: Form,
    lines: Vec<Line>,
    /// Line and variant, as `line_… variant_…`.
    swaps: Vec<Choice>,
    of_lines: Vec<Choice>,
    stores: Vec<Choice>,
    reasons: Vec<Choice>,
    ships: bool,
    collects: bool,
    looked: Option<Looked>,
    /// What was asked, to be asked again for good.
    hidden: Vec<(String, String)>,
}

async fn show(desk: Desk, Path(id): Path<String>) -> Result<Response, Sorry> {
    desk.require(Capability::ManageOrders)?;
    let order = find(&desk, &id).await?;
    draw(&desk, StatusCode::OK, order, Form::default(), None, Vec::new()).await
}

async fn draw(
    desk: &Desk,
    status: StatusCode,
    order: Order,
    mut form: Form,
    looked: Option<Looked>,
    hidden: Vec<(String, String)>,
) -> Result<Response, Sorry> {
    let w = desk.w;
    let parcel = order.live().find(|it| it.mode == Mode::Ship).and_then(|it| it.address.clone());
    if let Some(at) = parcel.filter(|_| form.value("street").is_empty()) {
        form = form.set("street", at.street).set("postcode", at.postcode);
        form = form.set("city", at.city).set("country", at.country);
    }
    let open: Vec<_> = order.lines.iter().filter(|line| !line.open.is_zero()).collect();
    let lines: Vec<Line> = open
        .iter()
        .map(|line| Line {
            id: line.id,
            name: line.name.get(desk.lang()).to_owned(),
            sku: line.sku.to_string(),
            open: line.open.get(),
            now: line.quantity.get() - line.cancelled.get(),
        })
        .collect();
    let mut q = desk.db.read().await?;
    let mut swaps = Vec::new();
    let variants: Vec<_> = open.iter().map(|line| line.variant).collect();
    let cards = catalog::variants(&mut q, &variants).await?;
    for line in &open {
        let Some(card) = cards.iter().find(|card| card.variant == line.variant) else { continue };
        let page = catalog::product_page(&mut q, card.product).await?;
        let others: Vec<_> = page.variants.iter().map(|it| it.id).filter(|id| *id != line.variant).collect();
        for other in catalog::variants(&mut q, &others).await?.iter().filter(|it| it.is_sold()) {
            let (from, to) = (line.name.get(desk.lang()), other.full_name(desk.lang()));
            swaps.push(Choice::new(format!("{} {}", line.id, other.variant), format!("{from} → {to}")));
        }
    }
    drop(q);
    let places = desk.places().await?;
    let stores = places
        .iter()
        .filter(|it| it.location.can(inventory::Capability::Pickup))
        .map(|it| Choice::new(it.location.code.clone(), it.location.name.clone()));
    let mut stores: Vec<Choice> = stores.collect();
    stores.sort_by_key(|it| catalog::fold(&it.label));
    let of_line = |line: &Line| {
        Choice::new(line.id.to_string(), format!("{} ({})", line.name, w.n("change-in-all", line.now)))
    };
    let (ships, collects) = (
        order.live().any(|it| it.mode == Mode::Ship),
        order.live().any(|it| matches!(it.mode, Mode::Pickup | Mode::Transfer)),
    );
    let reasons = ["customer", "staff", "unavailable", "fraud"];
    Ok(ui::html_with(
        status,
        ChangePage {
            page: desk.page(w.t1("change-title", "number", &order.number)),
            shell: desk.shell().await?,
            w,
            of_lines: lines.iter().map(of_line).collect(),
            lines,
            swaps,
            stores,
            reasons: reasons.map(|it| Choice::new(it, w.t(format!("cancel-{it}")))).to_vec(),
            ships,
            collects,
            form,
            looked,
            hidden,
            order,
        },
    ))
}

/// What the form asks for; the field that is wrong otherwise.
fn read(form: &Form, order: &Order, places: &Places) -> Result<Change, &'static str> {
    let number = |text: &str| text.trim().parse().ok().and_then(Quantity::new);
    let line = |text: &str| text.parse::<LineId>().ok().filter(|id| order.line(*id).is_some());
    match ChangeKind::parse(form.value("kind")).ok_or("kind")? {
        ChangeKind::Cancel => {
            let pieces = order.lines.iter().filter_map(|it| {
                let quantity = number(form.value(format!("off-{}", it.id)))?;
                (!quantity.is_zero()).then_some(Pieces { line: it.id, quantity })
            });
            let lines: Vec<Pieces> = pieces.collect();
            let reason = CancelReason::parse(form.value("reason")).ok_or("reason")?;
            if lines.is_empty() { Err("off") } else { Ok(Change::Cancel { lines, reason }) }
        }
        ChangeKind::Address => {
            let text = |name: &str| form.value(name).trim().to_owned();
            let (street, postcode, city) = (text("street"), text("postcode"), text("city"));
            Ok(Change::Address { address: Address { street, postcode, city, country: text("country") } })
        }
        ChangeKind::Store => {
            let place = places.by_code(form.value("store")).ok_or("store")?;
            Ok(Change::Store { location: place.location.id })
        }
        ChangeKind::Quantity => {
            let quantity = number(form.value("quantity")).ok_or("quantity")?;
            Ok(Change::Quantity { line: line(form.value("line")).ok_or("line")?, quantity })
        }
        ChangeKind::Variant => {
            let (from, to) = form.value("swap").split_once(' ').ok_or("swap")?;
            let quantity = number(form.value("pieces")).ok_or("pieces")?;
            let variant = to.parse().map_err(|_| "swap")?;
            Ok(Change::Variant { line: line(from).ok_or("swap")?, quantity, variant })
        }
        ChangeKind::Exchange => Err("kind"),
    }
}

/// Says what would come of it; said once more, it is made.
async fn change(Path(id): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, mut form, pairs } = posted;
    desk.require(Capability::ManageOrders)?;
    let order = find(&desk, &id).await?;
    let places = desk.places().await?;
    let change = match read(&form, &order, &places) {
        Ok(change) => change,
        Err(field) => {
            form.fail(field, desk.w.t("change-incomplete"));
            return draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, order, form, None, Vec::new()).await;
        }
    };
    if form.value("step") == "make" {
        let parsed = (form.value("change").parse().ok(), form.value("version").parse().ok());
        let (Some(id), Some(version)) = parsed else {
            form.fail("", desk.w.t("change-incomplete"));
            return draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, order, form, None, Vec::new()).await;
        };
        let request = ChangeOrder { id, order: order.id, version, change };
        let made = desk.db.run(&desk.actor, async |tx| orders::change_order(tx, request.clone()).await).await;
        return match made {
            Ok(_) => {
                let said = desk.w.t1("change-made", "number", &order.number).into_owned();
                let to = format!("/staff/orders/{}", order.number);
                Ok((ui::flash(&said, None), Redirect::to(&to)).into_response())
            }
            Err(error) => {
                let problem: Problem = error.into();
                if problem.status >= 500 || problem.status == 403 || problem.status == 404 {
                    return Err(Sorry(problem));
                }
                let status = crate::problem::status(&problem);
                crate::problem::refuse(desk.w, &mut form, &problem);
                draw(&desk, status, find(&desk, &id_of(&order)).await?, form, None, Vec::new()).await
            }
        };
    }
    let looked =
        desk.db.run(&desk.actor, async |tx| orders::preview_change(tx, order.id, &change).await).await?;
    let looked = in_words(&desk, &places, looked);
    let again = ["csrf", "step", "change", "version"];
    let mut hidden: Vec<_> = pairs.into_iter().filter(|(name, _)| !again.contains(&name.as_str())).collect();
    hidden.push(("version".to_owned(), order.version.to_string()));
    hidden.push(("change".to_owned(), ChangeId::fresh(desk.now).to_string()));
    draw(&desk, StatusCode::OK, order, form, Some(looked), hidden).await
}

fn id_of(order: &Order) -> String {
    order.id.to_string()
}

pub fn in_words(desk: &Desk, places: &Places, looked: Preview) -> Looked {
    let w = desk.w;
    match looked {
        Preview::Possible(outcome) => would(desk, places, &outcome),
        Preview::Refused(why) => {
            let text = crate::problem::words(w, &Problem::from(why));
            let (difference, works) = (String::new(), Vec::new());
            Looked { refused: Some(text), difference, refund: None, due: None, works }
        }
    }
}

fn would(desk: &Desk, places: &Places, it: &ChangeOutcome) -> Looked {
    let w = desk.w;
    let amount = |minor: i64| w.money(kernel::Money::new(minor.abs(), it.difference.currency));
    let difference = match it.difference.minor {
        0 => w.t("change-even").into_owned(),
        less @ ..0 => w.t1("change-less", "amount", amount(less)).into_owned(),
        more => w.t1("change-more", "amount", amount(more)).into_owned(),
    };
    let works = it.order.live().map(|work| {
        let place = places.get(work.destination.unwrap_or(work.location));
        let place = place.map(|it| it.location.name.clone()).unwrap_or_default();
        let at = match &work.address {
            Some(at) => format!("{}, {} {}", at.street, at.postcode, at.city),
            None => place,
        };
        let parts = work.lines.iter().filter_map(|part| {
            let name = it.order.line(part.line)?.name.get(desk.lang());
            Some(format!("{} × {name}", part.quantity.get()))
        });
        let parts: Vec<String> = parts.collect();
        let state = w.t(format!("work-{}", work.state)).into_owned();
        let tone = crate::board::work_tone(work.state);
        (format!("{} · {at}", w.t(format!("mode-{}", work.mode))), parts.join(", "), tone, state)
    });
    let some = |money: kernel::Money| (!money.is_zero()).then(|| w.money(money));
    Looked { refused: None, difference, refund: some(it.refund), due: some(it.due), works: works.collect() }
}
