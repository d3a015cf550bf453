use kernel::{Actor, Problem, Quantity, VariantId};
use pricing::quote_basket;
use testkit::each_database;

use crate::world::{AREAS, pln, price, shop, zl};

#[tokio::test(flavor = "multi_thread")]
async fn a_basket_costs_what_its_channel_asks_with_the_tax_of_each_class() {
    each_database(AREAS, async |db| {
        let (channel, [jacket, book]) = shop(db).await;
        price(db, &Actor::System, pln(jacket, 12_300)).await.unwrap();
        price(db, &Actor::System, pln(book, 5_250)).await.unwrap();
        let lines = [(jacket, Quantity::new(2).unwrap()), (book, Quantity::new(1).unwrap())];
        let mut read = db.read().await.unwrap();
        let quote = quote_basket(&mut read, &channel, db.now(), &lines, Some(zl(1_230))).await.unwrap();
        assert_eq!((quote.goods, quote.total, quote.tax), (zl(29_850), zl(31_080), zl(5_080)));
        let rates: Vec<(i64, i64)> =
            quote.tax_summary.iter().map(|rate| (rate.tax_rate_bp, rate.tax.minor)).collect();
        assert_eq!(rates, [(2300, 4_830), (500, 250)]);
        assert_eq!(quote.lines[0].gross, zl(24_600));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_no_price_or_is_unknown_cannot_be_quoted() {
    each_database(AREAS, async |db| {
        let (channel, [jacket, _]) = shop(db).await;
        let mut read = db.read().await.unwrap();
        let mut slug = async |variant| {
            let lines = [(variant, Quantity::new(1).unwrap())];
            let refused = quote_basket(&mut read, &channel, db.now(), &lines, None).await.unwrap_err();
            Problem::from(refused).slug().to_owned()
        };
        assert_eq!(slug(jacket).await, "pricing/no-price");
        assert_eq!(slug(VariantId::fresh(db.now())).await, "catalog/unknown-variant");
    })
    .await;
}
