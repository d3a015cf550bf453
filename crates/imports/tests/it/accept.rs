use imports::{Accept, Error, Format, Kind, Options, State, accept, errors, find, imports, worker};
use kernel::{
    Actor, Capability, Grants, ImportId, Locations, PageRequest, Problem, Query, StaffId, args, settle,
};
use testkit::each_database;

use crate::world::{AREAS, price, retailer};

fn request(id: ImportId) -> Accept {
    let body = "sku,name_pl,price\nA,Aa,5\nB,,5\n".to_owned();
    Accept { id, kind: Kind::Products, format: Format::Csv, options: Options::default(), body }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accepted_file_is_done_by_a_worker_in_the_name_of_who_brought_it() {
    each_database(AREAS, async |db| {
        retailer(db).await;
        let capabilities = [Capability::ManageCatalog, Capability::ManagePrices].into();
        let staff = StaffId::fresh(db.now());
        let actor = Actor::Staff(staff, Grants { capabilities, locations: Locations::All }.into());
        let id = ImportId::fresh(db.now());
        let wanted = request(id);
        let import = db.run(&actor, async |tx| accept(tx, wanted.clone()).await).await.unwrap();
        assert_eq!(import.state, State::Waiting);
        settle(db, &[], &[worker()]).await.unwrap();
        let mut read = db.read().await.unwrap();
        let import = find(&mut read, id).await.unwrap();
        assert_eq!((import.state, import.created, import.failed), (State::Done, 1, 1));
        assert_eq!(import.actor, staff.to_string());
        assert_eq!(price(db, "A").await, Some(500));
        assert_eq!(errors(&mut read, id, &PageRequest::default()).await.unwrap().items[0].line, 3);
        assert_eq!(read.count("SELECT COUNT(*) FROM imports_payload", args![]).await.unwrap(), 0);
        let told = "SELECT COUNT(*) FROM kernel_event WHERE name = 'catalog.product_saved' AND actor = $1";
        assert_eq!(read.count(told, args![staff.to_string()]).await.unwrap(), 1);

        // The same request again is answered, another one under its id is refused.
        let again = db.run(&actor, async |tx| accept(tx, wanted.clone()).await).await.unwrap();
        assert_eq!(again.state, State::Done);
        let other = Accept { kind: Kind::Stock, ..request(id) };
        let refused = db.run(&Actor::System, async |tx| accept(tx, other.clone()).await).await.unwrap_err();
        assert_eq!(Problem::from(refused).slug(), "imports/id-taken");
        assert_eq!(imports(&mut read, &PageRequest::default()).await.unwrap().items.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_may_do_no_more_than_who_sent_it() {
    each_database(AREAS, async |db| {
        retailer(db).await;
        let grants = Grants { capabilities: [Capability::ManageCatalog].into(), locations: Locations::All };
        let actor = Actor::Staff(StaffId::fresh(db.now()), grants.into());
        let id = ImportId::fresh(db.now());
        db.run(&actor, async |tx| accept(tx, request(id)).await).await.unwrap();
        settle(db, &[], &[worker()]).await.unwrap();
        let mut read = db.read().await.unwrap();
        let import = find(&mut read, id).await.unwrap();
        assert_eq!((import.state, import.created), (State::Failed, 0));
        assert!(import.reason.unwrap().contains("prices.manage"));
        let unknown = find(&mut read, ImportId::fresh(db.now())).await;
        assert!(matches!(unknown, Err(Error::UnknownImport(_))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_bound_to_some_places_cannot_import_stock() {
    each_database(AREAS, async |db| {
        let grants = Grants {
            capabilities: [Capability::AdjustStock].into(),
            locations: Locations::Only([kernel::LocationId::fresh(db.now())].into()),
        };
        let actor = Actor::Staff(StaffId::fresh(db.now()), grants.into());
        let wanted = Accept { kind: Kind::Stock, ..request(ImportId::fresh(db.now())) };
        let refused = db.run(&actor, async |tx| accept(tx, wanted.clone()).await).await.unwrap_err();
        assert_eq!(Problem::from(refused).slug(), "kernel/denied");
    })
    .await;
}
