//! Money that is held first and taken when goods leave, through a provider that answers as it is told.

use std::sync::{Arc, Mutex};

use kernel::{Actor, Db, IntentId, Money, OrderId, PersonId, PostingId, Timestamp};
use orders::{
    AcceptReturn, BackLine, CancelReason, Disposition, ExceptionKind, HandOver, Life, OpenReturn, Order,
    PayAgain, PayBack, PayBy, PaymentState, Place, Proof, ReceiveReturn, RejectReason, ReturnReason,
    ReturnWay,
};
use payments::{
    Answer, CaptureAnswer, CaptureRequest, CaptureState, CreditCause, GrantCredit, Headers, Heard, Intent,
    Method, Outcome, Provider, ProviderError, ProviderEvent, Providers, RefundAnswer, RefundRequest,
    RefundState, Standing, Start, Started, State, TransactionKind,
};
use testkit::{each_database, each_database_with_clock};

use crate::world::{AREAS, World, now, online, pln, q, slug, staff, visitor, world};

/// What it does with the next capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Gives,
    Refuses,
    HoldsNothing,
}

struct Bank {
    mood: Mutex<Mood>,
    voided: Mutex<Vec<String>>,
}
fn ready<'a, T: Send + 'a>(answer: Result<T, ProviderError>) -> Answer<'a, T> {
    Box::pin(std::future::ready(answer))
}
impl Provider for Bank {
    fn name(&self) -> &str {
        "simpay"
    }
    fn start(&self, request: Start) -> Answer<'_, Started> {
        let provider_ref = format!("pay-{}", request.intent);
        ready(Ok(Started { redirect_url: format!("http://localhost/{provider_ref}"), provider_ref }))
    }
    fn verify<'a>(&'a self, _: &'a Headers, _: &'a str, _: Timestamp) -> Answer<'a, ProviderEvent> {
        ready(Err(ProviderError::Signature("it sends none".to_owned())))
    }
    fn capture(&self, request: CaptureRequest) -> Answer<'_, CaptureAnswer> {
        ready(match *self.mood.lock().unwrap() {
            Mood::Gives => Ok(CaptureAnswer { reference: format!("cap-{}", request.capture), is_done: true }),
            Mood::Refuses => Err(ProviderError::Refused("not today".to_owned())),
            Mood::HoldsNothing => Err(ProviderError::Expired("a week has gone".to_owned())),
        })
    }
    fn refund(&self, request: RefundRequest) -> Answer<'_, RefundAnswer> {
        ready(Ok(RefundAnswer { reference: format!("ref-{}", request.refund), is_done: true }))
    }
    fn void<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Standing> {
        self.voided.lock().unwrap().push(provider_ref.to_owned());
        self.query(provider_ref)
    }
    fn query<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Standing> {
        ready(Ok(Standing { provider_ref: provider_ref.to_owned(), events: Vec::new() }))
    }
}

