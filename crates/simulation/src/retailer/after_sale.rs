//! What happens after the sale: pieces called off, orders changed, goods that come back, are exchanged or complained about.

use kernel::{Actor, ChangeId, ComplaintId, LineId, Money, Page, PageRequest, Problem, Quantity, ReturnId};
use orders::{
    AcceptReturn, Answer, AnswerComplaint, BackLine, CancelReason, Change, ChangeOrder, Complaint,
    ComplaintFilter, ComplaintRefusal, ComplaintState, Demand, Disposition, Exchange, ExchangeTo, Instead,
    Mode, OpenComplaint, OpenReturn, Order, PayBack, Pieces, Proof, ReceiveReturn, Return, ReturnFilter,
    ReturnReason, ReturnState, ReturnWay,
};

use super::{Stop, World, ZONE};

impl World {
    /// A line of an order of which something is left, and how many of it are meant.
    fn a_part(&mut self, order: &Order, left: impl Fn(&orders::Line) -> i64) -> Option<(LineId, Quantity)> {
        let fits: Vec<_> = order.lines.iter().filter(|line| left(line) > 0).collect();
        if fits.is_empty() {
            return None;
        }
        let line = fits[self.rng.usize(..fits.len())];
        Some((line.id, Quantity::positive(self.rng.i64(1..=left(line)))?))
    }

    pub(super) async fn cancel_a_part(&mut self) -> Result<bool, Stop> {
        let pieces = |order: &Order| order.lines.iter().map(|line| line.open.get()).sum::<i64>();
        let Some(order) = self.an_order(|order| order.is_open() && pieces(order) > 1).await? else {
            return Ok(false);
        };
        let Some((line, _)) = self.a_part(&order, |line| line.open.get()) else { return Ok(false) };
        let lines = vec![Pieces { line, quantity: Quantity::positive(1).expect("one") }];
        self.change(&order, Change::Cancel { lines, reason: CancelReason::Customer }).await
    }

    pub(super) async fn change_an_order(&mut self) -> Result<bool, Stop> {
        let Some(order) = self.an_order(Order::is_open).await? else { return Ok(false) };
        let ships = order.live().any(|it| it.mode == Mode::Ship);
        let change = match self.rng.u8(0..3) {
            0 if ships => Change::Address { address: self.an_address() },
            0 | 1 => Change::Store { location: self.a_store() },
            _ => {
                let Some((line, _)) = self.a_part(&order, |line| line.open.get()) else { return Ok(false) };
                let now = order.line(line).map_or(0, |it| it.quantity.get() - it.cancelled.get());
                let quantity = Quantity::new(now + self.rng.choice([-1, 1]).expect("two"));
                Change::Quantity { line, quantity: quantity.expect("at least none") }
            }
        };
        self.change(&order, change).await
    }

    /// Looked at first: what is shown is what happens.
    async fn change(&mut self, order: &Order, change: Change) -> Result<bool, Stop> {
        let (id, version) = (ChangeId::fresh(self.now()), order.version);
        let seen =
            self.work(&Actor::System, async |tx| orders::preview_change(tx, order.id, &change).await).await?;
        let request = ChangeOrder { id, order: order.id, version, change: change.clone() };
        let done =
            self.work(&Actor::System, async |tx| orders::change_order(tx, request.clone()).await).await?;
        if let (Some(orders::Preview::Possible(seen)), Some(done)) = (&seen, &done)
            && (seen.difference, seen.refund, seen.due) != (done.difference, done.refund, done.due)
        {
            return Err(self.unexpected_text(format!("{}: a change was shown otherwise", order.number)));
        }
        Ok(done.is_some())
    }

    pub(super) async fn announce_return(&mut self) -> Result<bool, Stop> {
        let has = |order: &Order| order.lines.iter().any(|line| !line.returnable().is_zero());
        let Some(order) = self.an_order(has).await? else { return Ok(false) };
        let Some((line, quantity)) = self.a_part(&order, |line| line.returnable().get()) else {
            return Ok(false);
        };
        let reason = ReturnReason::ALL[self.rng.usize(..ReturnReason::ALL.len())];
        let request = OpenReturn {
            id: ReturnId::fresh(self.now()),
            order: order.id,
            proof: Proof::Staff,
            way: if self.rng.bool() { ReturnWay::Store } else { ReturnWay::Parcel },
            basis: None,
            lines: vec![BackLine { line, quantity, reason }],
        };
        let done =
            self.work(&Actor::System, async |tx| orders::open_return(tx, request.clone()).await).await?;
        Ok(done.is_some())
    }

    async fn a_return(&mut self, state: ReturnState) -> Result<Option<Return>, Stop> {
        let found = async {
            let mut read = self.db.read().await?;
            let filter = ReturnFilter { state: Some(state), ..ReturnFilter::default() };
            let page: Page<Return> = orders::returns(&mut read, &filter, &PageRequest::first(30)).await?;
            Ok::<_, Problem>(page.items)
        };
        let mut found = found.await.map_err(|problem| self.unexpected(problem))?;
        if found.is_empty() {
            return Ok(None);
        }
        Ok(Some(found.swap_remove(self.rng.usize(..found.len()))))
    }

