//! What channels may be promised: places, goods on their way, exclusions.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use inventory::{Ahead, ChannelPolicy, Excluded, Policy, PolicyState};
use kernel::{Capability, ChannelCode, Problem, Sku};
use ui::{Choice, Form, Page, Shell, Words};

use crate::State as Office;
use crate::desk::{Desk, Posted};
use crate::problem::{Sorry, not_found, refuse};
use crate::typing;

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/staff/stock/rules", get(show))
        .route("/staff/stock/rules/channel", post(save_channel))
        .route("/staff/stock/rules/places", post(save_places))
        .route("/staff/stock/rules/exclusions", post(save_exclusion))
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Asked {
    channel: String,
}

struct PlaceRule {
    name: String,
    code: String,
    policy: Policy,
}
impl PlaceRule {
    fn is_closed(&self) -> bool {
        self.policy.state == PolicyState::Closed
    }
}

struct ExcludedRow {
    /// The name of the field: `sku` or `category`.
    kind: &'static str,
    key: String,
    label: String,
}

#[derive(Template)]
#[template(path = "stock_rules.html")]
struct RulesPage {
    page: Page,
    shell: Shell,
    w: Words,
    channels: Vec<Choice>,
    channel: String,
    ahead: &'static str,
    days: i64,
    places: Vec<PlaceRule>,
    excluded: Vec<ExcludedRow>,
    categories: Vec<Choice>,
    may_edit: bool,
    form: Form,
}

async fn draw(desk: &Desk, status: StatusCode, wanted: &str, form: Form) -> Result<Response, Sorry> {
    desk.require(Capability::ReadStock)?;
    let mut read = desk.db.read().await?;
    let channels = catalog::channels(&mut read).await?;
    let chosen = if wanted.is_empty() {
        channels.first()
    } else {
        channels.iter().find(|it| it.code.as_str() == wanted)
    };
    let channel = chosen.ok_or_else(not_found)?.code.clone();
    let ahead = inventory::channel_policy(&mut read, &channel).await?;
    let policies = inventory::policies(&mut read).await?;
    let exclusions = inventory::exclusions(&mut read).await?;
    let tree = catalog::categories(&mut read).await?;
    drop(read);
    let rule = |place: inventory::Location| PlaceRule {
        policy: policies
            .iter()
            .find(|it| it.location == place.id && it.channel == channel)
            .cloned()
            .unwrap_or_else(|| Policy::open(place.id, channel.clone())),
        name: place.name,
        code: place.code,
    };
    let places = desk.own_places().await?.into_iter().map(rule).collect();
    let path = |id| {
        let path: Vec<&str> = tree.path(id).iter().map(|it| it.name.get(desk.lang())).collect();
        path.join(" › ")
    };
    let mut excluded = Vec::new();
    let mut variants = Vec::new();
    for (_, what) in exclusions.into_iter().filter(|(of, _)| *of == channel) {
        match what {
            Excluded::Variant(id) => variants.push(id),
            Excluded::Category(id) => excluded.push(ExcludedRow {
                kind: "category",
                key: tree.get(id).map(|it| it.key.clone()).unwrap_or_default(),
                label: path(id),
            }),
        }
    }
    for card in catalog::variants(&mut desk.db.read().await?, &variants).await? {
        let label = format!("{} · {}", card.full_name(desk.lang()), card.sku);
        excluded.push(ExcludedRow { kind: "sku", key: card.sku.to_string(), label });
    }
    let mut categories: Vec<Choice> =
        tree.all().iter().map(|it| Choice::new(it.key.clone(), path(it.id))).collect();
    categories.sort_by_key(|it| catalog::fold(&it.label));
    let named = |it: &catalog::Channel| Choice::new(it.code.as_str(), it.name.get(desk.lang()));
    let page = RulesPage {
        page: desk.page(desk.w.t("rules-title")),
        shell: desk.shell().await?,
        w: desk.w,
        channels: channels.iter().map(named).collect(),
        channel: channel.to_string(),
        ahead: ahead.ahead.as_str(),
        days: ahead.horizon_days,
        places,
        excluded,
        categories,
        may_edit: desk.may(Capability::ManageSettings),
        form,
    };
    Ok(ui::html_with(status, page))
}

