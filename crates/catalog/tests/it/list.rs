use catalog::{OptionValue, ProductFilter, Sort, Status, facets, products};
use kernel::{Db, PageRequest};
use testkit::each_database;

use crate::world::{product, save, shop};

async fn stocked(db: &Db) {
    shop(db).await;
    for number in 0..7 {
        let options: &[(&str, &str)] =
            if number % 2 == 0 { &[("granat", "M"), ("mech", "L")] } else { &[("granat", "L")] };
        let name = format!("Kurtka {}", ["Zorza", "Łan", "Lód", "Brzask", "Cień", "Świt", "Mgła"][number]);
        let mut jacket = product(&format!("j{number}"), &name, &name, options);
        jacket.categories = vec![if number < 5 { "down-jackets" } else { "jackets" }.into()];
        if number == 6 {
            jacket.status = Status::Draft;
        }
        save(db, jacket).await.unwrap();
    }
}

/// All keys, page by page, and the count.
async fn keys(db: &Db, filter: ProductFilter) -> (Vec<String>, i64) {
    let mut read = db.read().await.unwrap();
    let mut page = PageRequest { limit: Some(2), after: None, count: true };
    let (mut keys, mut count) = (Vec::new(), 0);
    loop {
        let found = products(&mut read, &filter, &page).await.unwrap();
        keys.extend(found.items.into_iter().map(|card| card.key));
        count = count.max(found.count.unwrap());
        match found.next {
            Some(next) => page.after = Some(next),
            None => return (keys, count),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_goes_on_page_by_page_in_every_order() {
    each_database(&[catalog::MIGRATIONS], async |db| {
        stocked(db).await;
        let all = |sort| ProductFilter { sort, ..ProductFilter::default() };
        assert_eq!(
            keys(db, all(Sort::Best)).await,
            (["j6", "j5", "j4", "j3", "j2", "j1", "j0"].map(str::to_owned).to_vec(), 7)
        );
        assert_eq!(keys(db, all(Sort::Name)).await.0, ["j3", "j4", "j1", "j2", "j6", "j5", "j0"]);
        let words = ProductFilter { search: Some("kurtka".into()), ..ProductFilter::default() };
        let (mut found, count) = keys(db, words).await;
        found.sort();
        assert_eq!((found.len(), count), (7, 7));
        found.dedup();
        assert_eq!(found.len(), 7);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_narrow_the_list_together() {
    each_database(&[catalog::MIGRATIONS], async |db| {
        stocked(db).await;
        let shown = ProductFilter { status: Some(Status::Published), ..ProductFilter::default() };
        assert_eq!(keys(db, shown.clone()).await.1, 6);
        let below = ProductFilter { category: Some("jackets".into()), ..shown.clone() };
        assert_eq!(keys(db, below.clone()).await.1, 6);
        let down = ProductFilter { category: Some("down-jackets".into()), ..shown.clone() };
        assert_eq!(keys(db, down).await.1, 5);
        let none = ProductFilter { category: Some("nowhere".into()), ..shown.clone() };
        assert_eq!(keys(db, none).await.1, 0);
        // Moss in L exists; moss in M does not, although both words are somewhere.
        let chosen = |color: &str, size: &str| ProductFilter {
            options: vec![OptionValue::new("colour", color), OptionValue::new("size", size)],
            ..below.clone()
        };
        assert_eq!(keys(db, chosen("mech", "L")).await.0, ["j4", "j2", "j0"]);
        assert_eq!(keys(db, chosen("mech", "M")).await.1, 0);
        let either = ProductFilter {
            options: vec![OptionValue::new("color", "mech"), OptionValue::new("color", "granat")],
            ..below.clone()
        };
        assert_eq!(keys(db, either).await.1, 6);
        let words = ProductFilter { search: Some("swit".into()), ..below };
        assert_eq!(keys(db, words).await.0, ["j5"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn facets_count_what_would_be_left() {
    each_database(&[catalog::MIGRATIONS], async |db| {
        stocked(db).await;
        let filter = ProductFilter { category: Some("down-jackets".into()), ..ProductFilter::default() };
        let mut read = db.read().await.unwrap();
        let facets = facets(&mut read, &filter).await.unwrap();
        let told: Vec<(String, Vec<(String, i64)>)> = facets
            .into_iter()
            .map(|facet| {
                let values =
                    facet.values.into_iter().map(|(option, many)| (option.name.get("pl").to_owned(), many));
                (facet.label.get("pl").to_owned(), values.collect())
            })
            .collect();
        let pairs = |list: &[(&str, i64)]| {
            list.iter().map(|(name, many)| ((*name).to_owned(), *many)).collect::<Vec<_>>()
        };
        assert_eq!(
            told,
            [
                ("Kolor".to_owned(), pairs(&[("granatowy", 5), ("mech", 3)])),
                ("Rozmiar".to_owned(), pairs(&[("M", 3), ("L", 5)])),
            ]
        );
    })
    .await;
}