    pub(super) async fn receive_return(&mut self) -> Result<bool, Stop> {
        let Some(it) = self.a_return(ReturnState::Expected).await? else { return Ok(false) };
        let request = ReceiveReturn { id: it.id, location: self.a_store(), lines: None };
        let done =
            self.work(&Actor::System, async |tx| orders::receive_return(tx, request.clone()).await).await?;
        Ok(done.is_some())
    }

    /// What becomes of each line that came.
    fn put_away(&mut self, it: &Return) -> Vec<(LineId, Disposition, Quantity)> {
        let came = it.lines.iter().filter(|line| !line.received.is_zero());
        let what = |dice: &mut fastrand::Rng| Disposition::ALL[dice.usize(..Disposition::ALL.len())];
        came.map(|line| (line.line, what(&mut self.rng), line.received)).collect()
    }

    pub(super) async fn accept_return(&mut self) -> Result<bool, Stop> {
        let Some(it) = self.a_return(ReturnState::Received).await? else { return Ok(false) };
        let pays = if self.rng.bool() { PayBack::Here } else { PayBack::Later };
        let request = AcceptReturn { id: it.id, lines: self.put_away(&it), pays };
        let done =
            self.work(&Actor::System, async |tx| orders::accept_return(tx, request.clone()).await).await?;
        Ok(done.is_some())
    }

    pub(super) async fn exchange(&mut self) -> Result<bool, Stop> {
        let Some(it) = self.a_return(ReturnState::Received).await? else { return Ok(false) };
        let lines = self.put_away(&it);
        let mut instead = Vec::new();
        for (line, _, quantity) in &lines {
            instead.push(Instead { line: *line, variant: self.a_variant(), quantity: *quantity });
        }
        let here = it.location.filter(|at| self.places.iter().any(|place| place.id == *at));
        let to = match self.rng.u8(0..3) {
            0 => ExchangeTo::Send(self.an_address()),
            1 => ExchangeTo::Collect(self.a_store()),
            _ => ExchangeTo::Collect(here.unwrap_or_else(|| self.a_store())),
        };
        let id = ChangeId::fresh(self.now());
        let request = Exchange { id, of: it.id, lines, instead, to, pays: PayBack::Here };
        let done = self.work(&Actor::System, async |tx| orders::exchange(tx, request.clone()).await).await?;
        Ok(done.is_some())
    }

    pub(super) async fn complain(&mut self) -> Result<bool, Stop> {
        let kept = |line: &orders::Line| line.fulfilled.get() - line.back.returned.get();
        let Some(order) = self.an_order(|order| order.lines.iter().any(|line| kept(line) > 0)).await? else {
            return Ok(false);
        };
        let Some((line, _)) = self.a_part(&order, kept) else { return Ok(false) };
        let one = Quantity::positive(1).expect("one");
        let worth = order.line(line).map_or(0, |it| it.kept_value().gross.minor / kept(it).max(1));
        let demand = Demand::ALL[self.rng.usize(..Demand::ALL.len())];
        let amount = (demand == Demand::Reduction).then(|| Money::new((worth / 3).max(1), order.currency));
        let request = OpenComplaint {
            id: ComplaintId::fresh(self.now()),
            order: order.id,
            proof: Proof::Staff,
            line,
            quantity: one,
            what: "Szew puścił po pierwszym praniu.".to_owned(),
            since: self.now().date_in(ZONE),
            demand,
            amount,
            photos: Vec::new(),
        };
        let done =
            self.work(&Actor::System, async |tx| orders::open_complaint(tx, request.clone()).await).await?;
        Ok(done.is_some())
    }

    /// Some get their answer; the law answers the others.
    pub(super) async fn answer_complaint(&mut self) -> Result<bool, Stop> {
        let found = async {
            let mut read = self.db.read().await?;
            let filter = ComplaintFilter { state: Some(ComplaintState::Open) };
            let page: Page<Complaint> =
                orders::complaints(&mut read, &filter, &PageRequest::first(10)).await?;
            Ok::<_, Problem>(page.items)
        };
        let found = found.await.map_err(|problem| self.unexpected(problem))?;
        let Some(it) = found.first() else { return Ok(false) };
        let answer = match (self.rng.u8(0..4), it.amount) {
            (0, _) => Answer::Refuse { reason: ComplaintRefusal::Wear },
            (_, Some(amount)) => Answer::Reduce { amount },
            (1, None) => Answer::Repair,
            (2, None) => Answer::Replace,
            (_, None) => Answer::Refund,
        };
        let note = "Obejrzeliśmy to razem w sklepie.".to_owned();
        let request = AnswerComplaint { id: it.id, answer, note };
        let done =
            self.work(&Actor::System, async |tx| orders::answer_complaint(tx, request.clone()).await).await?;
        Ok(done.is_some())
    }
}
