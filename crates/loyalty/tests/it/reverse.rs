use kernel::{PageRequest, PersonId};
use loyalty::LotState;
use testkit::{each_database, each_database_with_clock};

use crate::world::*;

#[tokio::test]
async fn a_line_that_comes_back_takes_exactly_its_points() {
    each_database_with_clock(AREAS, async |db, clock| {
        let person = PersonId::fresh(db.now());
        let order = bought(db, person, &[9_999, 3_050, 40]);
        assert_eq!(earn(db, &order).await.unwrap().points, 130);
        let lines: Vec<_> = order.lines.iter().map(|(line, _)| *line).collect();
        // Before the delay is over it comes out of what is pending, after it out of what can be spent.
        assert_eq!(reverse(db, order.order, Some(vec![lines[1]])).await, 30);
        assert_eq!(points(db, person).await, (0, 100));
        assert_eq!(reverse(db, order.order, Some(vec![lines[1]])).await, 0);
        clock.wind_days(15);
        settle(db).await;
        assert_eq!(points(db, person).await, (100, 0));
        assert_eq!(reverse(db, order.order, Some(vec![lines[0]])).await, 99);
        // The grosze of three lines made one more point: the largest remainder has it.
        assert_eq!(points(db, person).await, (1, 0));
        assert_eq!(reverse(db, order.order, None).await, 1);
        assert_eq!(reverse(db, order.order, None).await, 0);
        assert_eq!(points(db, person).await, (0, 0));
        assert_eq!(told(db, "loyalty.points_reversed").await, 3);

        let wallet = wallet(db, person).await;
        assert!(wallet.lots.iter().all(|lot| lot.state() != LotState::Reversed), "empty lots are not shown");
        let mut page = PageRequest::first(3);
        let mut changes = Vec::new();
        loop {
            let answer = loyalty::postings(&mut db.read().await.unwrap(), wallet.id, &page).await.unwrap();
            changes.extend(answer.items.iter().map(|it| it.points));
            match answer.next {
                None => break,
                Some(next) => page.after = Some(next),
            }
        }
        assert_eq!(changes[..3], [-1, -99, -30]);
        assert_eq!((changes.len(), changes.iter().sum::<i64>()), (6, 0));
        assert_clean(db).await;
    })
    .await;
}

#[tokio::test]
async fn any_sequence_of_returns_of_all_lines_ends_at_zero() {
    each_database_with_clock(AREAS, async |db, clock| {
        let mut dice = fastrand::Rng::with_seed(11);
        let person = PersonId::fresh(db.now());
        let mut orders = Vec::new();
        for _ in 0..12 {
            let amounts: Vec<i64> = (0..dice.usize(1..6)).map(|_| dice.i64(0..30_000)).collect();
            let order = bought(db, person, &amounts);
            earn(db, &order).await.unwrap();
            orders.push(order);
        }
        assert!(points(db, person).await.1 > 0);
        let mut waiting: Vec<_> = orders
            .iter()
            .flat_map(|order| order.lines.iter().map(|(line, _)| (order.order, *line)))
            .collect();
        dice.shuffle(&mut waiting);
        let mut reversed = 0;
        for (n, (order, line)) in waiting.into_iter().enumerate() {
            reversed += i64::from(reverse(db, order, Some(vec![line])).await > 0);
            if n == 10 {
                clock.wind_days(15);
                settle(db).await;
            }
            assert_clean(db).await;
        }
        assert!(reversed > 10);
        assert_eq!(points(db, person).await, (0, 0));
    })
    .await;
}

#[tokio::test]
async fn an_unknown_order_has_nothing_to_take() {
    each_database(AREAS, async |db| {
        let person = PersonId::fresh(db.now());
        earn(db, &bought(db, person, &[10_000])).await.unwrap();
        let other = bought(db, person, &[10_000]);
        assert_eq!(reverse(db, other.order, None).await, 0);
        assert_eq!(points(db, person).await, (0, 100));
    })
    .await;
}

#[tokio::test]
async fn units_that_come_back_one_by_one_take_their_share_and_end_at_zero() {
    each_database_with_clock(AREAS, async |db, clock| {
        let person = PersonId::fresh(db.now());
        let order = bought(db, person, &[10_000, 5_000]);
        earn(db, &order).await.unwrap();
        let (first, second) = (order.lines[0].0, order.lines[1].0);
        let q = |units| kernel::Quantity::new(units).unwrap();
        let back = async |lines: &[(kernel::LineId, i64, i64)]| {
            let lines = lines.iter().map(|(line, back, of)| (*line, q(*back), q(*of))).collect();
            let reference = kernel::EventId::fresh(db.now());
            let fact = loyalty::TakeBack { order: order.order, lines, reference };
            db.run(&SYSTEM, async |tx| loyalty::take_back(tx, fact.clone()).await).await.unwrap()
        };
        assert_eq!(back(&[(first, 1, 3)]).await, 33);
        assert_eq!(back(&[(first, 1, 3)]).await, 0, "told twice, taken once");
        assert_eq!(points(db, person).await, (0, 117));
        clock.wind_days(15);
        settle(db).await;
        assert_eq!(points(db, person).await, (117, 0));
        assert_eq!(back(&[(first, 2, 3), (second, 1, 2)]).await, 34 + 25);
        assert_eq!(back(&[(second, 2, 2)]).await, 25);
        assert_eq!(back(&[(first, 3, 3)]).await, 33);
        assert_eq!(points(db, person).await, (0, 0));
        assert_clean(db).await;
    })
    .await;
}
