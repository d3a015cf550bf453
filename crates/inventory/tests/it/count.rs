//! Counting without closing the store.

use inventory::{
    Change, CountState, Counted, Error, OpenCount, Stock, count_line, count_lines, finish_count, open_count,
};
use kernel::{CountId, Db, LocationId, MovementId, Timestamp, VariantId};
use testkit::{each_database, each_database_with_clock};

use crate::world::*;

async fn round(db: &Db, location: LocationId, variants: Vec<VariantId>) -> CountId {
    let id = CountId::fresh(db.now());
    let wanted = OpenCount { id, location, name: "Półka 3".to_owned(), variants };
    db.run(&SYSTEM, async |tx| open_count(tx, wanted.clone()).await).await.unwrap();
    id
}

fn seen(db: &Db, count: CountId, variant: VariantId, n: i64, at: Option<Timestamp>) -> Counted {
    Counted { id: MovementId::fresh(db.now()), count, variant, units: units(n), at }
}

async fn look(db: &Db, it: Counted) -> i64 {
    db.run(&SYSTEM, async |tx| count_line(tx, it).await).await.unwrap().difference
}

#[tokio::test]
async fn what_is_sold_while_people_count_is_not_missing() {
    each_database_with_clock(AREAS, async |db, clock| {
        let location = store(db, "warszawa").await;
        let (coat, hat) = (shelf(db, location, 10).await, shelf(db, location, 5).await);
        let id = round(db, location, vec![coat, hat]).await;
        clock.wind_minutes(5);
        let at = db.now();
        clock.wind_minutes(5);
        tell(db, coat, location, Change::Delta(-2)).await;
        // Somebody saw nine before the till sold two; the line arrives after that.
        assert_eq!(look(db, seen(db, id, coat, 9, Some(at))).await, -1);
        assert_eq!(row(db, coat, location).await.on_hand, 7);
        // Looked again: it was ten after all.
        let again = seen(db, id, coat, 8, None);
        assert_eq!(look(db, again).await, 1);
        assert_eq!(look(db, again).await, 1);
        let lines = count_lines(&mut db.read().await.unwrap(), id).await.unwrap();
        assert_eq!((lines[0].variant, lines[0].round, lines[0].counted), (coat, 2, Some(8)));
        assert_eq!((lines[1].variant, lines[1].counted), (hat, None));
        let done = db.run(&SYSTEM, async |tx| finish_count(tx, id).await).await.unwrap();
        assert_eq!(done.state, CountState::Finished);
        let late = seen(db, id, hat, 4, None);
        let refused = db.run(&SYSTEM, async |tx| count_line(tx, late).await).await;
        assert!(matches!(refused, Err(Error::CountClosed { .. })));
        // Told again after the end, a look that was recorded is still the same look.
        assert_eq!(look(db, again).await, 1);
        assert_eq!(row(db, hat, location).await.on_hand, 5);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn a_count_ends_all_doubt() {
    each_database(AREAS, async |db| {
        let location = store(db, "warszawa").await;
        let (coat, hat) = (shelf(db, location, 2).await, shelf(db, location, 2).await);
        promise(db, vec![request(db, coat, location, 2)]).await.unwrap();
        let trust = |row: Stock| row.confidence(db.now());
        assert_eq!(trust(row(db, coat, location).await), 1000);
        // A till sells what was promised.
        tell(db, coat, location, Change::Delta(-1)).await;
        assert_eq!(trust(row(db, coat, location).await), 850);
        db.run(&SYSTEM, async |tx| inventory::report_short_pick(tx, coat, location).await).await.unwrap();
        assert_eq!(trust(row(db, coat, location).await), 600);
        let first = inventory::worth_counting(&mut db.read().await.unwrap(), location, 5).await.unwrap();
        assert_eq!(first.iter().map(|it| it.variant).collect::<Vec<_>>(), [coat, hat]);
        let id = round(db, location, Vec::new()).await;
        assert_eq!(look(db, seen(db, id, coat, 1, None)).await, 0);
        assert_eq!(trust(row(db, coat, location).await), 1000);
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn a_round_belongs_to_its_place() {
    each_database(AREAS, async |db| {
        let (here, there) = (store(db, "here").await, store(db, "there").await);
        let coat = shelf(db, here, 2).await;
        let id = round(db, here, Vec::new()).await;
        let other = key(db, &[kernel::Capability::AdjustStock], kernel::Locations::Only([there].into()));
        let line = seen(db, id, coat, 1, None);
        let denied = db.run(&other, async |tx| count_line(tx, line).await).await;
        assert!(matches!(denied, Err(Error::Denied(_))));
        let twice = OpenCount { id, location: there, name: "Półka 3".to_owned(), variants: Vec::new() };
        let taken = db.run(&SYSTEM, async |tx| open_count(tx, twice.clone()).await).await;
        assert!(matches!(taken, Err(Error::IdTaken(_))));
        let nobody = seen(db, CountId::fresh(db.now()), coat, 1, None);
        let unknown = db.run(&SYSTEM, async |tx| count_line(tx, nobody).await).await;
        assert!(matches!(unknown, Err(Error::UnknownCount(_))));
        let page = kernel::PageRequest::first(5);
        let mine = inventory::counts(&mut db.read().await.unwrap(), Some(vec![there]), &page).await.unwrap();
        assert_eq!(mine.items, []);
    })
    .await;
}
