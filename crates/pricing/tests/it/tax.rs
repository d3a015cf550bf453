use kernel::{Actor, Problem};
use pricing::{TaxClass, TaxRate, save_tax, tax_rates};
use testkit::each_database;

use crate::world::{AREAS, shop};

#[tokio::test(flavor = "multi_thread")]
async fn a_new_rate_holds_from_its_day() {
    each_database(AREAS, async |db| {
        shop(db).await;
        let rate = |rate_bp: i64, country: &str| TaxRate {
            country: country.into(),
            class: TaxClass::Standard,
            valid_from: db.now().plus_days(30),
            rate_bp,
        };
        let save = async |rate: TaxRate| {
            let saved = db.run(&Actor::System, async |tx| save_tax(tx, &rate).await).await;
            saved.map_err(|refusal| Problem::from(refusal).slug().to_owned())
        };
        save(rate(2200, "PL")).await.unwrap();
        assert_eq!(save(rate(10_001, "PL")).await.unwrap_err(), "pricing/invalid-tax");
        assert_eq!(save(rate(2200, "Polska")).await.unwrap_err(), "pricing/invalid-tax");
        let mut read = db.read().await.unwrap();
        let standard = |rates: pricing::TaxRates| rates.rate_bp(TaxClass::Standard).unwrap();
        assert_eq!(standard(tax_rates(&mut read, "PL", db.now()).await.unwrap()), 2300);
        assert_eq!(standard(tax_rates(&mut read, "PL", db.now().plus_days(31)).await.unwrap()), 2200);
        let czech = tax_rates(&mut read, "CZ", db.now()).await.unwrap();
        assert!(czech.rate_bp(TaxClass::Standard).is_err());
        assert_eq!(czech.rate_bp(TaxClass::Exempt).unwrap(), 0);
    })
    .await;
}
