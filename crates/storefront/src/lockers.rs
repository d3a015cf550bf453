//! Delivery as the market offers it: the courier and the parcel lockers of the checkout.

use inventory::Address;
use kernel::Problem;
use orders::{DeliveryMode, SendTo};
use shipping::{Kind, Service};
use ui::{Form, Words};

use crate::State;
use crate::shopper::Shopper;

/// How many lockers are shown.
const NEAREST: usize = 6;
/// Beyond that a locker is in another town: only shown if there is none nearer.
const NEARBY_M: f64 = 30_000.0;

/// The services that the checkout offers: the first of each kind. Without any, parcels go as the market's policy says.
#[derive(Default)]
pub struct Offered {
    pub courier: Option<Service>,
    pub locker: Option<Service>,
}
impl Offered {
    pub async fn of(state: &State) -> Result<Self, Problem> {
        let reference = state.reference().await?;
        let mut all = shipping::services(&mut state.db.read().await?, &reference.market.code).await?;
        let mut first = |kind| all.iter().position(|it| it.kind == kind).map(|at| all.remove(at));
        Ok(Self { courier: first(Kind::Courier), locker: first(Kind::Locker) })
    }
    pub fn by_courier(&self, address: Address) -> DeliveryMode {
        match &self.courier {
            Some(it) => DeliveryMode::Send { service: it.code.clone(), to: SendTo::Door(address) },
            None => DeliveryMode::Ship { address },
        }
    }
}

pub struct LockerLine {
    pub code: String,
    pub name: String,
    pub street: String,
    pub hint: String,
    pub distance: String,
    pub is_on: bool,
}

/// The lockers nearest to where the shopper is, else to the store they shop at; empty if neither is known.
pub async fn near(
    state: &State,
    shopper: &Shopper,
    service: Option<&Service>,
    form: &Form,
    w: &Words,
) -> Result<Vec<LockerLine>, Problem> {
    let Some(service) = service else { return Ok(Vec::new()) };
    let places = inventory::places(&state.db).await?;
    let store = shopper.store.as_deref().and_then(|code| places.by_code(code));
    let here = shopper.place.as_ref().map(|it| it.point).or(store.and_then(|it| it.location.point));
    let Some(here) = here else { return Ok(Vec::new()) };
    let mut read = state.db.read().await?;
    let mut found = shipping::points_near(&mut read, &service.carrier, here, NEAREST).await?;
    let near = found.iter().filter(|(_, distance)| *distance <= NEARBY_M).count();
    found.truncate(if near > 0 { near } else { NEAREST });
    let lines = found.into_iter().map(|(it, distance)| LockerLine {
        is_on: form.is("locker", &it.code),
        code: it.code,
        name: it.name,
        street: format!("{}, {} {}", it.address.street, it.address.postcode, it.address.city),
        hint: it.hint,
        distance: w.distance(distance),
    });
    let mut lines: Vec<LockerLine> = lines.collect();
    if lines.iter().all(|it| !it.is_on)
        && let Some(first) = lines.first_mut()
    {
        first.is_on = true;
    }
    Ok(lines)
}

/// The locker that was chosen, if it is one of the carrier's and open.
pub async fn chosen(
    state: &State,
    service: Option<&Service>,
    form: &mut Form,
    w: &Words,
) -> Result<Option<DeliveryMode>, Problem> {
    let Some(service) = service else {
        form.fail("delivery", w.t("wrong-delivery"));
        return Ok(None);
    };
    let code = form.value("locker").to_owned();
    let known = shipping::point(&mut state.db.read().await?, &service.carrier, &code).await;
    match known {
        Ok(point) => {
            Ok(Some(DeliveryMode::Send { service: service.code.clone(), to: SendTo::Point(point.code) }))
        }
        Err(shipping::Error::UnknownPoint(_)) => {
            form.fail("locker", w.t("wrong-locker"));
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}
