use catalog::Blobs;
use kernel::{Area, Query, args};
use testkit::each_database_with_clock;

const AREAS: &[Area] = &[
    access::MIGRATIONS,
    catalog::MIGRATIONS,
    pricing::MIGRATIONS,
    inventory::MIGRATIONS,
    customers::MIGRATIONS,
];

#[tokio::test(flavor = "multi_thread")]
async fn the_retailer_moves_in_and_the_books_hold() {
    each_database_with_clock(AREAS, async |db, clock| {
        let began = std::time::Instant::now();
        let blobs = Blobs::memory();
        simulation::load(db, &blobs, 7).await.unwrap();
        eprintln!("{:?} loaded in {:?}", db.engine(), began.elapsed());
        clock.wind_days(21);
        assert!(simulation::lower_prices(db).await.unwrap() > 0);
        assert_eq!(simulation::lower_prices(db).await.unwrap(), 0);
        simulation::replenish(db).await.unwrap();
        let mut read = db.read().await.unwrap();
        assert!(read.count("SELECT COUNT(*) FROM catalog_variant", args![]).await.unwrap() >= 400);
        assert_eq!(read.count("SELECT COUNT(*) FROM inventory_location", args![]).await.unwrap(), 15);
        assert_eq!(inventory::audit(&mut read).await.unwrap(), vec![]);
        assert_eq!(customers::audit(&mut read).await.unwrap(), vec![]);
    })
    .await;
}
