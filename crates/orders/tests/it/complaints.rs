//! Complaints: a clock of fourteen days, an answer or none, and what is promised starts at once.

use kernel::{Actor, ComplaintId, Date};
use orders::{
    Answer, AnswerComplaint, Basis, Complaint, ComplaintFilter, ComplaintRefusal, ComplaintState, Demand,
    Disposition, OpenComplaint, Order, PaymentState, Proof, Remedy,
};
use testkit::{each_database, each_database_with_clock};

use crate::returns::{bought_online, clerk};
use crate::world::{AREAS, World, now, pln, q, slug, visitor, world};

fn asked(world: &World, order: &Order, units: i64, demand: Demand) -> OpenComplaint {
    let at = now(&world.db);
    OpenComplaint {
        id: ComplaintId::fresh(at),
        order: order.id,
        proof: Proof::Email("anna@example.com".to_owned()),
        line: order.lines[0].id,
        quantity: q(units),
        what: "The zip came off on the second day.".to_owned(),
        since: at.date_in(kernel::Tz::Europe__Warsaw),
        demand,
        amount: (demand == Demand::Reduction).then(|| pln(3_000)),
        photos: Vec::new(),
    }
}

impl World {
    pub async fn complain(&self, actor: &Actor, request: &OpenComplaint) -> Result<Complaint, orders::Error> {
        self.run(actor, async |tx| orders::open_complaint(tx, request.clone()).await).await
    }
    pub async fn answer(&self, it: &Complaint, answer: Answer) -> Result<Complaint, orders::Error> {
        let note = "We had a look at it together.".to_owned();
        let request = AnswerComplaint { id: it.id, answer, note };
        self.run(&Actor::System, async |tx| orders::answer_complaint(tx, request.clone()).await).await
    }
    async fn complaint(&self, id: ComplaintId) -> Complaint {
        orders::find_complaint(&mut self.db.read().await.unwrap(), id).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_the_price_goes_back_with_the_answer_and_the_rest_ends_at_zero() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let order = bought_online(&world, &[(world.jacket, 2)]).await;
        let request = asked(&world, &order, 1, Demand::Reduction);
        let stranger = OpenComplaint { proof: Proof::Number(order.number.clone()), ..request.clone() };
        assert_eq!(slug(world.complain(&visitor(db), &stranger).await.unwrap_err()), "orders/wrong-proof");
        let it = world.complain(&visitor(db), &request).await.unwrap();
        assert_eq!(world.complain(&visitor(db), &request).await.unwrap(), it, "sent twice, it is one");
        assert!(it.code.starts_with("C-") && it.code.len() == 11, "{}", it.code);
        let code = it.code.replace('-', "").to_lowercase();
        let mut read = db.read().await.unwrap();
        assert_eq!(orders::complaint_by_code(&mut read, &code).await.unwrap().id, it.id);
        let open = ComplaintFilter { state: Some(ComplaintState::Open) };
        let page = kernel::PageRequest { count: true, ..kernel::PageRequest::first(10) };
        let queue = orders::complaints(&mut read, &open, &page).await.unwrap();
        assert_eq!((queue.items.len(), queue.count), (1, Some(1)));
        drop(read);
        // The other piece may be complained about too, and no third one.
        let other = OpenComplaint { id: ComplaintId::fresh(now(db)), quantity: q(2), ..request.clone() };
        assert_eq!(
            slug(world.complain(&visitor(db), &other).await.unwrap_err()),
            "orders/nothing-to-complain"
        );

        let me = clerk(&world, world.krakow);
        let denied = AnswerComplaint { id: it.id, answer: Answer::Repair, note: String::new() };
        let denied = world.run(&me, async |tx| orders::answer_complaint(tx, denied.clone()).await).await;
        assert_eq!(slug(denied.unwrap_err()), "kernel/denied");
        let too_much = world.answer(&it, Answer::Reduce { amount: pln(12_301) }).await;
        assert_eq!(slug(too_much.unwrap_err()), "orders/invalid");
        let done = world.answer(&it, Answer::Reduce { amount: pln(2_000) }).await.unwrap();
        assert_eq!((done.state, done.remedy), (ComplaintState::Settled, Some(Remedy::Reduce)));
        assert_eq!(done.reduced.gross, pln(2_000));
        assert_eq!(done.reduced.tax, pln(374), "its share of the tax");
        assert_eq!(world.answer(&it, Answer::Reduce { amount: pln(2_000) }).await.unwrap(), done);
        assert_eq!(
            slug(world.answer(&it, Answer::Repair).await.unwrap_err()),
            "orders/wrong-complaint-state"
        );
        let after = world.order(order.id).await;
        assert_eq!((after.payment, after.owed()), (PaymentState::PartlyRefunded, pln(22_600)));
        world.bring(&after, &[(0, 1)], world.krakow).await;
        world.bring(&after, &[(0, 1)], world.krakow).await;
        let end = world.order(order.id).await;
        assert_eq!((end.payment, end.owed()), (PaymentState::Refunded, pln(0)));
        world.settle().await;
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_agrees_to_what_was_asked() {
    each_database_with_clock(AREAS, async |db, clock| {
        let world = world(db).await;
        let order = bought_online(&world, &[(world.jacket, 1)]).await;
        let buyer = Actor::Person(order.person.unwrap());
        let it = world.complain(&buyer, &asked(&world, &order, 1, Demand::Withdrawal)).await.unwrap();
        let zone = kernel::Tz::Europe__Warsaw;
        let today = now(db).date_in(zone);
        assert_eq!(it.answer_due_at.date_in(zone), today.plus_days(14));
        assert_eq!(
            it.answer_due_at.plus_millis(1).date_in(zone),
            today.plus_days(15),
            "to the end of the day"
        );
        world.settle().await;
        assert!(world.complaint(it.id).await.warned_at.is_none());
        clock.wind_days(12);
        world.settle().await;
        assert!(world.complaint(it.id).await.warned_at.is_some(), "some days before, somebody is reminded");
        assert_eq!(world.facts("orders.complaint_warned").await.len(), 1);
        clock.wind_days(4);
        world.settle().await;
        let it = world.complaint(it.id).await;
        assert_eq!((it.state, it.remedy), (ComplaintState::Agreed, Some(Remedy::Refund)));
        assert!(it.lapsed_at.is_some() && it.answered_at.is_some());
        let told = world.facts("orders.complaint_answered").await;
        assert_eq!((told.len(), told[0]["lapsed"].as_bool()), (1, Some(true)));
        let late = world.answer(&it, Answer::Refuse { reason: ComplaintRefusal::Wear }).await;
        assert_eq!(slug(late.unwrap_err()), "orders/wrong-complaint-state");

        // The goods come back by that right, whatever the policy says by now, and the complaint is settled with them.
        let back = orders::find_return(&mut db.read().await.unwrap(), it.back.unwrap()).await.unwrap();
        assert_eq!(back.basis, Basis::Complaint);
        let here = clerk(&world, world.gdansk);
        world
            .run(&here, async |tx| {
                let request = orders::ReceiveReturn { id: back.id, location: world.gdansk, lines: None };
                let came = orders::receive_return(tx, request).await?;
                let lines = vec![(came.lines[0].line, Disposition::Damaged, q(1))];
                let request = orders::AcceptReturn { id: back.id, lines, pays: orders::PayBack::Later };
                orders::accept_return(tx, request).await
            })
            .await
            .unwrap();
        world.settle().await;
        assert_eq!(world.complaint(it.id).await.state, ComplaintState::Settled);
        assert_eq!(world.order(order.id).await.payment, PaymentState::Refunded);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_stops_the_clock() {
    each_database_with_clock(AREAS, async |db, clock| {
        let world = world(db).await;
        let order = bought_online(&world, &[(world.jacket, 3)]).await;
        let buyer = Actor::Person(order.person.unwrap());
        let open = async |demand| world.complain(&buyer, &asked(&world, &order, 1, demand)).await.unwrap();
        let refused = open(Demand::Repair).await;
        let short = AnswerComplaint {
            id: refused.id,
            answer: Answer::Refuse { reason: ComplaintRefusal::Wear },
            note: "no".to_owned(),
        };
        let wordless =
            world.run(&Actor::System, async |tx| orders::answer_complaint(tx, short.clone()).await).await;
        assert_eq!(slug(wordless.unwrap_err()), "orders/invalid");
        let refused =
            world.answer(&refused, Answer::Refuse { reason: ComplaintRefusal::Wear }).await.unwrap();
        assert_eq!(refused.state, ComplaintState::Refused);
        let repair = world.answer(&open(Demand::Repair).await, Answer::Repair).await.unwrap();
        assert_eq!(repair.state, ComplaintState::Agreed);
        let mind = open(Demand::Replacement).await;
        for _ in 0..2 {
            let gone = world
                .run(&buyer, async |tx| orders::withdraw_complaint(tx, mind.id, Proof::Staff).await)
                .await
                .unwrap();
            assert_eq!(gone.state, ComplaintState::Withdrawn);
        }
        clock.wind_days(30);
        world.settle().await;
        assert_eq!(world.complaint(refused.id).await.state, ComplaintState::Refused);
        assert_eq!(world.complaint(mind.id).await.state, ComplaintState::Withdrawn);
        assert!(world.facts("orders.complaint_warned").await.is_empty());
        for _ in 0..2 {
            let done = world
                .run(&Actor::System, async |tx| orders::settle_complaint(tx, repair.id).await)
                .await
                .unwrap();
            assert_eq!(done.state, ComplaintState::Settled);
        }
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_names_pieces_a_day_and_a_sum_that_make_sense() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let order = bought_online(&world, &[(world.jacket, 1)]).await;
        let fine = asked(&world, &order, 1, Demand::Reduction);
        let today = fine.since;
        let wrong = [
            OpenComplaint { what: " x ".to_owned(), ..fine.clone() },
            OpenComplaint { since: today.plus_days(1), ..fine.clone() },
            OpenComplaint { since: Date::new(2020, 1, 1).unwrap(), ..fine.clone() },
            OpenComplaint { amount: None, ..fine.clone() },
            OpenComplaint { amount: Some(pln(12_301)), ..fine.clone() },
            OpenComplaint { demand: Demand::Repair, ..fine.clone() },
        ];
        for request in &wrong {
            let error = world.complain(&visitor(db), request).await.unwrap_err();
            assert_eq!(slug(error), "orders/invalid", "{request:?}");
        }
        assert!(world.complain(&visitor(db), &fine).await.is_ok());
    })
    .await;
}
