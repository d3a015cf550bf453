use std::path::Path;

use catalog::{Blobs, ProductFilter, Status, products};
use imports::{Format, Kind, Options, Pictures, Report, Started, open_file, run};
use kernel::{Actor, Db, ImportId, PageRequest};
use testkit::each_database;

use crate::world::{AREAS, counts, fixtures, on_hand, price, retailer, shared};

async fn import(db: &Db, file: &Path, images: &Path, blobs: &Blobs) -> Report {
    let started = Started { id: ImportId::fresh(db.now()), kind: Kind::Products, format: Format::Saleor };
    let options = Options { pictures: Some(Pictures::folder(images, blobs.clone())), ..Options::default() };
    run(db, &Actor::System, started, open_file(file).unwrap(), &options, &mut |_| ()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_shop_arrives_whole_and_only_once() {
    each_database(AREAS, async |db| {
        retailer(db).await;
        let (blobs, file, images) =
            (Blobs::memory(), fixtures().join("saleor.json"), fixtures().join("images"));
        let report = import(db, &file, &images, &blobs).await;
        let told: Vec<(i64, &str)> =
            report.errors.iter().map(|error| (error.line, error.pointer.as_str())).collect();
        assert_eq!(told, [(19, "product.product/53"), (34, "price")]);
        assert_eq!((report.created, report.failed), (3, 2));

        let mut read = db.read().await.unwrap();
        let hat = catalog::product_by_key(&mut read, "wool-hat").await.unwrap();
        assert_eq!(hat.product.text("en").description, "Keeps ears warm & dry.");
        assert_eq!(hat.brand.as_ref().unwrap().name, "Loom & Sons");
        assert_eq!(hat.path.iter().map(|it| it.key.as_str()).collect::<Vec<_>>(), ["clothes", "hats"]);
        assert_eq!(hat.variants.iter().map(|it| it.option("size").unwrap()).collect::<Vec<_>>(), ["s", "m"]);
        assert_eq!(hat.options(&hat.variants[0])[0].name.get("pl"), "S");
        assert_eq!(hat.variants[0].weight_g, Some(120));
        assert_eq!((price(db, "HAT-S").await, on_hand(db, "HAT-S", "main").await), (Some(8_900), 12));
        let cup = catalog::product_by_key(&mut read, "blue-cup").await.unwrap();
        assert_eq!((cup.variants[0].sku.as_str(), cup.variants[0].weight_g), ("blue-cup", Some(350)));
        assert_eq!(cup.media[0].alt.get("en"), "A blue cup");
        assert_eq!(blobs.get(&cup.media[0].media).await.unwrap().unwrap().0, "image/svg+xml");
        assert_eq!(hat.media.len(), 1);
        let secret = catalog::product_by_key(&mut read, "secret").await.unwrap();
        assert_eq!(secret.product.status, Status::Draft);

        let again = import(db, &file, &images, &blobs).await;
        assert_eq!((again.created, again.changed, again.unchanged), (0, 0, 3));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_shop_of_saleor_arrives_whole_and_only_once() {
    let Some(file) = shared("saleor-catalogue/populatedb_data.json") else { return };
    let images = file.with_file_name("images");
    each_database(AREAS, async |db| {
        retailer(db).await;
        let blobs = Blobs::memory();
        let report = import(db, &file, &images, &blobs).await;
        assert_eq!(report.errors, []);
        assert_eq!(counts(&report), (32, 32, 0, 0, 0));
        let mut read = db.read().await.unwrap();
        let everything = PageRequest { count: true, limit: Some(200), after: None };
        let found = products(&mut read, &ProductFilter::default(), &everything).await.unwrap();
        assert_eq!(found.count, Some(32));
        let variants: Vec<_> = found.items.iter().flat_map(|card| card.variants.clone()).collect();
        assert_eq!(variants.len(), 73);
        let priced = pricing::prices(&mut read, &crate::world::list(), &variants, db.now()).await.unwrap();
        assert_eq!(priced.len(), 73);
        let pictured = found.items.iter().filter(|card| card.picture.is_some()).count();
        assert_eq!(pictured, 32);
        assert_eq!(on_hand(db, "headless-omnichannel-mp3", "global").await, 4560);

        let again = import(db, &file, &images, &blobs).await;
        assert_eq!(counts(&again), (32, 0, 0, 32, 0));
    })
    .await;
}
