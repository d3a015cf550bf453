//! What happens at the packing tables, and what the carrier's books say in the end.

use kernel::{Actor, Currency, MarketCode, Money, Problem, ShipmentId};
use orders::{Delivery, DeliveryMode, FulfilmentState, Mode, Pack, SendTo};
use shipping::{Kind, Service, ServiceState, Shipment, Size, State};

use super::truck::{self, LOCKER, NAME};
use super::{Stop, World};

impl World {
    /// A courier and a locker, for whoever wants them.
    pub(super) async fn open_depot(&mut self) -> Result<(), Stop> {
        let service = |code: &str, kind, fee| Service {
            market: MarketCode::new("pl").expect("a code"),
            code: code.to_owned(),
            carrier: NAME.to_owned(),
            kind,
            name: catalog::Text::same(code),
            fee: Money::new(fee, Currency::Pln),
            free_from: Some(Money::new(40_000, Currency::Pln)),
            position: 1,
            state: ServiceState::Offered,
        };
        self.work(&Actor::System, async |tx| {
            shipping::save_service(tx, service("courier", Kind::Courier, 1_499)).await?;
            shipping::save_service(tx, service("locker", Kind::Locker, 999)).await?;
            shipping::store_points(tx, NAME, &[truck::locker()]).await
        })
        .await?;
        Ok(())
    }

    pub(super) async fn order_to_locker(&mut self) -> Result<bool, Stop> {
        let (lines, by) = (self.wishes(), self.online());
        let to = SendTo::Point(LOCKER.to_owned());
        let mode = DeliveryMode::Send { service: "locker".to_owned(), to };
        self.order(lines, vec![Delivery { mode, lines: None }], by).await
    }

    /// What lies picked is packed; if nothing does, somebody picks first.
    pub(super) async fn pack(&mut self) -> Result<bool, Stop> {
        let picked = self.work_of(&[FulfilmentState::Picked], |it| it.mode == Mode::Ship).await?;
        let item = match picked {
            Some(item) => item,
            None => {
                let open = self.work_of(&[FulfilmentState::Open], |it| it.mode == Mode::Ship).await?;
                let Some(item) = open else { return Ok(false) };
                let id = item.fulfilment;
                if self.work(&Actor::System, async |tx| orders::pick(tx, id).await).await?.is_none() {
                    return Ok(false);
                }
                item
            }
        };
        let read = async {
            let mut read = self.db.read().await?;
            orders::way(&mut read, item.order).await
        };
        let way = read.await.map_err(|error| self.unexpected(Problem::from(error)))?;
        let size = Size::ALL[self.rng.usize(..Size::ALL.len())];
        let request = Pack {
            shipment: ShipmentId::fresh(self.now()),
            fulfilment: item.fulfilment,
            service: way.is_none().then(|| "courier".to_owned()),
            point: None,
            parcels: vec![shipping::Parcel::of(size, self.rng.i64(200..9_000))],
        };
        let done = self.work(&Actor::System, async |tx| orders::pack(tx, request.clone()).await).await?;
        Ok(done.is_some())
    }

    /// What the carrier did not do is asked for again; or the parcel is opened.
    pub(super) async fn help_parcel(&mut self, unpack: bool) -> Result<bool, Stop> {
        let wanted = |it: &Shipment| match unpack {
            true => matches!(it.state, State::Requested | State::Labelled | State::Failed),
            false => it.state == State::Failed,
        };
        let read = async {
            let mut read = self.db.read().await?;
            let mut picked = Vec::new();
            for place in &self.places {
                let all = orders::queue(&mut read, place.id, &[FulfilmentState::Picked]).await?;
                picked.extend(
                    all.iter().filter(|it| it.mode == Mode::Ship).map(|it| (it.order, it.fulfilment)),
                );
            }
            Ok::<_, Problem>(shipping::of_fulfilments(&mut read, &picked).await?)
        };
        let all = read.await.map_err(|problem| self.unexpected(problem))?;
        // What was packed for another carrier since is nobody's trouble any more.
        let is_last = |it: &Shipment| all.iter().rfind(|other| other.fulfilment == it.fulfilment) == Some(it);
        let fitting: Vec<ShipmentId> =
            all.iter().filter(|it| wanted(it) && is_last(it)).map(|it| it.id).collect();
        if fitting.is_empty() {
            return Ok(false);
        }
        let id = fitting[self.rng.usize(..fitting.len())];
        let done = self
            .work(&Actor::System, async |tx| match unpack {
                true => orders::unpack(tx, id).await,
                false => orders::pack_again(tx, id).await,
            })
            .await?;
        Ok(done.is_some())
    }

    /// What the carrier did is what we have noted, parcel by parcel.
    pub(super) async fn hold_against_the_truck(&mut self) -> Result<(), Stop> {
        for parcel in self.truck.parcels() {
            let Some(end) = parcel.end else { continue };
            let ours = async {
                let mut read = self.db.read().await?;
                shipping::shipment(&mut read, parcel.shipment).await
            };
            let ours = ours.await.map_err(|error| self.unexpected(Problem::from(error)))?;
            if ours.state != end {
                let what = format!("{}: the carrier says {end}, we noted {}", parcel.shipment, ours.state);
                return Err(self.unexpected_text(what));
            }
        }
        Ok(())
    }
}
