use kernel::{Actor, Capability, Currency, Grants, Locations, Money, Query, StaffId, args};
use pricing::{SetPrice, history, prices, set_prices};
use testkit::{each_database, each_database_with_clock};

use crate::world::{AREAS, code, pln, price, shop, zl};

#[tokio::test(flavor = "multi_thread")]
async fn a_price_holds_until_the_next_one_and_the_history_keeps_both() {
    each_database_with_clock(AREAS, async |db, clock| {
        let (_, [jacket, book]) = shop(db).await;
        assert_eq!(price(db, &Actor::System, pln(jacket, 20_000)).await, Ok(true));
        clock.wind_days(40);
        assert_eq!(price(db, &Actor::System, pln(jacket, 15_000)).await, Ok(true));
        let mut read = db.read().await.unwrap();
        let now = prices(&mut read, &code("pln"), &[jacket, book], db.now()).await.unwrap();
        assert_eq!(now.len(), 1);
        assert_eq!(now[&jacket].gross, zl(15_000));
        assert_eq!(now[&jacket].previous, Some(zl(20_000)));
        assert_eq!(now[&jacket].lowest_30_days, Some(zl(20_000)));
        let before = prices(&mut read, &code("pln"), &[jacket], db.now().plus_days(-1)).await.unwrap();
        assert_eq!(before[&jacket].gross, zl(20_000));
        let all = history(&mut read, jacket, &code("pln")).await.unwrap();
        assert_eq!(all.iter().map(|point| point.gross.minor).collect::<Vec<_>>(), [20_000, 15_000]);
        assert_eq!(all[0].actor, "system");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_price_again_is_no_change() {
    each_database(AREAS, async |db| {
        let (_, [jacket, book]) = shop(db).await;
        let wanted = vec![pln(jacket, 100), pln(book, 200), pln(jacket, 100), pln(jacket, 90)];
        let answers = db.run(&Actor::System, async |tx| set_prices(tx, wanted.clone()).await).await.unwrap();
        assert_eq!(answers.into_iter().map(Result::unwrap).collect::<Vec<_>>(), [true, true, false, true]);
        assert_eq!(price(db, &Actor::System, pln(jacket, 90)).await, Ok(false));
        let mut read = db.read().await.unwrap();
        assert_eq!(
            prices(&mut read, &code("pln"), &[jacket], db.now()).await.unwrap()[&jacket].gross,
            zl(90)
        );
        // Two units spoke of a change, and one event told of three prices.
        let told = "SELECT COUNT(*) FROM kernel_event WHERE name = 'pricing.price_changed'";
        assert_eq!(read.count(told, args![]).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_of_tomorrow_waits_for_its_day() {
    each_database_with_clock(AREAS, async |db, clock| {
        let (_, [jacket, _]) = shop(db).await;
        price(db, &Actor::System, pln(jacket, 200)).await.unwrap();
        let tomorrow = db.now().plus_days(1);
        let sale = SetPrice { valid_from: Some(tomorrow), ..pln(jacket, 150) };
        assert_eq!(price(db, &Actor::System, sale.clone()).await, Ok(true));
        assert_eq!(price(db, &Actor::System, sale).await, Ok(false));
        let mut read = db.read().await.unwrap();
        assert_eq!(
            prices(&mut read, &code("pln"), &[jacket], db.now()).await.unwrap()[&jacket].gross,
            zl(200)
        );
        clock.wind_days(2);
        let now = prices(&mut read, &code("pln"), &[jacket], db.now()).await.unwrap()[&jacket];
        assert_eq!((now.gross, now.since), (zl(150), tomorrow));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_price_is_refused_and_leaves_the_others_alone() {
    each_database(AREAS, async |db| {
        let (_, [jacket, book]) = shop(db).await;
        let euro = SetPrice { gross: Money::new(5, Currency::Eur), ..pln(jacket, 0) };
        assert_eq!(price(db, &Actor::System, euro.clone()).await.unwrap_err(), "pricing/foreign-currency");
        assert_eq!(price(db, &Actor::System, pln(jacket, -1)).await.unwrap_err(), "pricing/invalid-price");
        let lost = SetPrice { list: code("gbp"), ..pln(jacket, 1) };
        assert_eq!(price(db, &Actor::System, lost).await.unwrap_err(), "pricing/unknown-list");

        let both = vec![euro, pln(book, 700)];
        let answers = db.run(&Actor::System, async |tx| set_prices(tx, both.clone()).await).await.unwrap();
        assert!(answers[0].is_err() && matches!(answers[1], Ok(true)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_past_is_closed_but_to_the_operator() {
    each_database(AREAS, async |db| {
        let (_, [jacket, book]) = shop(db).await;
        let grants = |capability| Grants { capabilities: [capability].into(), locations: Locations::All };
        let merchandiser = Actor::Staff(StaffId::fresh(db.now()), grants(Capability::ManagePrices).into());
        let seller = Actor::Staff(StaffId::fresh(db.now()), grants(Capability::Sell).into());
        let last_week = SetPrice { valid_from: Some(db.now().plus_days(-7)), ..pln(jacket, 100) };
        assert_eq!(price(db, &merchandiser, last_week.clone()).await.unwrap_err(), "pricing/backdated");
        assert_eq!(price(db, &seller, pln(jacket, 100)).await.unwrap_err(), "kernel/denied");
        assert_eq!(price(db, &Actor::System, last_week).await, Ok(true));
        assert_eq!(price(db, &merchandiser, pln(book, 100)).await, Ok(true));
    })
    .await;
}
