//! What an order can do here: be collected, be sent, be paid for online. Only what can be done is offered.

use inventory::Capability;
use kernel::Problem;

use crate::State;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ways {
    /// Some store hands over orders; they can be paid for there.
    pub collect: bool,
    /// Parcels leave from somewhere, and there is a way to pay for them: nobody collects money at the door.
    pub ship: bool,
    pub pay_online: bool,
}

impl Ways {
    pub async fn of(state: &State) -> Result<Self, Problem> {
        let places = inventory::places(&state.db).await?;
        let pay_online = state.provider.is_some();
        Ok(Self {
            collect: crate::stores::shops(&places).iter().any(|it| it.location.can(Capability::Pickup)),
            ship: pay_online && places.iter().any(|it| it.location.can(Capability::Ship)),
            pay_online,
        })
    }
    /// Without one of these there is nothing to order.
    pub fn any(&self) -> bool {
        self.collect || self.ship
    }
}
