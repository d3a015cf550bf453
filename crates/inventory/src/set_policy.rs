//! Saying what channels may be promised. Promises made before stand.

use kernel::{
    Capability, CategoryId, ChannelCode, Everywhere, Fact, LocationId, PageRequest, Query, Tx, VariantId,
    args, row, rows,
};

use crate::save_location::require_location;
use crate::{Cells, ChannelPolicy, Error, Excluded, Policy, RulesChanged};

/// From now on this holds for the channel at this place.
pub async fn set_policy(tx: &mut Tx, policy: &Policy) -> Result<(), Error> {
    tx.require(Capability::ManageSettings, policy.location)?;
    policy.check()?;
    require_location(tx, policy.location).await?;
    let key = args![policy.location, policy.channel.clone()];
    if policy.says_nothing() {
        tx.exec("DELETE FROM inventory_policy WHERE location = $1 AND channel = $2", key).await?;
    } else {
        tx.exec(
            "INSERT INTO inventory_policy (location, channel, state, safety, least_confidence)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (location, channel) DO UPDATE SET state = excluded.state, safety = excluded.safety,
                 least_confidence = excluded.least_confidence",
            args![
                policy.location,
                policy.channel.clone(),
                policy.state,
                policy.safety,
                policy.least_confidence
            ],
        )
        .await?;
    }
    tell(tx, &policy.channel, Some(policy.location), None).await
}

/// From now on the channel may be promised goods on their way, or may not.
pub async fn set_channel_policy(tx: &mut Tx, policy: &ChannelPolicy) -> Result<(), Error> {
    tx.require(Capability::ManageSettings, Everywhere)?;
    policy.check()?;
    tx.exec(
        "INSERT INTO inventory_channel (channel, ahead, horizon_days) VALUES ($1, $2, $3)
         ON CONFLICT (channel) DO UPDATE SET ahead = excluded.ahead, horizon_days = excluded.horizon_days",
        args![policy.channel.clone(), policy.ahead, policy.horizon_days],
    )
    .await?;
    tell(tx, &policy.channel, None, None).await
}

/// The channel is promised none of these from now on.
pub async fn exclude(tx: &mut Tx, what: Excluded, channel: &ChannelCode) -> Result<(), Error> {
    tx.require(Capability::ManageSettings, Everywhere)?;
    match what {
        Excluded::Variant(variant) => {
            write(tx, &[variant], channel, "").await?;
            tell(tx, channel, None, Some(variant)).await
        }
        Excluded::Category(category) => {
            tx.exec(
                "INSERT INTO inventory_excluded_category (category, channel) VALUES ($1, $2)
                 ON CONFLICT (category, channel) DO NOTHING",
                args![category, channel.clone()],
            )
            .await?;
            spread(tx, category, channel).await?;
            tell(tx, channel, None, None).await
        }
    }
}

/// They may be promised again, unless something else excludes them too.
pub async fn include(tx: &mut Tx, what: Excluded, channel: &ChannelCode) -> Result<(), Error> {
    tx.require(Capability::ManageSettings, Everywhere)?;
    let variant = match what {
        Excluded::Variant(variant) => {
            tx.exec(
                "DELETE FROM inventory_exclusion WHERE variant = $1 AND channel = $2 AND source = ''",
                args![variant, channel.clone()],
            )
            .await?;
            Some(variant)
        }
        Excluded::Category(category) => {
            tx.exec(
                "DELETE FROM inventory_excluded_category WHERE category = $1 AND channel = $2",
                args![category, channel.clone()],
            )
            .await?;
            tx.exec(
                "DELETE FROM inventory_exclusion WHERE source = $1 AND channel = $2",
                args![category.to_string(), channel.clone()],
            )
            .await?;
            None
        }
    };
    tell(tx, channel, None, variant).await
}

/// What is excluded, by channel.
pub async fn exclusions(db: &mut impl Query) -> Result<Vec<(ChannelCode, Excluded)>, Error> {
    let categories: Vec<(ChannelCode, CategoryId)> = db
        .all("SELECT channel, category FROM inventory_excluded_category ORDER BY channel, category", args![])
        .await?;
    let variants: Vec<(ChannelCode, VariantId)> = db
        .all(
            "SELECT channel, variant FROM inventory_exclusion WHERE source = '' ORDER BY channel, variant
             LIMIT 1000",
            args![],
        )
        .await?;
    let categories = categories.into_iter().map(|(channel, id)| (channel, Excluded::Category(id)));
    let variants = variants.into_iter().map(|(channel, id)| (channel, Excluded::Variant(id)));
    Ok(categories.chain(variants).collect())
}

