use catalog::{Ean, OptionValue, SaveVariant, Status, search, search_variants};
use kernel::{BrandCode, Db};
use testkit::each_database;

use crate::world::{product, save, shop, sku};

async fn stocked(db: &Db) {
    shop(db).await;
    let mut jacket = product(
        "morskie-oko",
        "Kurtka Morskie Oko",
        "Morskie Oko jacket",
        &[("granat", "M"), ("granat", "L"), ("mech", "M")],
    );
    jacket.brand = BrandCode::new("szron");
    jacket.categories = vec!["down-jackets".into()];
    jacket.variants[0].ean = Some(Ean::parse("5901234123457").unwrap());
    save(db, jacket).await.unwrap();
    let mut boots = product("gesia-szyja", "Buty Gęsia Szyja", "Gęsia Szyja boots", &[("granat", "42")]);
    boots.categories = vec!["shoes".into()];
    save(db, boots).await.unwrap();
    let mut draft = product("szkic", "Kurtka w szkicu", "Draft jacket", &[("granat", "M")]);
    draft.status = Status::Draft;
    save(db, draft).await.unwrap();
}

async fn keys(db: &Db, text: &str) -> Vec<String> {
    let mut read = db.read().await.unwrap();
    search(&mut read, text, "pl", 20).await.unwrap().into_iter().map(|card| card.key).collect()
}
async fn skus(db: &Db, text: &str) -> Vec<String> {
    let mut read = db.read().await.unwrap();
    search_variants(&mut read, text, 20).await.unwrap().into_iter().map(|card| card.sku.to_string()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn words_find_products_by_their_beginning_in_both_languages_without_diacritics() {
    each_database(&[catalog::MIGRATIONS], async |db| {
        stocked(db).await;
        for text in [
            "morskie",
            "MORSK ok",
            "jacket",
            "kurtki",
            "płaszcze",
            "plaszcze",
            "puchowa",
            "szron",
            "navy jacket",
            "kurtka granatowa m",
        ] {
            let found = keys(db, text).await;
            assert_eq!(found.first().map(String::as_str), Some("morskie-oko"), "{text}: {found:?}");
        }
        assert_eq!(keys(db, "gesia").await, ["gesia-szyja"]);
        assert_eq!(keys(db, "GĘŚ szyj").await, ["gesia-szyja"]);
        assert_eq!(keys(db, "5901234123457").await, ["morskie-oko"]);
        assert_eq!(keys(db, "MORSKIE-OKO-granat").await, ["morskie-oko"]);
        for nothing in ["", "   ", "%", "_", "kurtka gesia", "szkic", "' OR 1=1", "\u{0}"] {
            assert!(keys(db, nothing).await.is_empty(), "{nothing}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_name_counts_more_than_the_category() {
    each_database(&[catalog::MIGRATIONS], async |db| {
        stocked(db).await;
        let mut vest = product("vest", "Kamizelka", "Vest", &[]);
        vest.categories = vec!["jackets".into()];
        save(db, vest).await.unwrap();
        assert_eq!(keys(db, "kurtka").await, ["morskie-oko", "vest"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_till_finds_the_very_variant() {
    each_database(&[catalog::MIGRATIONS], async |db| {
        stocked(db).await;
        assert_eq!(skus(db, " 5901234123457 ").await, ["MORSKIE-OKO-granat-M"]);
        assert_eq!(skus(db, "MORSKIE-OKO-mech-M").await, ["MORSKIE-OKO-mech-M"]);
        assert_eq!(skus(db, "morskie granat m").await, ["MORSKIE-OKO-granat-M"]);
        assert_eq!(skus(db, "morskie granat").await, ["MORSKIE-OKO-granat-M", "MORSKIE-OKO-granat-L"]);
        assert_eq!(skus(db, "oko").await.len(), 3);
        let mut odd = product("odd", "Odd", "Odd", &[]);
        odd.variants = vec![SaveVariant {
            options: vec![OptionValue::new("size", "10 l")],
            ..SaveVariant::new(sku("x 10"))
        }];
        save(db, odd).await.unwrap();
        assert_eq!(skus(db, "x 10").await, ["x 10"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renamed_product_is_found_by_its_new_name_only() {
    each_database(&[catalog::MIGRATIONS], async |db| {
        save(db, product("a", "Stara", "Old", &[])).await.unwrap();
        save(db, product("a", "Nowa", "New", &[])).await.unwrap();
        assert!(keys(db, "stara").await.is_empty());
        assert_eq!(keys(db, "nowa").await, ["a"]);
    })
    .await;
}
