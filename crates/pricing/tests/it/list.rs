use kernel::{Actor, Currency, Problem};
use pricing::{PriceList, list, lists, save_list};
use testkit::each_database;

use crate::world::{AREAS, code, pln, price, shop};

#[tokio::test(flavor = "multi_thread")]
async fn a_list_with_prices_keeps_its_currency() {
    each_database(AREAS, async |db| {
        let (channel, [jacket, _]) = shop(db).await;
        let save = async |currency| {
            let wanted = PriceList { code: code("pln"), currency, market: channel.market.clone() };
            let saved = db.run(&Actor::System, async |tx| save_list(tx, &wanted).await).await;
            saved.map_err(|refusal| Problem::from(refusal).slug().to_owned())
        };
        save(Currency::Czk).await.unwrap();
        save(Currency::Pln).await.unwrap();
        price(db, &Actor::System, pln(jacket, 5)).await.unwrap();
        assert_eq!(save(Currency::Czk).await.unwrap_err(), "pricing/currency-fixed");
        save(Currency::Pln).await.unwrap();
        let mut read = db.read().await.unwrap();
        assert_eq!(list(&mut read, &code("pln")).await.unwrap().currency, Currency::Pln);
        assert_eq!(lists(&mut read).await.unwrap().len(), 2);
        assert!(list(&mut read, &code("gbp")).await.is_err());
    })
    .await;
}
