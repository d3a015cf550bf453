//! Goods that come back: whoever announces them, wherever they arrive, in whatever parts.

use kernel::{Actor, LocationId, OrderId, PersonId, ReturnId};
use orders::{
    AcceptReturn, BackLine, Basis, Disposition, HandOver, OpenReturn, Order, PayBack, PaymentState, Proof,
    ReceiveReturn, RefusalReason, Return, ReturnPolicy, ReturnReason, ReturnState, ReturnWay, Sell, SellLine,
};
use payments::{Method, RefundState, TransactionKind};
use testkit::{each_database, each_database_with_clock};

use crate::world::{AREAS, World, address, card, cash, now, pln, q, slug, staff, visitor, world};

pub async fn collected(world: &World, order: &Order) -> Order {
    let fulfilment = order.fulfilments[0].id;
    let tenders = match order.payment {
        PaymentState::DueAtPickup => vec![card(&world.db, order.total.minor)],
        _ => vec![],
    };
    let hand = HandOver::whole(fulfilment, Proof::Staff, tenders, None);
    let here = staff(&world.db, &[order.fulfilments[0].location]);
    world.run(&here, async |tx| orders::hand_over(tx, hand.clone()).await).await.unwrap();
    world.order(order.id).await
}

pub async fn shipped(world: &World, order: &Order) -> Order {
    let parcel = order.fulfilments[0].clone();
    let here = staff(&world.db, &[parcel.location]);
    world.run(&here, async |tx| orders::ship(tx, parcel.id, None).await).await.unwrap();
    world.order(order.id).await
}

pub fn back(order: &Order, units: &[(usize, i64)]) -> Vec<BackLine> {
    let one = |(at, units): &(usize, i64)| BackLine {
        line: order.lines[*at].id,
        quantity: q(*units),
        reason: ReturnReason::ChangedMind,
    };
    units.iter().map(one).collect()
}

pub fn opening(world: &World, order: &Order, units: &[(usize, i64)]) -> OpenReturn {
    OpenReturn {
        id: ReturnId::fresh(now(&world.db)),
        order: order.id,
        proof: Proof::Email("anna@example.com".to_owned()),
        way: ReturnWay::Store,
        basis: None,
        lines: back(order, units),
    }
}

impl World {
    async fn open(&self, actor: &Actor, request: &OpenReturn) -> Result<Return, orders::Error> {
        self.run(actor, async |tx| orders::open_return(tx, request.clone()).await).await
    }
    async fn receive(&self, id: ReturnId, at: LocationId) -> Result<Return, orders::Error> {
        let request = ReceiveReturn { id, location: at, lines: None };
        let here = staff(&self.db, &[at]);
        self.run(&here, async |tx| orders::receive_return(tx, request.clone()).await).await
    }
    async fn accept(&self, it: &Return, what: Disposition, pays: PayBack) -> Result<Return, orders::Error> {
        let lines = it.lines.iter().map(|line| (line.line, what, line.received)).collect();
        let request = AcceptReturn { id: it.id, lines, pays };
        // Set aside is for whoever adjusts stock; assistants of a store may.
        let here = clerk(self, it.location.unwrap());
        self.run(&here, async |tx| orders::accept_return(tx, request.clone()).await).await
    }
    /// All three steps at one counter.
    pub async fn bring(&self, order: &Order, units: &[(usize, i64)], at: LocationId) -> Return {
        let here = clerk(self, at);
        let request = OpenReturn { proof: Proof::Staff, ..opening(self, order, units) };
        let it = self.open(&here, &request).await.unwrap();
        let it = self.receive(it.id, at).await.unwrap();
        self.accept(&it, Disposition::Restocked, PayBack::Here).await.unwrap()
    }
    async fn shelf(&self, location: LocationId, variant: kernel::VariantId) -> (i64, i64) {
        let filter = inventory::StockFilter {
            variant: Some(variant),
            location: Some(location),
            ..inventory::StockFilter::default()
        };
        let mut read = self.db.read().await.unwrap();
        let page = inventory::stock(&mut read, &filter, &kernel::PageRequest::first(1)).await.unwrap();
        page.items.first().map_or((0, 0), |row| (row.on_hand, row.unavailable))
    }
}