/// A product stands in other categories now, or is new.
pub async fn reclassify(tx: &mut Tx, _: &Fact, saved: catalog::ProductSaved) -> Result<(), Error> {
    if tx.count("SELECT COUNT(*) FROM inventory_excluded_category", args![]).await? == 0 {
        return Ok(());
    }
    let page = match catalog::product_page(tx, saved.product).await {
        Ok(page) => page,
        Err(catalog::Error::Fault(fault)) => return Err(fault.into()),
        Err(_) => return Ok(()),
    };
    let tree = tree(tx).await?;
    let above: Vec<CategoryId> =
        page.categories.iter().flat_map(|it| tree.path(it.id)).map(|it| it.id).collect();
    let excluded: Vec<(CategoryId, ChannelCode)> =
        tx.all("SELECT category, channel FROM inventory_excluded_category", args![]).await?;
    let variants: Vec<VariantId> = page.variants.iter().map(|it| it.id).collect();
    for (category, channel) in excluded {
        let changed = if above.contains(&category) {
            write(tx, &variants, &channel, &category.to_string()).await?
        } else {
            tx.exec(
                "DELETE FROM inventory_exclusion WHERE variant IN {uuids $1} AND channel = $2 AND source = $3",
                args![kernel::uuids(variants.iter().copied()), channel.clone(), category.to_string()],
            )
            .await?
        };
        if changed > 0 {
            tell(tx, &channel, None, None).await?;
        }
    }
    Ok(())
}

/// The tree of categories was changed: what stands below an excluded one may be something else.
pub async fn regrow(tx: &mut Tx, _: &Fact, _: catalog::CategorySaved) -> Result<(), Error> {
    let excluded: Vec<(CategoryId, ChannelCode)> =
        tx.all("SELECT category, channel FROM inventory_excluded_category", args![]).await?;
    for (category, channel) in excluded {
        tx.exec(
            "DELETE FROM inventory_exclusion WHERE source = $1 AND channel = $2",
            args![category.to_string(), channel.clone()],
        )
        .await?;
        spread(tx, category, &channel).await?;
        tell(tx, &channel, None, None).await?;
    }
    Ok(())
}

async fn tree(tx: &mut Tx) -> Result<catalog::Tree, Error> {
    catalog::categories(tx).await.map_err(of_catalog)
}

fn of_catalog(error: catalog::Error) -> Error {
    match error {
        catalog::Error::Fault(fault) => fault.into(),
        other => Error::Invalid { pointer: "/category", why: other.to_string() },
    }
}

/// Everything that is offered below the category, one row each: the guard asks by variant.
async fn spread(tx: &mut Tx, category: CategoryId, channel: &ChannelCode) -> Result<(), Error> {
    let key = catalog::category(tx, category).await.map_err(of_catalog)?.key;
    let filter = catalog::ProductFilter { category: Some(key), ..catalog::ProductFilter::default() };
    let mut page = PageRequest::first(PageRequest::MAX);
    loop {
        let found = catalog::products(tx, &filter, &page).await.map_err(of_catalog)?;
        let variants: Vec<VariantId> = found.items.iter().flat_map(|it| it.variants.clone()).collect();
        write(tx, &variants, channel, &category.to_string()).await?;
        match found.next {
            Some(next) => page.after = Some(next),
            None => return Ok(()),
        }
    }
}

async fn write(
    tx: &mut Tx,
    variants: &[VariantId],
    channel: &ChannelCode,
    source: &str,
) -> Result<u64, Error> {
    let lines = variants.iter().map(|variant| row! { variant: *variant });
    let written = tx
        .exec(
            "INSERT INTO inventory_exclusion (variant, channel, source)
             SELECT {row.uuid variant}, CAST($2 AS text), CAST($3 AS text) FROM {rows $1} WHERE 1 = 1
             ON CONFLICT (variant, channel, source) DO NOTHING",
            args![rows(lines), channel.clone(), source.to_owned()],
        )
        .await?;
    Ok(written)
}

async fn tell(
    tx: &mut Tx,
    channel: &ChannelCode,
    location: Option<LocationId>,
    variant: Option<VariantId>,
) -> Result<(), Error> {
    tx.publish(&RulesChanged { channel: channel.clone(), location, variant }).await?;
    let cells = tx.shared::<Cells>();
    tx.after_commit(move || cells.rules.forget());
    Ok(())
}
