use catalog::{
    Ean, Error, Outcome, SaveVariant, Status, Value, VariantStatus, product, product_by_key, save_products,
    variant_by_ean, variant_by_sku, variants,
};
use kernel::{Actor, BrandCode, Capability, Grants, Locations, Problem, Query, StaffId, args};
use testkit::each_database;

use crate::world::{product as wanted, save, shop, sku};

const AREAS: &[kernel::Area] = &[catalog::MIGRATIONS];

async fn events(db: &kernel::Db) -> i64 {
    let mut read = db.read().await.unwrap();
    read.count("SELECT COUNT(*) FROM kernel_event WHERE name = 'catalog.product_saved'", args![])
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_is_read_as_it_was_saved() {
    each_database(AREAS, async |db| {
        shop(db).await;
        let mut jacket = wanted(
            "morskie-oko",
            "Kurtka Morskie Oko",
            "Morskie Oko jacket",
            &[("granat", "M"), ("mech", "L")],
        );
        jacket.brand = BrandCode::new("szron");
        jacket.categories = vec!["down-jackets".into(), "jackets".into()];
        jacket.attributes.insert("weight".into(), Value::Number(640.0));
        jacket.attributes.insert("waterproof".into(), Value::One("yes".into()));
        jacket.variants[0].ean = Some(Ean::parse("5901234123457").unwrap());
        let saved = save(db, jacket.clone()).await.unwrap();
        assert_eq!((saved.version, saved.status), (1, Status::Published));

        let mut read = db.read().await.unwrap();
        let page = product_by_key(&mut read, "morskie-oko").await.unwrap();
        assert_eq!(page.product, saved);
        assert_eq!(page.product.text("en").name, "Morskie Oko jacket");
        assert_eq!(page.brand.as_ref().unwrap().name, "Szron");
        let path: Vec<&str> = page.path.iter().map(|category| category.name.get("pl")).collect();
        assert_eq!(path, ["Kurtki i płaszcze", "Kurtki puchowe"]);
        let axes = page.axes();
        let axes: Vec<(&str, usize)> =
            axes.iter().map(|(axis, values)| (axis.label.get("pl"), values.len())).collect();
        assert_eq!(axes, [("Kolor", 2), ("Rozmiar", 2)]);

        let first = variant_by_sku(&mut read, &sku("MORSKIE-OKO-granat-M")).await.unwrap();
        assert_eq!(variant_by_ean(&mut read, "590 1234 123457").await.unwrap(), first);
        let cards = variants(&mut read, &[page.variants[1].id, first.id]).await.unwrap();
        assert_eq!(cards[1].full_name("pl"), "Kurtka Morskie Oko, granatowy, M");
        assert_eq!(cards[0].full_name("en"), "Morskie Oko jacket, moss, L");
        assert!(cards[0].is_sold());
        assert_eq!(product(&mut read, saved.id).await.unwrap(), saved);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_product_again_changes_nothing_and_tells_nobody() {
    each_database(AREAS, async |db| {
        shop(db).await;
        let mut jacket = wanted("a", "A", "A", &[("granat", "M"), ("granat", "L")]);
        jacket.categories = vec!["shoes".into()];
        jacket.attributes.insert("weight".into(), Value::Number(0.5));
        save(db, jacket.clone()).await.unwrap();
        let told = events(db).await;
        assert_eq!(save(db, jacket.clone()).await.unwrap().version, 1);
        assert_eq!(events(db).await, told);
        jacket.variants[1].weight_g = Some(700);
        assert_eq!(save(db, jacket).await.unwrap().version, 2);
        assert_eq!(events(db).await, told + 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_upon_an_older_version_is_refused() {
    each_database(AREAS, async |db| {
        let mut jacket = wanted("a", "A", "A", &[("granat", "M")]);
        jacket.expected_version = Some(1);
        assert!(matches!(save(db, jacket.clone()).await, Err(Error::Stale { found: 0, .. })));
        jacket.expected_version = Some(0);
        save(db, jacket.clone()).await.unwrap();
        jacket.status = Status::Draft;
        jacket.expected_version = Some(1);
        save(db, jacket.clone()).await.unwrap();
        jacket.status = Status::Archived;
        let refused = save(db, jacket).await.unwrap_err();
        assert_eq!(Problem::from(refused).status, 412);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_variant_keeps_its_id_and_is_archived_rather_than_forgotten() {
    each_database(AREAS, async |db| {
        let jacket = wanted("a", "A", "A", &[("granat", "M"), ("granat", "L")]);
        save(db, jacket.clone()).await.unwrap();
        let mut read = db.read().await.unwrap();
        let large = variant_by_sku(&mut read, &sku("A-granat-L")).await.unwrap();
        save(db, wanted("a", "A", "A", &[("granat", "M")])).await.unwrap();
        let gone = variant_by_sku(&mut read, &sku("A-granat-L")).await.unwrap();
        assert_eq!((gone.id, gone.status), (large.id, VariantStatus::Archived));
        assert_eq!(product_by_key(&mut read, "a").await.unwrap().variants.len(), 1);
        save(db, jacket).await.unwrap();
        assert_eq!(variant_by_sku(&mut read, &sku("A-granat-L")).await.unwrap(), large);

        let mut more = wanted("a", "A", "A", &[("mech", "S")]);
        more.keep_other_variants = true;
        assert_eq!(save(db, more.clone()).await.unwrap().version, 4);
        assert_eq!(save(db, more).await.unwrap().version, 4);
        assert_eq!(product_by_key(&mut read, "a").await.unwrap().variants.len(), 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sku_and_a_barcode_have_one_owner() {
    each_database(AREAS, async |db| {
        let ean = || Some(Ean::parse("5901234123457").unwrap());
        let mut a = wanted("a", "A", "A", &[("granat", "M"), ("granat", "L")]);
        a.variants[0].ean = ean();
        save(db, a.clone()).await.unwrap();

        let mut b = wanted("b", "B", "B", &[]);
        b.variants = vec![SaveVariant::new(sku("A-granat-M"))];
        assert!(matches!(save(db, b.clone()).await, Err(Error::SkuTaken(_))));
        b.variants = vec![SaveVariant { ean: ean(), ..SaveVariant::new(sku("B-1")) }];
        assert!(matches!(save(db, b.clone()).await, Err(Error::EanTaken { .. })));

        // Within a product a barcode may move, and an archived variant lets it go.
        a.variants[0].ean = None;
        a.variants[1].ean = ean();
        save(db, a.clone()).await.unwrap();
        a.variants.pop();
        save(db, a).await.unwrap();
        save(db, b).await.unwrap();
        let mut read = db.read().await.unwrap();
        assert_eq!(variant_by_ean(&mut read, "5901234123457").await.unwrap().sku, sku("B-1"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_named_and_leaves_the_others_alone() {
    each_database(AREAS, async |db| {
        let good = wanted("good", "Dobra", "Good", &[("granat", "M")]);
        let mut bad = wanted("Bad Key", "", "", &[("granat", "M"), ("granat", "M")]);
        bad.variants[1].weight_g = Some(-1);
        let mut lost = wanted("lost", "Lost", "Lost", &[]);
        lost.categories = vec!["nowhere".into()];
        let mut foreign = wanted("foreign", "F", "F", &[]);
        foreign.brand = BrandCode::new("nobody");
        let twice = wanted("good", "Lepsza", "Better", &[("granat", "M")]);

        let all = vec![good, bad, lost, foreign, twice];
        let answers = db.run(&Actor::System, async |tx| save_products(tx, all.clone()).await).await.unwrap();
        assert_eq!(answers[0].as_ref().unwrap().outcome, Outcome::Created);
        let problem = Problem::from(answers[1].as_ref().unwrap_err().clone());
        let pointers: Vec<&str> = problem.errors.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(
            pointers,
            ["/key", "/texts", "/variants/1/sku", "/variants/1/options", "/variants/1/weight_g"]
        );
        assert!(matches!(answers[2], Err(Error::UnknownCategory(_))));
        assert!(matches!(answers[3], Err(Error::UnknownBrand(_))));
        assert_eq!(answers[4].as_ref().unwrap().outcome, Outcome::Changed);
        let mut read = db.read().await.unwrap();
        assert_eq!(product_by_key(&mut read, "good").await.unwrap().product.text("pl").name, "Lepsza");
        assert!(product_by_key(&mut read, "lost").await.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_manages_the_catalogue_may_change_it() {
    each_database(AREAS, async |db| {
        let grants = Grants { capabilities: [Capability::Sell].into(), locations: Locations::All };
        let seller = Actor::Staff(StaffId::fresh(db.now()), grants.into());
        let refused = db
            .run(&seller, async |tx| catalog::save_product(tx, wanted("a", "A", "A", &[])).await)
            .await
            .unwrap_err();
        assert_eq!(Problem::from(refused).slug(), "kernel/denied");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_create_or_change_at_once_one_is_told_so() {
    each_database(AREAS, async |db| {
        for round in 0..5 {
            let both: Vec<_> = (0..2)
                .map(|who| {
                    let db = db.clone();
                    let name = format!("{round}-{who}");
                    tokio::spawn(async move { save(&db, wanted("a", &name, "A", &[("granat", "M")])).await })
                })
                .collect();
            for one in both {
                match one.await.unwrap() {
                    Ok(_) | Err(Error::Stale { .. }) => {}
                    Err(other) => panic!("{other}"),
                }
            }
        }
        let mut read = db.read().await.unwrap();
        let page = product_by_key(&mut read, "a").await.unwrap();
        assert_eq!(page.variants.len(), 1);
        assert_eq!(events(db).await, page.product.version);
    })
    .await;
}