struct Town {
    world: World,
    bank: Arc<Bank>,
    providers: Providers,
}
impl Town {
    async fn new(db: &Db) -> Self {
        let bank = Arc::new(Bank { mood: Mutex::new(Mood::Gives), voided: Mutex::default() });
        let providers = Providers::new([bank.clone() as Arc<dyn Provider>]);
        Self { world: world(db).await, bank, providers }
    }
    fn feels(&self, mood: Mood) {
        *self.bank.mood.lock().unwrap() = mood;
    }
    async fn settle(&self) {
        let workers = payments::workers(&self.providers);
        let consumers = [payments::consumer(), orders::consumer(), inventory::consumer()];
        kernel::settle(&self.world.db, &consumers, &workers).await.unwrap();
        let parked = kernel::parked(&mut self.world.db.read().await.unwrap()).await.unwrap();
        assert!(parked.is_empty(), "{parked:?}");
    }
    /// The shopper goes to the provider's page, and this comes of it.
    async fn says(&self, intent: &Intent, kind: TransactionKind, more: Option<Timestamp>) {
        let db = &self.world.db;
        let shopper = payments::Shopper {
            return_url: Some("http://localhost".to_owned()),
            ..payments::Shopper::default()
        };
        payments::start(db, &self.providers, &Actor::System, intent.id, shopper).await.unwrap();
        let outcome = Outcome {
            intent: intent.id,
            kind,
            reference: format!("{kind}-{}", intent.id),
            amount: intent.amount,
            happened_at: now(db),
        };
        let heard = Heard { expires_at: more, ..Heard::default() };
        let done = db.run(&Actor::System, async |tx| {
            payments::record_report(tx, outcome.clone(), heard.clone()).await
        });
        done.await.unwrap();
        self.settle().await;
    }
    async fn intents(&self, order: OrderId) -> Vec<Intent> {
        payments::intents(&mut self.world.db.read().await.unwrap(), order).await.unwrap()
    }
    /// A jacket from the warehouse and a shirt from Kraków, in two parcels, held on a card.
    async fn two_parcels(&self) -> Order {
        let world = &self.world;
        world.stock(world.warehouse, world.jacket, 1).await;
        world.stock(world.krakow, world.shirt, 1).await;
        let basket = world.basket(&[(world.jacket, 1), (world.shirt, 1)]).await;
        let order = world.place(&world.parcel(basket)).await.unwrap();
        assert_eq!(order.payment, PaymentState::Pending);
        self.says(&self.intents(order.id).await[0], TransactionKind::Authorised, None).await;
        let order = world.order(order.id).await;
        assert_eq!(order.payment, PaymentState::Authorised);
        order
    }
    async fn send(&self, order: &Order, at: usize) -> Result<(), orders::Error> {
        let (id, world) = (order.fulfilments[at].id, &self.world);
        let all = staff(&world.db, &[world.warehouse, world.krakow]);
        world.run(&all, async |tx| orders::ship(tx, id, None).await).await?;
        self.settle().await;
        Ok(())
    }
    async fn captures(&self, order: &Order) -> Vec<payments::Capture> {
        payments::captures(&mut self.world.db.read().await.unwrap(), order.id).await.unwrap()
    }
    /// Somebody who has so much store credit, and their basket.
    async fn rich(&self, minor: i64) -> PersonId {
        let world = &self.world;
        let told = customers::Recognise {
            email: Some(customers::Email::parse("anna@example.com").unwrap()),
            phone: None,
            name: None,
            visitor: None,
            channel: world.channel.clone(),
            evidence: customers::Evidence::Stated,
        };
        let gift = |person| GrantCredit {
            id: PostingId::fresh(now(&world.db)),
            person,
            amount: pln(minor),
            cause: CreditCause::Goodwill,
            order: None,
            reference: "case-1".to_owned(),
        };
        world
            .run(&Actor::System, async |tx| {
                let person = customers::recognise(tx, told.clone()).await?;
                payments::grant_credit(tx, gift(person)).await?;
                Ok(person)
            })
            .await
            .unwrap()
    }
    async fn credit(&self, person: PersonId) -> (i64, i64) {
        let mut read = self.world.db.read().await.unwrap();
        let it = payments::credit(&mut read, person, kernel::Currency::Pln).await.unwrap();
        (it.balance.minor, it.held.minor)
    }
    /// A parcel with the shirt, for somebody who signed in.
    async fn parcel_of(&self, person: PersonId, payments: Vec<PayBy>) -> Result<Order, orders::Error> {
        let world = &self.world;
        world.stock(world.warehouse, world.shirt, 1).await;
        let id = kernel::BasketId::fresh(now(&world.db));
        let me = Actor::Person(person);
        let (channel, shirt) = (world.channel.clone(), world.shirt);
        let request = Place { payments, ..world.parcel(id) };
        world
            .run(&me, async |tx| {
                let open = orders::OpenBasket { id, channel, person: Some(person), visitor: None };
                orders::open_basket(tx, open).await?;
                orders::set_quantity(tx, id, shirt, q(1)).await?;
                orders::place(tx, request).await
            })
            .await
    }
    async fn take_back(&self, order: &Order, line: usize, pays: PayBack) -> orders::Return {
        let world = &self.world;
        let id = kernel::ReturnId::fresh(now(&world.db));
        let (line, krakow) = (order.lines[line].id, world.krakow);
        let here = staff(&world.db, &[krakow]);
        world
            .run(&here, async |tx| {
                let lines = vec![BackLine { line, quantity: q(1), reason: ReturnReason::ChangedMind }];
                let open = OpenReturn {
                    id,
                    order: order.id,
                    proof: Proof::Staff,
                    way: ReturnWay::Store,
                    basis: None,
                    lines,
                };
                orders::open_return(tx, open).await?;
                orders::receive_return(tx, ReceiveReturn { id, location: krakow, lines: None }).await?;
                let lines = vec![(line, Disposition::Restocked, q(1))];
                orders::accept_return(tx, AcceptReturn { id, lines, pays }).await
            })
            .await
            .unwrap()
    }
    async fn open_exceptions(&self, order: &Order) -> Vec<(ExceptionKind, String)> {
        let mut read = self.world.db.read().await.unwrap();
        let all = orders::exceptions_of(&mut read, order.id).await.unwrap();
        all.into_iter().filter(|it| it.solved_at.is_none()).map(|it| (it.kind, it.detail)).collect()
    }
}

