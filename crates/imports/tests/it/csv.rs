use imports::{Format, Kind, Options, errors, find};
use kernel::{Actor, Capability, Currency, Grants, Locations, Money, PageRequest, Problem, StaffId};
use testkit::each_database;

use crate::world::{AREAS, counts, import, on_hand, price, retailer, try_import};

const FILE: &str = "product,sku,name_pl,name_en,category,option:size,option:color,ean,price,stock:waw\n\
    kurtka,K-M,Kurtka,Jacket,Kurtki > Puchowe,M,granat,5901234123457,\"199,90\",3\n\
    kurtka,K-L,,,,L,granat,,199.90,0\n\
    buty,B-42,Buty,Boots,Buty,42,,5901234123458,299,1\n\
    czapka,C-1,Czapka,Hat,Akcesoria,,,,59,5\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_table_becomes_products_with_prices_and_stock_and_a_broken_row_is_told() {
    each_database(AREAS, async |db| {
        retailer(db).await;
        let report = import(db, Kind::Products, Format::Csv, FILE, &Options::default()).await;
        assert_eq!(counts(&report), (3, 2, 0, 0, 1));
        let wrong = &report.errors[0];
        assert_eq!((wrong.line, wrong.column, wrong.pointer.as_str()), (4, 8, "ean"));
        assert_eq!((price(db, "K-M").await, price(db, "C-1").await), (Some(19_990), Some(5_900)));
        assert_eq!((on_hand(db, "K-M", "waw").await, on_hand(db, "K-L", "waw").await), (3, 0));

        let mut read = db.read().await.unwrap();
        let page = catalog::product_by_key(&mut read, "kurtka").await.unwrap();
        let path: Vec<&str> = page.path.iter().map(|category| category.name.get("pl")).collect();
        assert_eq!(path, ["Kurtki", "Puchowe"]);
        assert_eq!(page.options(&page.variants[0])[0].label.get("pl"), "Rozmiar");
        assert!(catalog::product_by_key(&mut read, "buty").await.is_err());

        let job = find(&mut read, report.id).await.unwrap();
        assert_eq!((job.rows, job.created, job.failed, job.state), (3, 2, 1, imports::State::Done));
        let told = errors(&mut read, report.id, &PageRequest::default()).await.unwrap();
        assert_eq!(told.items, report.errors);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_table_again_changes_nothing_and_a_corrected_one_only_what_differs() {
    each_database(AREAS, async |db| {
        retailer(db).await;
        import(db, Kind::Products, Format::Csv, FILE, &Options::default()).await;
        let again = import(db, Kind::Products, Format::Csv, FILE, &Options::default()).await;
        assert_eq!(counts(&again), (3, 0, 0, 2, 1));
        let mended = FILE.replace("5901234123458", "").replace(",59,5", ",49,5");
        let report = import(db, Kind::Products, Format::Csv, &mended, &Options::default()).await;
        assert_eq!(counts(&report), (3, 1, 1, 1, 0));
        assert_eq!(price(db, "C-1").await, Some(4_900));
        // What was sold since then is counted anew.
        let more = mended.replace("granat,5901234123457,\"199,90\",3", "granat,5901234123457,\"199,90\",8");
        let report = import(db, Kind::Products, Format::Csv, &more, &Options::default()).await;
        assert_eq!(counts(&report), (3, 0, 1, 2, 0));
        assert_eq!(on_hand(db, "K-M", "waw").await, 8);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_row_breaks_is_told_and_the_others_are_kept() {
    each_database(AREAS, async |db| {
        retailer(db).await;
        let file = "product,sku,name_pl,ean,price,currency,stock:nowhere,weight\n\
            a,A,Aa,5901234123457,1,,,\n\
            b,B,Be,5901234123457,1,,,\n\
            c,A,Ce,,1,,,\n\
            d,D,,,1,,,\n\
            e,E,Ee,,1,GBP,,\n\
            f,F,Ef,,1,,4,\n\
            a,A2,,,1,,,\n";
        let report = import(db, Kind::Products, Format::Csv, file, &Options::default()).await;
        let told: Vec<(i64, &str)> =
            report.errors.iter().map(|error| (error.line, error.pointer.as_str())).collect();
        assert_eq!(
            told,
            [
                (1, "weight"),
                (3, ""),
                (4, ""),
                (5, "/texts"),
                (8, "/texts"),
                (6, "price"),
                (7, "stock:nowhere")
            ]
        );
        let mut read = db.read().await.unwrap();
        for (key, is_there) in
            [("a", true), ("b", false), ("c", false), ("d", false), ("e", true), ("f", true)]
        {
            assert_eq!(catalog::product_by_key(&mut read, key).await.is_ok(), is_there, "{key}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_table_is_told_as_a_whole() {
    each_database(AREAS, async |db| {
        retailer(db).await;
        for file in ["", "name\nx\n", "\u{0}\u{1}", "sku,sku\n1,2\n"] {
            let report = import(db, Kind::Products, Format::Csv, file, &Options::default()).await;
            assert_eq!((report.rows, report.created, report.failed), (0, 0, 1), "{file:?}");
            assert_eq!(report.errors[0].line, 1);
        }
        let wrong =
            try_import(db, &Actor::System, Kind::Stock, Format::Saleor, "[]", &Options::default()).await;
        assert_eq!(Problem::from(wrong.unwrap_err()).slug(), "imports/wrong-format");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_may_do_no_more_than_who_starts_it() {
    each_database(AREAS, async |db| {
        retailer(db).await;
        let staff = |capabilities: &[Capability]| {
            let capabilities = capabilities.iter().copied().collect();
            Actor::Staff(StaffId::fresh(db.now()), Grants { capabilities, locations: Locations::All }.into())
        };
        let seller = staff(&[Capability::Sell]);
        let refused = try_import(db, &seller, Kind::Products, Format::Csv, FILE, &Options::default()).await;
        assert_eq!(Problem::from(refused.unwrap_err()).slug(), "kernel/denied");
        // May name products, may not price them: nothing half done is kept.
        let editor = staff(&[Capability::ManageCatalog]);
        let refused = try_import(db, &editor, Kind::Products, Format::Csv, FILE, &Options::default()).await;
        assert_eq!(Problem::from(refused.unwrap_err()).slug(), "kernel/denied");
        let mut read = db.read().await.unwrap();
        assert!(catalog::product_by_key(&mut read, "kurtka").await.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn json_says_the_same_as_the_table() {
    each_database(AREAS, async |db| {
        retailer(db).await;
        let file = r#"[
          {"key": "a", "texts": {"pl": {"name": "Kurtka"}}, "variants": [
            {"sku": "A-1", "options": [{"axis": "size", "code": "M"}], "stock": {"waw": 4},
             "price": {"amount": 9900, "currency": "PLN"}}]},
          {"key": "b", "texts": {"pl": {"name": 5}}},
          {"key": "c", "texts": {"pl": {"name": "Bez ceny"}}, "variants": [{"sku": "C-1"}]}
        ]"#;
        let defaults = Options {
            price: Some(Money::new(100, Currency::Pln)),
            stock: vec![("waw".into(), 2)],
            ..Options::default()
        };
        let report = import(db, Kind::Products, Format::Json, file, &defaults).await;
        assert_eq!(counts(&report), (3, 2, 0, 0, 1));
        assert_eq!(report.errors[0].line, 5);
        assert_eq!((price(db, "A-1").await, on_hand(db, "A-1", "waw").await), (Some(9_900), 4));
        assert_eq!((price(db, "C-1").await, on_hand(db, "C-1", "waw").await), (Some(100), 2));
        let again = import(db, Kind::Products, Format::Json, file, &defaults).await;
        assert_eq!(counts(&again), (3, 0, 0, 2, 1));
    })
    .await;
}
