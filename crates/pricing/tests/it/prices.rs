use std::collections::BTreeMap;

use kernel::{Actor, Timestamp};
use pricing::{History, SetPrice, history, prices, set_prices};
use testkit::each_database;

use crate::world::{AREAS, code, pln, price, shop, zl};

/// Prices set in any order, for the past and for the future, corrected and repeated: what was read back briefly is what
/// the whole history tells.
#[tokio::test(flavor = "multi_thread")]
async fn a_short_look_back_tells_what_the_whole_history_tells() {
    each_database(AREAS, async |db| {
        let (_, variants) = shop(db).await;
        let start = db.now().plus_days(-100);
        let mut random = fastrand::Rng::with_seed(30);
        let mut model: BTreeMap<_, BTreeMap<Timestamp, i64>> = BTreeMap::new();
        for _ in 0..16 {
            let mut wanted = Vec::new();
            for _ in 0..6 {
                let variant = variants[random.usize(..2)];
                // Few days and few amounts, so that moments meet and prices come again.
                let valid_from = Some(start.plus_days(random.i64(0..40) * 3));
                wanted.push(SetPrice { valid_from, ..pln(variant, random.i64(7..11) * 1_000) });
            }
            let set = db.run(&Actor::System, async |tx| set_prices(tx, wanted.clone()).await).await.unwrap();
            for (price, answer) in wanted.iter().zip(set) {
                let (from, minor) = (price.valid_from.unwrap(), price.gross.minor);
                let own = model.entry(price.variant).or_default();
                let holds = own.range(..=from).next_back().is_some_and(|(_, held)| *held == minor);
                assert_eq!(answer.unwrap(), !holds);
                if !holds {
                    own.insert(from, minor);
                }
            }
            let mut read = db.read().await.unwrap();
            for day in (-3..125).step_by(4) {
                let at = start.plus_days(day);
                let told = prices(&mut read, &code("pln"), &variants, at).await.unwrap();
                for (variant, own) in &model {
                    let whole = History::new(own.iter().map(|(from, minor)| (*from, zl(*minor)))).at(at);
                    assert_eq!(told.get(variant).copied(), whole, "day {day} of {own:?}");
                }
            }
        }
        let mut read = db.read().await.unwrap();
        let all = history(&mut read, variants[0], &code("pln")).await.unwrap();
        assert!(all.len() > model[&variants[0]].len(), "some moments were corrected: {}", all.len());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_twice_for_a_variant_is_told_once() {
    each_database(AREAS, async |db| {
        let (_, [jacket, book]) = shop(db).await;
        price(db, &Actor::System, pln(jacket, 500)).await.unwrap();
        let mut read = db.read().await.unwrap();
        let told = prices(&mut read, &code("pln"), &[jacket, book, jacket], db.now()).await.unwrap();
        assert_eq!(told.keys().collect::<Vec<_>>(), [&jacket], "a book without a price is not in the answer");
        assert_eq!((told[&jacket].gross, told[&jacket].previous), (zl(500), None));
        assert!(prices(&mut read, &code("eur"), &[jacket], db.now()).await.unwrap().is_empty());
        assert!(prices(&mut read, &code("pln"), &[], db.now()).await.unwrap().is_empty());
    })
    .await;
}
