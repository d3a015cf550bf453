//! What makes stock interesting: pieces on display, shares of channels, goods on their way, transfers, a count.

use std::collections::BTreeMap;

use inventory::{
    Ahead, Bucket, ChannelPolicy, Counted, Expect, OpenCount, Policy, Protect, RequestTransfer, SetAside,
    Stock, StockFilter,
};
use kernel::{ChannelCode, Db, LocationId, PageRequest, Problem, Quantity};

use super::SYSTEM;
use crate::szron;

/// What the stores and the buyer are busy with this morning. The marketplace leaves a piece in the warehouse and trusts only records that are fairly certain; the shop takes orders ahead.
pub async fn replenish(db: &Db) -> Result<(), Problem> {
    let places: BTreeMap<String, LocationId> = inventory::locations(&mut db.read().await?)
        .await?
        .into_iter()
        .map(|place| (place.code, place.id))
        .collect();
    let (central, store, other) = (places["strykow"], places["warszawa-srodmiescie"], places["gdansk"]);
    let shop = channel("shop");
    let marketplace = channel("marketplace");
    let in_store = most(db, store).await?;
    let in_central = most(db, central).await?;
    db.run(SYSTEM, async |tx| {
        let ahead = ChannelPolicy { channel: shop.clone(), ahead: Ahead::Backorder, horizon_days: 60 };
        inventory::set_channel_policy(tx, &ahead).await?;
        let careful =
            Policy { safety: 1, least_confidence: 300, ..Policy::open(central, marketplace.clone()) };
        inventory::set_policy(tx, &careful).await?;
        for row in in_store.iter().take(5) {
            let shown = SetAside {
                id: tx.new_id(),
                variant: row.variant,
                location: store,
                bucket: Bucket::Display,
                units: 1,
                reference: None,
            };
            inventory::set_aside(tx, shown).await?;
        }
        for row in in_central.iter().take(6) {
            let share = Protect {
                variant: row.variant,
                location: central,
                channel: shop.clone(),
                protected: units(3),
                safety: units(0),
            };
            inventory::protect(tx, share).await?;
        }
        for (n, row) in in_central.iter().rev().take(6).enumerate() {
            let line = Expect {
                id: tx.new_id(),
                variant: row.variant,
                location: central,
                reference: format!("ZD 2026/11/0{} {}", 1 + n / 3, 1 + n % 3),
                quantity: units(12 + 4 * n as i64),
                expected_at: tx.now().plus_days(4 + 5 * n as i64),
            };
            inventory::expect(tx, line).await?;
        }
        Ok::<(), Problem>(())
    })
    .await?;
    transfers(db, &in_central, central, store, other).await?;
    count(db, store, &in_store).await
}

/// One that came with a piece missing, one that is on its way, one that waits to be packed.
async fn transfers(
    db: &Db,
    goods: &[Stock],
    source: LocationId,
    destination: LocationId,
    other: LocationId,
) -> Result<(), Problem> {
    let part = |from: usize| -> Vec<_> {
        goods.iter().skip(from).take(3).map(|row| (row.variant, units(2))).collect()
    };
    db.run(SYSTEM, async |tx| {
        for (from, to, steps) in [(6, destination, 2), (9, other, 1), (12, destination, 0)] {
            let (id, lines) = (tx.new_id(), part(from));
            let note = (steps == 0).then(|| "Na weekend".to_owned());
            let wanted = RequestTransfer { id, source, destination: to, lines: lines.clone(), note };
            inventory::request_transfer(tx, wanted).await?;
            if steps > 0 {
                let at = tx.now().plus_days(2);
                inventory::send_transfer(tx, id, &lines, Some(at)).await?;
            }
            if steps > 1 {
                let mut came = lines;
                came[0].1 = units(1);
                inventory::receive_transfer(tx, id, &came).await?;
            }
        }
        Ok::<(), Problem>(())
    })
    .await
}

async fn count(db: &Db, location: LocationId, goods: &[Stock]) -> Result<(), Problem> {
    db.run(SYSTEM, async |tx| {
        let (id, name) = (tx.new_id(), "Regał 3".to_owned());
        let variants = goods.iter().take(6).map(|row| row.variant).collect();
        inventory::open_count(tx, OpenCount { id, location, name, variants }).await?;
        for (n, row) in goods.iter().take(4).enumerate() {
            let seen = units(row.on_hand - i64::from(n == 2));
            let look = Counted { id: tx.new_id(), count: id, variant: row.variant, units: seen, at: None };
            inventory::count_line(tx, look).await?;
        }
        Ok::<(), Problem>(())
    })
    .await
}

/// What lies there most of.
async fn most(db: &Db, location: LocationId) -> Result<Vec<Stock>, Problem> {
    let filter = StockFilter { location: Some(location), ..StockFilter::default() };
    let page = PageRequest::first(PageRequest::MAX);
    let mut rows = inventory::stock(&mut db.read().await?, &filter, &page).await?.items;
    rows.sort_by_key(|row| (-row.on_hand, row.variant));
    rows.truncate(20);
    Ok(rows)
}

fn channel(code: &str) -> ChannelCode {
    let known = szron::CHANNELS.iter().find(|it| it.code == code);
    ChannelCode::new(known.expect("a channel of Szron").code).expect("a code")
}

fn units(n: i64) -> Quantity {
    Quantity::new(n).unwrap_or_default()
}