pub fn clerk(world: &World, at: LocationId) -> Actor {
    use kernel::Capability::*;
    let capabilities = [FulfilOrders, Sell, TakePayments, ReadOrders, AdjustStock].into();
    let locations = kernel::Locations::Only([at].into());
    Actor::Staff(kernel::StaffId::fresh(now(&world.db)), kernel::Grants { capabilities, locations }.into())
}

/// Bought online, paid through a provider, collected in Kraków.
pub async fn bought_online(world: &World, lines: &[(kernel::VariantId, i64)]) -> Order {
    for (variant, units) in lines {
        world.stock(world.krakow, *variant, *units).await;
    }
    let basket = world.basket(lines).await;
    let order = world.place(&world.prepaid(basket, world.krakow)).await.unwrap();
    let intent = world.intent(order.id).await;
    let reference = format!("mov-{}", order.number);
    world.provider_says(intent.id, TransactionKind::Captured, order.total, &reference).await;
    collected(world, &order).await
}

#[tokio::test(flavor = "multi_thread")]
async fn bought_online_one_of_two_comes_back_in_another_store() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let order = bought_online(&world, &[(world.jacket, 1), (world.shirt, 1)]).await;
        let jacket = order.lines.iter().position(|line| line.variant == world.jacket).unwrap();
        let request = opening(&world, &order, &[(jacket, 1)]);
        // A stranger who knows the number alone does not; neither does one with another address.
        let stranger = OpenReturn { proof: Proof::Number(order.number.clone()), ..request.clone() };
        let guess = OpenReturn { proof: Proof::Email("eve@example.com".to_owned()), ..request.clone() };
        for wrong in [&stranger, &guess] {
            assert_eq!(slug(world.open(&visitor(db), wrong).await.unwrap_err()), "orders/wrong-proof");
        }
        let it = world.open(&visitor(db), &request).await.unwrap();
        assert_eq!((it.state, it.basis), (ReturnState::Expected, Basis::Withdrawal));
        assert!(it.code.starts_with("R-") && it.code.len() == 11, "{}", it.code);
        assert_eq!(world.open(&visitor(db), &request).await.unwrap(), it, "sent twice, it is one return");
        let twice = opening(&world, &order, &[(jacket, 1)]);
        assert_eq!(slug(world.open(&visitor(db), &twice).await.unwrap_err()), "orders/nothing-to-return");
        let mut read = db.read().await.unwrap();
        let code = it.code.replace('-', "").to_lowercase();
        assert_eq!(orders::return_by_code(&mut read, &code).await.unwrap().id, it.id);
        drop(read);

        let early = AcceptReturn { id: it.id, lines: vec![], pays: PayBack::Later };
        let far = clerk(&world, world.gdansk);
        let refused = world.run(&far, async |tx| orders::accept_return(tx, early.clone()).await).await;
        assert_eq!(slug(refused.unwrap_err()), "orders/wrong-return-state");
        let it = world.receive(it.id, world.gdansk).await.unwrap();
        assert_eq!((it.state, it.location), (ReturnState::Received, Some(world.gdansk)));
        assert_eq!(world.shelf(world.gdansk, world.jacket).await, (0, 0), "received is not accepted");
        let before = world.order(order.id).await;
        assert_eq!(before.payment, PaymentState::Paid);

        let it = world.accept(&it, Disposition::Restocked, PayBack::Here).await.unwrap();
        assert_eq!((it.state, it.worth.gross, it.refund), (ReturnState::Accepted, pln(12_300), pln(12_300)));
        assert_eq!(it.worth.tax, order.lines[jacket].tax, "the recorded tax, not a new one");
        assert_eq!(it.document.as_deref(), Some("ZW/GDA-01/2026/000001"));
        let again = world.accept(&it, Disposition::Restocked, PayBack::Here).await.unwrap();
        assert_eq!(again.refund, it.refund);
        assert_eq!(world.shelf(world.gdansk, world.jacket).await, (1, 0), "sellable where it came back");
        assert_eq!(world.counters(world.krakow, world.jacket).await, (0, 0));
        let after = world.order(order.id).await;
        assert_eq!((after.payment, after.owed()), (PaymentState::PartlyRefunded, pln(9_999)));
        // Through the provider that took it, whoever stands at the counter.
        let refunds = payments::refunds(&mut db.read().await.unwrap(), order.id).await.unwrap();
        assert_eq!(
            (refunds.len(), refunds[0].amount, refunds[0].state),
            (1, pln(12_300), RefundState::Granted)
        );
        let told = world.facts("orders.returned").await;
        assert_eq!((told.len(), told[0]["refund"]["amount"].as_i64()), (1, Some(12_300)));
        assert_eq!(told[0]["lines"][0]["returned"].as_i64(), Some(1));
        world.assert_clean().await;

        // The provider says that the money has moved, and the return knows since when.
        let intent = world.intent(order.id).await;
        world.provider_says(intent.id, TransactionKind::Refunded, pln(12_300), "back-1").await;
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_till_took_a_till_gives_back_and_the_time_is_measured() {
    each_database_with_clock(AREAS, async |db, clock| {
        let world = world(db).await;
        let sale = Sell {
            order: OrderId::fresh(now(db)),
            till: None,
            location: world.krakow,
            channel: world.channel.clone(),
            lines: vec![SellLine {
                id: kernel::LineId::fresh(now(db)),
                variant: world.jacket,
                quantity: q(2),
            }],
            person: None,
            tenders: vec![cash(db, 10_000, 10_000), card(db, 14_600)],
            lang: "pl".to_owned(),
        };
        let here = staff(db, &[world.krakow]);
        let (order, receipt) =
            world.run(&here, async |tx| orders::sell(tx, sale.clone()).await).await.unwrap();
        let mut read = db.read().await.unwrap();
        for text in [receipt.number.as_str(), &order.number.to_lowercase()] {
            let found = orders::find_for_return(&mut read, text).await.unwrap();
            assert_eq!(found.iter().map(|it| it.id).collect::<Vec<_>>(), [order.id], "{text}");
        }
        drop(read);
        clock.wind_days(20);
        let it = world.bring(&order, &[(0, 1)], world.gdansk).await;
        assert_eq!((it.basis, it.refund), (Basis::Goodwill, pln(12_300)), "the own promise, not the law");
        assert!(it.refunded_at.is_some());
        let refunds = payments::refunds(&mut db.read().await.unwrap(), order.id).await.unwrap();
        assert!(refunds.iter().all(|it| it.state == RefundState::Done), "{refunds:?}");
        let since = now(db).plus_days(-30);
        let times = orders::refund_times(&mut db.read().await.unwrap(), since).await.unwrap();
        assert_eq!((times.done, times.waiting), (1, 0));
        assert!(times.longest < 60_000, "{times:?}");
        clock.wind_days(11);
        let late = OpenReturn { proof: Proof::Staff, ..opening(&world, &order, &[(0, 1)]) };
        let refused = world.open(&clerk(&world, world.krakow), &late).await.unwrap_err();
        assert_eq!(slug(refused), "orders/too-late");
        let kind = OpenReturn { basis: Some(Basis::Courtesy), ..late };
        let refused = world.open(&clerk(&world, world.krakow), &kind).await.unwrap_err();
        assert_eq!(slug(refused), "kernel/denied");
        assert!(world.open(&Actor::System, &kind).await.is_ok());
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_goes_back_with_the_last_piece_that_is_withdrawn() {
    each_database_with_clock(AREAS, async |db, clock| {
        let world = world(db).await;
        let market = kernel::MarketCode::new("pl").unwrap();
        let policy = orders::Policy {
            ship_fee: pln(1_999),
            ..orders::Policy::usual(market.clone(), kernel::Currency::Pln)
        };
        let rules =
            ReturnPolicy { standard_delivery: Some(pln(1_299)), ..ReturnPolicy::usual(market.clone()) };
        let saved = world
            .run(&Actor::System, async |tx| {
                orders::save_policy(tx, policy.clone()).await?;
                orders::save_return_policy(tx, rules.clone()).await
            })
            .await
            .unwrap();
        assert_eq!(saved.version, 1);
        let stale = world.run(&Actor::System, async |tx| orders::save_return_policy(tx, rules.clone()).await);
        assert_eq!(slug(stale.await.unwrap_err()), "orders/stale");
        let poor = ReturnPolicy { withdrawal_days: 10, ..saved.clone() };
        let refused =
            world.run(&Actor::System, async |tx| orders::save_return_policy(tx, poor.clone()).await);
        assert_eq!(slug(refused.await.unwrap_err()), "orders/invalid");

        let parcel = async || {
            world.stock(world.warehouse, world.socks, 3).await;
            let basket = world.basket(&[(world.socks, 3)]).await;
            let order = world.place(&world.parcel(basket)).await.unwrap();
            let intent = world.intent(order.id).await;
            let reference = format!("mov-{}", order.number);
            world.provider_says(intent.id, TransactionKind::Captured, order.total, &reference).await;
            shipped(&world, &order).await
        };
        let order = parcel().await;
        assert_eq!((order.total, order.fulfilments[0].address.clone()), (pln(2_296), Some(address())));
        let first = world.bring(&order, &[(0, 2)], world.gdansk).await;
        assert_eq!((first.refund, first.delivery.gross), (pln(198), pln(0)));
        let last = world.bring(&order, &[(0, 1)], world.krakow).await;
        // The cheapest ordinary delivery, not the express that was chosen.
        assert_eq!((last.worth.gross, last.delivery.gross, last.refund), (pln(99), pln(1_299), pln(1_398)));
        let done = world.order(order.id).await;
        assert_eq!(done.owed(), pln(700));
        assert!(!last.delivery.tax.is_zero());

        // After the time of the law it is a kindness, and what brought it stays paid.
        let order = parcel().await;
        clock.wind_days(25);
        let it = world.bring(&order, &[(0, 3)], world.gdansk).await;
        assert_eq!((it.basis, it.delivery.gross, it.refund), (Basis::Goodwill, pln(0), pln(297)));
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_disposition_finds_its_place_and_a_refusal_keeps_the_goods_with_the_shopper() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let order = bought_online(&world, &[(world.socks, 9)]).await;
        let line = order.lines[0].id;
        let it = world.open(&visitor(db), &opening(&world, &order, &[(0, 8)])).await.unwrap();
        let here = clerk(&world, world.gdansk);
        // Eight were announced and seven came.
        let came = ReceiveReturn { id: it.id, location: world.gdansk, lines: Some(vec![(line, q(7))]) };
        let it = world.run(&here, async |tx| orders::receive_return(tx, came.clone()).await).await.unwrap();
        assert_eq!(world.order(order.id).await.lines[0].back.expected, q(7));
        let lines = vec![
            (line, Disposition::Restocked, q(2)),
            (line, Disposition::Damaged, q(1)),
            (line, Disposition::ToSupplier, q(1)),
            (line, Disposition::WrittenOff, q(2)),
        ];
        let request = AcceptReturn { id: it.id, lines, pays: PayBack::Later };
        let it = world.run(&here, async |tx| orders::accept_return(tx, request.clone()).await).await.unwrap();
        assert_eq!((it.worth.gross, it.lines[0].accepted), (pln(594), q(6)));
        assert_eq!(world.shelf(world.gdansk, world.socks).await, (4, 2), "two to sell, two set aside");
        let after = world.order(order.id).await;
        assert_eq!((after.lines[0].back.returned, after.lines[0].returnable()), (q(6), q(3)));

        let worn = world.open(&visitor(db), &opening(&world, &order, &[(0, 2)])).await.unwrap();
        let early =
            world.run(&here, async |tx| orders::reject_return(tx, worn.id, RefusalReason::Worn).await);
        assert_eq!(slug(early.await.unwrap_err()), "orders/wrong-return-state");
        world.receive(worn.id, world.gdansk).await.unwrap();
        for _ in 0..2 {
            let it = world
                .run(&here, async |tx| orders::reject_return(tx, worn.id, RefusalReason::Worn).await)
                .await
                .unwrap();
            assert_eq!((it.state, it.refusal), (ReturnState::Rejected, Some(RefusalReason::Worn)));
        }
        assert_eq!(world.facts("orders.return_rejected").await.len(), 1);
        assert_eq!(world.order(order.id).await.lines[0].returnable(), q(3), "free to be asked for again");
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn announced_goods_that_never_come_are_forgotten_by_the_clock() {
    each_database_with_clock(AREAS, async |db, clock| {
        let world = world(db).await;
        let order = bought_online(&world, &[(world.socks, 2)]).await;
        let kept = world.open(&visitor(db), &opening(&world, &order, &[(0, 1)])).await.unwrap();
        let proof = Proof::Phone("600100200".to_owned());
        let stranger = visitor(db);
        let wrong = world.run(&stranger, async |tx| orders::cancel_return(tx, kept.id, proof.clone()).await);
        assert_eq!(slug(wrong.await.unwrap_err()), "orders/wrong-proof");
        let owner = Proof::Email("anna@example.com".to_owned());
        for _ in 0..2 {
            let it = world
                .run(&visitor(db), async |tx| orders::cancel_return(tx, kept.id, owner.clone()).await)
                .await
                .unwrap();
            assert_eq!(it.state, ReturnState::Cancelled);
        }
        let lost = world.open(&visitor(db), &opening(&world, &order, &[(0, 2)])).await.unwrap();
        clock.wind_days(31);
        world.settle().await;
        let found = orders::find_return(&mut db.read().await.unwrap(), lost.id).await.unwrap();
        assert_eq!(found.state, ReturnState::Cancelled);
        assert_eq!(world.order(order.id).await.lines[0].returnable(), q(2));
        assert_eq!(world.facts("orders.return_cancelled").await.len(), 2);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_ask_at_once_no_unit_comes_back_twice() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let order = bought_online(&world, &[(world.socks, 5)]).await;
        let mut asking = Vec::new();
        for _ in 0..20 {
            let (world, order) = (world.clone(), order.clone());
            asking.push(tokio::spawn(async move {
                let request = opening(&world, &order, &[(0, 1)]);
                match world.open(&visitor(&world.db), &request).await {
                    Ok(it) => Some(it.id),
                    Err(error) => {
                        assert_eq!(slug(error), "orders/nothing-to-return");
                        None
                    }
                }
            }));
        }
        let mut opened = Vec::new();
        for it in asking {
            opened.extend(it.await.unwrap());
        }
        assert_eq!(opened.len(), 5);
        // The same one, accepted by two clerks at once, is accepted once.
        world.receive(opened[0], world.gdansk).await.unwrap();
        let it = orders::find_return(&mut db.read().await.unwrap(), opened[0]).await.unwrap();
        let clerks: Vec<_> = (0..4)
            .map(|_| {
                let (world, it) = (world.clone(), it.clone());
                tokio::spawn(async move { world.accept(&it, Disposition::Restocked, PayBack::Here).await })
            })
            .collect();
        for clerk in clerks {
            assert_eq!(clerk.await.unwrap().unwrap().refund, pln(99));
        }
        assert_eq!(world.shelf(world.gdansk, world.socks).await, (1, 0));
        assert_eq!(world.facts("orders.returned").await.len(), 1);
        world.assert_clean().await;
    })
    .await;
}

/// Two stores, money on pickup: what was paid in the first goes back, what waits in the second is still to be paid there.
#[tokio::test(flavor = "multi_thread")]
async fn a_return_before_the_rest_is_collected_leaves_the_rest_to_be_paid() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 1).await;
        world.stock(world.gdansk, world.shirt, 1).await;
        let basket = world.basket(&[(world.jacket, 1), (world.shirt, 1)]).await;
        let mut request = world.pickup(basket, world.krakow);
        let content = {
            let mut read = db.read().await.unwrap();
            orders::basket(&mut read, basket).await.unwrap()
        };
        let line = |variant| content.lines.iter().find(|it| it.variant == variant).unwrap().id;
        request.deliveries = vec![
            orders::Delivery {
                mode: orders::DeliveryMode::Pickup { location: world.gdansk },
                lines: Some(vec![(line(world.shirt), q(1))]),
            },
            orders::Delivery { mode: orders::DeliveryMode::Pickup { location: world.krakow }, lines: None },
        ];
        let order = world.place(&request).await.unwrap();
        let hand = async |at: LocationId, amount: i64| {
            let it = order.fulfilments.iter().find(|it| it.location == at).unwrap();
            let (fulfilment, tenders) = (it.id, vec![card(db, amount)]);
            let hand = HandOver::whole(fulfilment, Proof::Staff, tenders, None);
            world.run(&staff(db, &[at]), async |tx| orders::hand_over(tx, hand.clone()).await).await.unwrap()
        };
        hand(world.krakow, 12_300).await;
        let jacket = order.lines.iter().position(|it| it.variant == world.jacket).unwrap();
        let it = world.bring(&order, &[(jacket, 1)], world.krakow).await;
        assert_eq!(it.refund, pln(12_300));
        assert_eq!(world.order(order.id).await.payment, PaymentState::DueAtPickup);
        world.assert_clean().await;
        let receipt = hand(world.gdansk, 9_999).await;
        assert_eq!(receipt.total, pln(9_999));
        world.settle().await;
        let done = world.order(order.id).await;
        assert_eq!(done.owed(), pln(9_999));
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hygiene_goods_do_not_come_back_for_a_change_of_mind() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let order = bought_online(&world, &[(world.socks, 1), (world.shirt, 1)]).await;
        let market = kernel::MarketCode::new("pl").unwrap();
        world
            .run(&Actor::System, async |tx| {
                let category = catalog::SaveCategory {
                    key: "underwear".to_owned(),
                    parent: None,
                    name: catalog::Text::same("Underwear"),
                    about: catalog::Text::default(),
                    position: 1,
                };
                catalog::save_category(tx, category).await?;
                let text = catalog::ProductText { name: "socks".to_owned(), ..Default::default() };
                let wanted = catalog::SaveProduct {
                    key: "socks".to_owned(),
                    status: catalog::Status::Published,
                    texts: [("pl".to_owned(), text)].into(),
                    categories: vec!["underwear".to_owned()],
                    variants: vec![catalog::SaveVariant::new(kernel::Sku::new("SOCKS").unwrap())],
                    ..catalog::SaveProduct::default()
                };
                catalog::save_product(tx, wanted).await?;
                let excluded = vec![orders::Exclusion {
                    category: "underwear".to_owned(),
                    reason: orders::ExclusionReason::Hygiene,
                }];
                let rules = ReturnPolicy { excluded, ..ReturnPolicy::usual(market.clone()) };
                orders::save_return_policy(tx, rules).await
            })
            .await
            .unwrap();
        let at = |variant| order.lines.iter().position(|it| it.variant == variant).unwrap();
        let socks = opening(&world, &order, &[(at(world.socks), 1)]);
        assert_eq!(slug(world.open(&visitor(db), &socks).await.unwrap_err()), "orders/not-returnable");
        let shirt = opening(&world, &order, &[(at(world.shirt), 1)]);
        assert!(world.open(&visitor(db), &shirt).await.is_ok());
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_lists_what_waits() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let order = bought_online(&world, &[(world.socks, 3)]).await;
        for _ in 0..3 {
            world.open(&visitor(db), &opening(&world, &order, &[(0, 1)])).await.unwrap();
        }
        let all = orders::returns_of(&mut db.read().await.unwrap(), order.id).await.unwrap();
        world.receive(all[0].id, world.gdansk).await.unwrap();
        let list = async |filter: orders::ReturnFilter, request: kernel::PageRequest| {
            orders::returns(&mut db.read().await.unwrap(), &filter, &request).await.unwrap()
        };
        let counted = |limit| kernel::PageRequest { limit: Some(limit), after: None, count: true };
        let page = list(orders::ReturnFilter::default(), counted(2)).await;
        assert_eq!((page.items.len(), page.count), (2, Some(3)));
        let rest = kernel::PageRequest { after: page.next.clone(), ..counted(2) };
        let rest = list(orders::ReturnFilter::default(), rest).await;
        assert_eq!((rest.items.len(), rest.next, rest.items[0].id), (1, None, all[0].id));
        let waiting = orders::ReturnFilter { state: Some(ReturnState::Received), ..Default::default() };
        assert_eq!(list(waiting, counted(9)).await.count, Some(1));
        let elsewhere = orders::ReturnFilter { scope: Some(vec![world.krakow]), ..Default::default() };
        assert_eq!(list(elsewhere, counted(9)).await.count, Some(2), "what came to Gdańsk is Gdańsk's");
        let person: Vec<PersonId> = order.person.into_iter().collect();
        let found = orders::find_for_return(&mut db.read().await.unwrap(), "anna@example.com").await.unwrap();
        assert_eq!((found.len(), found[0].person), (1, person.first().copied()));
    })
    .await;
}

/// Any sequence of sales, cancellations and partial returns, over mixed tenders and amounts that do not divide, ends as if
/// nothing had been bought: what is owed is zero, money and taxes to the grosz.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_comes_back_in_whatever_parts_it_ends_at_zero() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let mut dice = 20_261_120_u64;
        let mut roll = move |most: i64| {
            dice = dice.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            1 + (dice >> 33) as i64 % most
        };
        let (mut refunds, mut cancellations, mut returns) = (0, 0, 0);
        for round in 0..12 {
            let wanted = [(world.jacket, roll(3)), (world.shirt, roll(4)), (world.socks, roll(7))];
            for (variant, units) in wanted {
                world.stock(world.krakow, variant, units).await;
            }
            let order = match round % 3 {
                // Over the counter, in cash and by card.
                0 => {
                    let total: i64 =
                        wanted.iter().zip([12_300, 9_999, 99]).map(|((_, units), price)| units * price).sum();
                    let by_cash = roll(total - 1);
                    let lines = wanted.iter().map(|(variant, units)| SellLine {
                        id: kernel::LineId::fresh(now(db)),
                        variant: *variant,
                        quantity: q(*units),
                    });
                    let sale = Sell {
                        order: OrderId::fresh(now(db)),
                        till: None,
                        location: world.krakow,
                        channel: world.channel.clone(),
                        lines: lines.collect(),
                        person: None,
                        tenders: vec![cash(db, by_cash, by_cash), card(db, total - by_cash)],
                        lang: "pl".to_owned(),
                    };
                    let here = staff(db, &[world.krakow]);
                    world.run(&here, async |tx| orders::sell(tx, sale.clone()).await).await.unwrap().0
                }
                1 => bought_online(&world, &wanted).await,
                // One store rejects its part, which is a cancellation; the rest is collected.
                _ => {
                    world.stock(world.gdansk, world.socks, 2).await;
                    let basket = world.basket(&wanted).await;
                    let content = orders::basket(&mut db.read().await.unwrap(), basket).await.unwrap();
                    let socks = content.lines.iter().find(|it| it.variant == world.socks).unwrap();
                    let mut request = world.prepaid(basket, world.krakow);
                    request.deliveries.insert(
                        0,
                        orders::Delivery {
                            mode: orders::DeliveryMode::Pickup { location: world.gdansk },
                            lines: Some(vec![(socks.id, q(1))]),
                        },
                    );
                    let order = world.place(&request).await.unwrap();
                    let intent = world.intent(order.id).await;
                    let reference = format!("mov-{}", order.number);
                    world.provider_says(intent.id, TransactionKind::Captured, order.total, &reference).await;
                    let order = world.order(order.id).await;
                    let part = |at| order.fulfilments.iter().find(|it| it.location == at).unwrap().id;
                    let (there, here) = (part(world.gdansk), part(world.krakow));
                    world
                        .run(&staff(db, &[world.gdansk]), async |tx| {
                            orders::reject(tx, there, orders::RejectReason::NotFound).await
                        })
                        .await
                        .unwrap();
                    cancellations += 1;
                    let hand = HandOver::whole(here, Proof::Staff, vec![], None);
                    let clerk = staff(db, &[world.krakow]);
                    world.run(&clerk, async |tx| orders::hand_over(tx, hand.clone()).await).await.unwrap();
                    world.order(order.id).await
                }
            };
            let mut back = orders::Share { gross: pln(0), tax: pln(0) };
            loop {
                let now = world.order(order.id).await;
                let mut units = Vec::new();
                for (at, line) in now.lines.iter().enumerate() {
                    let left = line.returnable().get();
                    if left > 0 && (roll(3) > 1 || units.is_empty()) {
                        units.push((at, roll(left)));
                    }
                }
                if units.is_empty() {
                    break;
                }
                let place = if roll(2) == 1 { world.krakow } else { world.gdansk };
                let it = world.bring(&now, &units, place).await;
                back.gross.minor += it.worth.gross.minor;
                back.tax.minor += it.worth.tax.minor;
                returns += 1;
            }
            let done = world.order(order.id).await;
            let cancelled: i64 = done.lines.iter().map(|it| it.cancelled_value().minor).sum();
            assert_eq!(back.gross.minor + cancelled, done.total.minor);
            assert!(done.keeps_nothing() && done.owed().is_zero());
            assert_eq!(done.payment, PaymentState::Refunded);
            let taken = payments::tenders(&mut db.read().await.unwrap(), order.id).await.unwrap();
            let given = payments::refunds(&mut db.read().await.unwrap(), order.id).await.unwrap();
            for method in [Method::Cash, Method::Card, Method::Online] {
                let took: i64 = taken.iter().filter(|it| it.method == method).map(|it| it.amount.minor).sum();
                let intents: Vec<_> =
                    taken.iter().filter(|it| it.method == method).map(|it| it.intent).collect();
                let gave: i64 =
                    given.iter().filter(|it| intents.contains(&it.intent)).map(|it| it.amount.minor).sum();
                assert_eq!(took, gave, "each tender gets back what it brought");
            }
            refunds += given.len();
            world.assert_clean().await;
        }
        println!("{refunds} refunds, {returns} returns, {cancellations} cancellations");
        assert!(refunds > 0 && returns > 12 && cancellations > 0);
    })
    .await;
}