fn sum(parts: impl IntoIterator<Item = Money>) -> i64 {
    parts.into_iter().map(|it| it.minor).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_parcel_takes_its_own_money_and_the_last_one_all_that_is_owed() {
    each_database(AREAS, async |db| {
        let town = Town::new(db).await;
        let order = town.two_parcels().await;
        assert!(town.captures(&order).await.is_empty(), "nothing is taken before goods leave");
        town.send(&order, 0).await.unwrap();
        let first = town.captures(&order).await;
        assert_eq!((first.len(), first[0].state), (1, CaptureState::Done));
        assert_eq!(first[0].cause, order.fulfilments[0].id.to_string());
        assert_eq!(town.world.order(order.id).await.payment, PaymentState::Authorised);
        town.send(&order, 0).await.unwrap();
        town.send(&order, 1).await.unwrap();
        let all = town.captures(&order).await;
        assert_eq!((all.len(), sum(all.iter().map(|it| it.amount))), (2, order.total.minor));
        let done = town.world.order(order.id).await;
        assert_eq!((done.life, done.payment), (Life::Completed, PaymentState::Paid));
        assert_eq!(town.world.facts("orders.paid").await.len(), 1);
        town.world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_is_taken_at_once_is_not_asked_for_again() {
    each_database(AREAS, async |db| {
        let town = Town::new(db).await;
        let order = town.two_parcels().await;
        // A second thought: the shopper's bank reports the money as taken, as it does for a code.
        town.says(&town.intents(order.id).await[0], TransactionKind::Captured, None).await;
        assert_eq!(town.world.order(order.id).await.payment, PaymentState::Paid);
        town.send(&order, 0).await.unwrap();
        town.send(&order, 1).await.unwrap();
        assert!(town.captures(&order).await.is_empty());
        town.world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_that_nobody_has_are_never_paid_for() {
    each_database(AREAS, async |db| {
        let town = Town::new(db).await;
        let order = town.two_parcels().await;
        let all = staff(db, &[town.world.warehouse, town.world.krakow]);
        town.send(&order, 0).await.unwrap();
        let lost = order.fulfilments[1].id;
        town.world.run(&all, async |tx| orders::reject(tx, lost, RejectReason::Damaged).await).await.unwrap();
        town.settle().await;
        let done = town.world.order(order.id).await;
        assert_eq!((done.life, done.payment), (Life::Completed, PaymentState::Paid));
        let it = town.intents(order.id).await.remove(0);
        let lost_value = done.lines.iter().map(|line| line.cancelled_value().minor).sum::<i64>();
        assert_eq!((it.captured.minor, it.held().minor), (order.total.minor - lost_value, 0));
        assert_eq!((it.released.minor, it.granted.minor), (lost_value, 0), "let go, not refunded");
        assert_eq!(town.bank.voided.lock().unwrap().len(), 1);
        town.world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_called_off_before_anything_left_takes_nothing() {
    each_database(AREAS, async |db| {
        let town = Town::new(db).await;
        let order = town.two_parcels().await;
        town.world
            .run(&Actor::System, async |tx| orders::cancel(tx, order.id, CancelReason::Customer).await)
            .await
            .unwrap();
        town.settle().await;
        let gone = town.world.order(order.id).await;
        assert_eq!((gone.life, gone.payment), (Life::Cancelled, PaymentState::Unpaid));
        assert_eq!(town.intents(order.id).await[0].state, State::Voided);
        assert_eq!(town.bank.voided.lock().unwrap().len(), 1);
        town.world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_capture_waits_for_a_person_and_is_asked_for_again() {
    each_database(AREAS, async |db| {
        let town = Town::new(db).await;
        let order = town.two_parcels().await;
        town.feels(Mood::Refuses);
        town.send(&order, 0).await.unwrap();
        let now = town.world.order(order.id).await;
        assert_eq!((now.life, now.payment), (Life::Placed, PaymentState::Overdue));
        let waiting = [(ExceptionKind::Payment, "capture_refused".to_owned())];
        assert_eq!(town.open_exceptions(&order).await, waiting);
        assert_eq!(slug(town.send(&order, 1).await.unwrap_err()), "orders/not-paid", "no more goods leave");
        let again = async || {
            let done =
                town.world.run(&Actor::System, async |tx| orders::capture_again(tx, order.id).await).await;
            town.settle().await;
            done
        };
        again().await.unwrap();
        assert_eq!(town.world.order(order.id).await.payment, PaymentState::Overdue);
        town.feels(Mood::Gives);
        again().await.unwrap();
        assert_eq!(town.world.order(order.id).await.payment, PaymentState::Authorised);
        assert!(town.open_exceptions(&order).await.is_empty(), "solved by itself");
        assert_eq!(town.captures(&order).await.len(), 3);
        again().await.unwrap();
        town.send(&order, 1).await.unwrap();
        assert_eq!(town.world.order(order.id).await.payment, PaymentState::Paid);
        town.world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_that_left_are_paid_anew_when_nothing_is_held_any_more() {
    each_database(AREAS, async |db| {
        let town = Town::new(db).await;
        let order = town.two_parcels().await;
        town.send(&order, 0).await.unwrap();
        town.feels(Mood::HoldsNothing);
        town.send(&order, 1).await.unwrap();
        let now = town.world.order(order.id).await;
        assert_eq!((now.life, now.payment), (Life::Completed, PaymentState::Overdue));
        let again =
            town.world.run(&Actor::System, async |tx| orders::capture_again(tx, order.id).await).await;
        assert_eq!(slug(again.unwrap_err()), "orders/not-paid");
        town.feels(Mood::Gives);
        let request = PayAgain { order: order.id, intent: IntentId::fresh(db.now()), by: online() };
        let anew = town
            .world
            .run(&visitor(db), async |tx| orders::pay_again(tx, request.clone()).await)
            .await
            .unwrap();
        let missing = order.total.minor - town.intents(order.id).await[0].captured.minor;
        assert_eq!(anew.amount.minor, missing);
        town.says(&anew, TransactionKind::Authorised, None).await;
        assert_eq!(town.world.order(order.id).await.payment, PaymentState::Paid);
        assert!(town.open_exceptions(&order).await.is_empty());
        town.world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authorisation_that_runs_out_keeps_the_order_and_its_goods() {
    each_database_with_clock(AREAS, async |db, clock| {
        let town = Town::new(db).await;
        let world = &town.world;
        world.stock(world.krakow, world.jacket, 1).await;
        let basket = world.basket(&[(world.jacket, 1)]).await;
        let order = world.place(&world.prepaid(basket, world.krakow)).await.unwrap();
        let until = now(db).plus_days(1);
        let intent = town.intents(order.id).await.remove(0);
        town.says(&intent, TransactionKind::Authorised, Some(until)).await;
        clock.wind_minutes(25 * 60);
        town.settle().await;
        let short = world.order(order.id).await;
        assert_eq!((short.life, short.payment), (Life::Placed, PaymentState::Pending));
        assert_eq!(world.counters(world.krakow, world.jacket).await, (1, 1), "still promised");
        let waiting = town.open_exceptions(&order).await;
        assert!(
            waiting.contains(&(ExceptionKind::Payment, "authorisation_expired".to_owned())),
            "{waiting:?}"
        );
        let here = staff(db, &[world.krakow]);
        let hand = HandOver::whole(order.fulfilments[0].id, Proof::Staff, vec![], None);
        let fulfilment = order.fulfilments[0].id;
        world
            .run(&here, async |tx| {
                orders::pick(tx, fulfilment).await?;
                orders::stage(tx, fulfilment, None).await
            })
            .await
            .unwrap();
        let refused = world.run(&here, async |tx| orders::hand_over(tx, hand.clone()).await).await;
        assert_eq!(slug(refused.unwrap_err()), "orders/not-paid");
        let request = PayAgain { order: order.id, intent: IntentId::fresh(now(db)), by: online() };
        let anew =
            world.run(&visitor(db), async |tx| orders::pay_again(tx, request.clone()).await).await.unwrap();
        town.says(&anew, TransactionKind::Authorised, None).await;
        let receipt = world.run(&here, async |tx| orders::hand_over(tx, hand.clone()).await).await.unwrap();
        let printed: Vec<_> = receipt.tenders.iter().map(|it| (it.method, it.amount)).collect();
        assert_eq!(printed, [(Method::Online, pln(12_300))]);
        town.settle().await;
        let done = world.order(order.id).await;
        assert_eq!((done.life, done.payment), (Life::Completed, PaymentState::Paid));
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_that_come_back_are_refunded_while_others_are_still_to_leave() {
    each_database(AREAS, async |db| {
        let town = Town::new(db).await;
        let order = town.two_parcels().await;
        town.send(&order, 0).await.unwrap();
        let now = town.world.order(order.id).await;
        let sent = now.lines.iter().position(|line| !line.fulfilled.is_zero()).unwrap();
        let back = town.take_back(&now, sent, PayBack::Later).await;
        assert_eq!(back.refund, now.lines[sent].gross);
        town.settle().await;
        let refunds = payments::refunds(&mut db.read().await.unwrap(), order.id).await.unwrap();
        assert_eq!((refunds.len(), refunds[0].state), (1, RefundState::Done));
        assert_eq!(town.world.order(order.id).await.payment, PaymentState::Authorised);
        town.send(&order, 1).await.unwrap();
        let done = town.world.order(order.id).await;
        assert_eq!((done.life, done.payment), (Life::Completed, PaymentState::PartlyRefunded));
        town.world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn store_credit_pays_a_part_and_the_rest_comes_by_card() {
    each_database(AREAS, async |db| {
        let town = Town::new(db).await;
        let person = town.rich(4_000).await;
        let order = town.parcel_of(person, vec![PayBy::credit(pln(4_000)), online()]).await.unwrap();
        assert_eq!((order.payment, town.credit(person).await), (PaymentState::Pending, (4_000, 4_000)));
        let other = town.parcel_of(person, vec![PayBy::credit(pln(1)), online()]).await;
        assert_eq!(slug(other.unwrap_err()), "payments/not-enough-credit");
        let card = town.intents(order.id).await.into_iter().find(|it| it.method == Method::Online).unwrap();
        assert_eq!(card.amount.minor, order.total.minor - 4_000);
        town.says(&card, TransactionKind::Authorised, None).await;
        town.send(&order, 0).await.unwrap();
        assert_eq!(town.world.order(order.id).await.payment, PaymentState::Paid);
        assert_eq!(town.credit(person).await, (0, 0));
        let back = town.take_back(&town.world.order(order.id).await, 0, PayBack::Later).await;
        town.settle().await;
        // Every tender gives its share.
        let (credit, _) = town.credit(person).await;
        let share = 4_000 * back.refund.minor / order.total.minor;
        assert!((credit - share).abs() <= 1, "{credit} of {}", back.refund);
        town.world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn store_credit_alone_sets_the_order_going_and_is_free_again_when_it_is_called_off() {
    each_database(AREAS, async |db| {
        let town = Town::new(db).await;
        let person = town.rich(50_000).await;
        let whole =
            async || town.parcel_of(person, vec![PayBy { amount: None, ..PayBy::credit(pln(1)) }]).await;
        let order = whole().await.unwrap();
        assert_eq!(order.payment, PaymentState::Authorised);
        town.settle().await;
        let me = Actor::Person(person);
        town.world
            .run(&me, async |tx| orders::cancel(tx, order.id, CancelReason::Customer).await)
            .await
            .unwrap();
        assert_eq!(town.credit(person).await, (50_000, 0));
        let order = whole().await.unwrap();
        town.send(&order, 0).await.unwrap();
        assert_eq!(town.credit(person).await, (50_000 - order.total.minor, 0));
        assert_eq!(town.world.order(order.id).await.payment, PaymentState::Paid);
        // Whoever merely gives an e-mail address is not let at somebody's credit.
        let basket = town.world.basket(&[(town.world.shirt, 1)]).await;
        let stranger = Place { payments: vec![PayBy::credit(pln(1)), online()], ..town.world.parcel(basket) };
        assert_eq!(slug(town.world.place(&stranger).await.unwrap_err()), "payments/credit-needs-person");
        town.world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_agrees_gets_the_refund_as_store_credit() {
    each_database(AREAS, async |db| {
        let town = Town::new(db).await;
        let order = town.two_parcels().await;
        town.send(&order, 0).await.unwrap();
        town.send(&order, 1).await.unwrap();
        let done = town.world.order(order.id).await;
        let back = town.take_back(&done, 0, PayBack::Credit).await;
        assert!(back.refunded_at.is_some(), "there in the same moment");
        assert_eq!(town.credit(order.person.unwrap()).await, (back.refund.minor, 0));
        town.settle().await;
        assert_eq!(town.world.order(order.id).await.payment, PaymentState::PartlyRefunded);
        town.world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_cards_for_one_order_are_not_both_kept() {
    each_database(AREAS, async |db| {
        let town = Town::new(db).await;
        let world = &town.world;
        world.stock(world.warehouse, world.jacket, 1).await;
        let basket = world.basket(&[(world.jacket, 1)]).await;
        let order = world.place(&world.parcel(basket)).await.unwrap();
        let first = town.intents(order.id).await.remove(0);
        town.says(&first, TransactionKind::Failed, None).await;
        let request = PayAgain { order: order.id, intent: IntentId::fresh(now(db)), by: online() };
        let second =
            world.run(&visitor(db), async |tx| orders::pay_again(tx, request.clone()).await).await.unwrap();
        town.says(&second, TransactionKind::Authorised, None).await;
        // The bank of the first one changes its mind.
        let outcome = Outcome {
            intent: first.id,
            kind: TransactionKind::Authorised,
            reference: "late".to_owned(),
            amount: first.amount,
            happened_at: now(db),
        };
        let heard = db.run(&Actor::System, async |tx| payments::record_outcome(tx, outcome.clone()).await);
        heard.await.unwrap();
        town.settle().await;
        let held: i64 = town.intents(order.id).await.iter().map(|it| it.held().minor).sum();
        assert_eq!(held, order.total.minor);
        assert_eq!(town.bank.voided.lock().unwrap().len(), 1);
        assert_eq!(world.order(order.id).await.payment, PaymentState::Authorised);
        world.assert_clean().await;
    })
    .await;
}
