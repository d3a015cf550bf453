//! How the parcels of an order travel: by which service, to the door or to a locker.

use inventory::Address;
use kernel::{MarketCode, Money, OrderId, Query, Tx, args};
use shipping::{Kind, Service, ServiceState};

use crate::{Delivery, DeliveryMode, Error, Policy};

/// Where a parcel goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendTo {
    Door(Address),
    /// The code of a locker of the service's carrier.
    Point(String),
}

/// What the shopper chose. All parcels of an order travel alike, wherever they leave from.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Way {
    pub service: String,
    pub kind: Kind,
    pub point: Option<String>,
    pub point_name: Option<String>,
}

/// What decides the price of the delivery.
#[derive(Clone, Copy)]
pub(crate) enum Tariff<'a> {
    Policy(&'a Policy),
    Service(&'a Service),
}
impl Tariff<'_> {
    pub fn fee(self, goods: Money) -> Money {
        match self {
            Tariff::Policy(it) => it.fee(goods),
            Tariff::Service(it) => it.price(goods),
        }
    }
}

/// Where everything goes, in addresses, and the way that was chosen for it. Refused for two ways in one order.
pub(crate) async fn resolve(
    tx: &mut Tx,
    market: &MarketCode,
    deliveries: &[Delivery],
) -> Result<(Vec<Delivery>, Option<(Way, Service)>), Error> {
    let mut chosen: Option<(Way, Service)> = None;
    let mut plain = Vec::with_capacity(deliveries.len());
    for delivery in deliveries {
        let DeliveryMode::Send { service, to } = &delivery.mode else {
            plain.push(delivery.clone());
            continue;
        };
        let service = shipping::service(tx, market, service).await?;
        if service.state != ServiceState::Offered {
            return Err(shipping::Error::UnknownService(service.code).into());
        }
        let (address, point) = match (service.kind, to) {
            (Kind::Courier, SendTo::Door(address)) => (address.clone(), None),
            (Kind::Locker, SendTo::Point(code)) => {
                let point = shipping::point(tx, &service.carrier, code).await?;
                (point.address.clone(), Some(point))
            }
            (Kind::Courier, SendTo::Point(_)) => {
                return Err(Error::invalid("/deliveries", "a courier goes to an address"));
            }
            (Kind::Locker, SendTo::Door(_)) => {
                return Err(Error::invalid("/deliveries", "this service goes to a locker"));
            }
        };
        let way = Way {
            service: service.code.clone(),
            kind: service.kind,
            point: point.as_ref().map(|it| it.code.clone()),
            point_name: point.map(|it| it.name),
        };
        if chosen.as_ref().is_some_and(|(known, _)| *known != way) {
            return Err(Error::invalid("/deliveries", "the parcels of an order travel the same way"));
        }
        chosen = Some((way, service));
        plain.push(Delivery { mode: DeliveryMode::Ship { address }, lines: delivery.lines.clone() });
    }
    let plainly = deliveries.iter().any(|it| matches!(it.mode, DeliveryMode::Ship { .. }));
    if plainly && chosen.is_some() {
        return Err(Error::invalid("/deliveries", "the parcels of an order travel the same way"));
    }
    Ok((plain, chosen))
}

pub(crate) async fn keep(tx: &mut Tx, order: OrderId, way: &Way) -> Result<(), Error> {
    tx.exec(
        "INSERT INTO orders_way (order_id, service, kind, point, point_name) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (order_id) DO NOTHING",
        args![order, way.service.clone(), way.kind, way.point.clone(), way.point_name.clone()],
    )
    .await?;
    Ok(())
}

/// `None`: the shopper chose no service, staff does.
pub async fn way(q: &mut impl Query, order: OrderId) -> Result<Option<Way>, Error> {
    let sql = "SELECT service, kind, point, point_name FROM orders_way WHERE order_id = $1";
    Ok(q.maybe(sql, args![order]).await?)
}
