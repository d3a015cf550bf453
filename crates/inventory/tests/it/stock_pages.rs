use inventory::{Change, StockFilter, ledger, stock};
use kernel::{Db, PageRequest};
use testkit::each_database;

use crate::world::*;

/// All pages of a list, and how many there were.
async fn walk(db: &Db, filter: &StockFilter, limit: i64) -> (Vec<i64>, usize) {
    let (mut found, mut pages, mut page) = (Vec::new(), 0, PageRequest::first(limit));
    loop {
        let answer = stock(&mut db.read().await.unwrap(), filter, &page).await.unwrap();
        found.extend(answer.items.iter().map(|row| row.on_hand));
        pages += 1;
        match answer.next {
            None => return (found, pages),
            Some(next) => page.after = Some(next),
        }
    }
}

#[tokio::test]
async fn stock_comes_in_pages_that_miss_nothing() {
    each_database(AREAS, async |db| {
        let (a, b, c) = (store(db, "a").await, store(db, "b").await, store(db, "c").await);
        let first = shelf(db, a, 1).await;
        tell(db, first, b, Change::Delta(2)).await;
        tell(db, first, c, Change::Delta(3)).await;
        let second = shelf(db, a, 4).await;
        tell(db, second, b, Change::Delta(5)).await;
        let all = StockFilter::default();
        assert_eq!(walk(db, &all, 2).await, (vec![1, 2, 3, 4, 5], 3));
        assert_eq!(
            walk(db, &StockFilter { variant: Some(first), ..all.clone() }, 2).await,
            (vec![1, 2, 3], 2)
        );
        assert_eq!(walk(db, &StockFilter { location: Some(b), ..all.clone() }, 1).await, (vec![2, 5], 2));
        assert_eq!(walk(db, &StockFilter { below: Some(3), ..all.clone() }, 10).await, (vec![1, 2], 1));
        let scoped = StockFilter { scope: Some(vec![a, c]), ..all.clone() };
        assert_eq!(walk(db, &scoped, 10).await, (vec![1, 3, 4], 1));
        let foreign = StockFilter { location: Some(b), ..scoped };
        assert_eq!(walk(db, &foreign, 10).await, (vec![], 1));
        let exact = StockFilter { variant: Some(second), location: Some(b), ..all.clone() };
        assert_eq!(walk(db, &exact, 10).await, (vec![5], 1));
        let counted = PageRequest { count: true, after: Some("rubbish".to_owned()), ..PageRequest::first(1) };
        let page = stock(&mut db.read().await.unwrap(), &all, &counted).await.unwrap();
        assert_eq!((page.count, page.items[0].on_hand), (Some(5), 1));
    })
    .await;
}

#[tokio::test]
async fn the_ledger_reads_newest_first_page_by_page() {
    each_database(AREAS, async |db| {
        let (a, b) = (store(db, "a").await, store(db, "b").await);
        let variant = shelf(db, a, 1).await;
        for (place, delta) in [(a, 2), (b, 10), (a, 3), (b, 20)] {
            tell(db, variant, place, Change::Delta(delta)).await;
        }
        for (location, wanted) in [(Some(a), vec![6, 3, 1]), (None, vec![30, 6, 10, 3, 1])] {
            let (mut found, mut page) = (Vec::new(), PageRequest { count: true, ..PageRequest::first(2) });
            loop {
                let answer = ledger(&mut db.read().await.unwrap(), variant, location, &page).await.unwrap();
                assert_eq!(answer.count, Some(wanted.len() as i64));
                found.extend(answer.items.iter().map(|it| it.on_hand));
                match answer.next {
                    None => break,
                    Some(next) => page.after = Some(next),
                }
            }
            assert_eq!(found, wanted);
        }
    })
    .await;
}