async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Sorry> {
    draw(&desk, StatusCode::OK, &asked.channel, Form::default()).await
}

async fn channel_of(desk: &Desk, form: &Form) -> Result<ChannelCode, Sorry> {
    let code = ChannelCode::new(form.value("channel")).ok_or_else(not_found)?;
    Ok(catalog::channel(&mut desk.db.read().await?, &code).await?.code)
}

async fn answer(
    desk: &Desk,
    mut form: Form,
    channel: &ChannelCode,
    done: Result<(), inventory::Error>,
) -> Result<Response, Sorry> {
    let Err(error) = done else {
        let to = Redirect::to(&format!("/staff/stock/rules?channel={channel}"));
        return Ok((ui::flash(&desk.w.t("rules-saved"), None), to).into_response());
    };
    let mut problem: Problem = error.into();
    if problem.status >= 500 || problem.status == 403 {
        return Err(Sorry(problem));
    }
    problem.errors.clear();
    refuse(desk.w, &mut form, &problem);
    draw(desk, StatusCode::UNPROCESSABLE_ENTITY, channel.as_str(), form).await
}

async fn save_channel(posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, form, .. } = posted;
    let channel = channel_of(&desk, &form).await?;
    let policy = ChannelPolicy {
        channel: channel.clone(),
        ahead: Ahead::parse(form.value("ahead")).unwrap_or(Ahead::Never),
        horizon_days: form.text("days").map_or(Some(0), typing::number).unwrap_or(-1),
    };
    let done = desk.db.run(&desk.actor, async |tx| inventory::set_channel_policy(tx, &policy).await).await;
    answer(&desk, form, &channel, done).await
}

async fn save_places(posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, form, .. } = posted;
    let channel = channel_of(&desk, &form).await?;
    let before = inventory::policies(&mut desk.db.read().await?).await?;
    let mut wanted = Vec::new();
    for place in desk.own_places().await? {
        let number = |name: &str| form.text(&format!("{name}:{}", place.code)).map(typing::number);
        let (Some(safety), Some(least)) = (number("safety"), number("confidence")) else { continue };
        let state = PolicyState::parse(form.value(format!("state:{}", place.code)));
        let policy = Policy {
            location: place.id,
            channel: channel.clone(),
            state: state.unwrap_or(PolicyState::Open),
            safety: safety.unwrap_or(-1),
            least_confidence: least.unwrap_or(-1),
        };
        let known = before.iter().find(|it| it.location == place.id && it.channel == channel);
        let same = known.map_or(policy.says_nothing(), |it| *it == policy);
        if !same {
            wanted.push(policy);
        }
    }
    let done = desk
        .db
        .run(&desk.actor, async |tx| {
            for policy in &wanted {
                inventory::set_policy(tx, policy).await?;
            }
            Ok(())
        })
        .await;
    answer(&desk, form, &channel, done).await
}

async fn save_exclusion(posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, mut form, .. } = posted;
    let channel = channel_of(&desk, &form).await?;
    let mut read = desk.db.read().await?;
    let what = match (form.text("category"), form.text("sku").and_then(Sku::new)) {
        (Some(key), _) => {
            catalog::category_by_key(&mut read, key).await.ok().map(|it| Excluded::Category(it.id))
        }
        (None, Some(sku)) => {
            catalog::variant_by_sku(&mut read, &sku).await.ok().map(|it| Excluded::Variant(it.id))
        }
        (None, None) => None,
    };
    drop(read);
    let Some(what) = what else {
        form.fail("sku", desk.w.t("incoming-sku-wrong"));
        return draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, channel.as_str(), form).await;
    };
    let is_back = form.is("do", "include");
    let done = desk
        .db
        .run(&desk.actor, async |tx| match is_back {
            true => inventory::include(tx, what, &channel).await,
            false => inventory::exclude(tx, what, &channel).await,
        })
        .await;
    answer(&desk, form, &channel, done).await
}
