//! Who does something, and what they may do. Channels find out who it is; verbs ask whether they may.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::{ApiKeyId, LocationId, PersonId, StaffId, VisitorId};

crate::text_enum! {
    /// What a verb may ask for. Roles and API keys are sets of these.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Capability {
        ManageCatalog = "catalog.manage",
        ManagePrices = "prices.manage",
        ManageLocations = "locations.manage",
        ReadStock = "stock.read",
        AdjustStock = "stock.adjust",
        ReserveStock = "stock.reserve",
        ReadOrders = "orders.read",
        ManageOrders = "orders.manage",
        /// Pick, stage, hand over, ship.
        FulfilOrders = "orders.fulfil",
        /// Ring up a sale at a till.
        Sell = "till.sell",
        TakePayments = "payments.take",
        ReadPeople = "people.read",
        ManagePeople = "people.manage",
        ManageLoyalty = "loyalty.manage",
        ManageAccess = "access.manage",
        ManageSettings = "settings.manage",
        ReadEvents = "events.read",
        /// What any shopper may do; the whole right of a publishable key.
        Shop = "shop",
    }
}

/// Where somebody's capabilities hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Locations {
    All,
    Only(BTreeSet<LocationId>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grants {
    pub capabilities: BTreeSet<Capability>,
    pub locations: Locations,
}

/// Who stands behind a unit of work. Events and audit rows carry it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Handlers, timers, jobs and the operator's own commands: may do everything.
    System,
    /// Somebody whose name we do not know yet.
    Visitor(VisitorId),
    /// A shopper who signed in.
    Person(PersonId),
    Staff(StaffId, Arc<Grants>),
    Key(ApiKeyId, Arc<Grants>),
}

/// The place a verb asks about. `None::<LocationId>` and [`Everywhere`] mean: not bound to a place.
#[derive(Debug, Clone, Copy)]
pub struct Everywhere;
#[derive(Debug, Clone, Copy)]
pub struct Scope(Option<LocationId>);
impl From<Everywhere> for Scope {
    fn from(_: Everywhere) -> Self {
        Scope(None)
    }
}
impl From<LocationId> for Scope {
    fn from(location: LocationId) -> Self {
        Scope(Some(location))
    }
}
impl From<Option<LocationId>> for Scope {
    fn from(location: Option<LocationId>) -> Self {
        Scope(location)
    }
}

/// The actor lacks a capability, or lacks it here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this needs the capability `{}`{}", .0.as_str(), if *.1 { " at this location" } else { "" })]
pub struct Denied(pub Capability, pub bool);

impl Actor {
    pub fn grants(&self) -> Option<&Grants> {
        match self {
            Actor::Staff(_, grants) | Actor::Key(_, grants) => Some(grants),
            Actor::System | Actor::Visitor(_) | Actor::Person(_) => None,
        }
    }

    /// Whether the actor may do this here. What is not bound to a place needs the capability only: lists are
    /// narrowed by [`Actor::locations`].
    pub fn allows(&self, capability: Capability, scope: impl Into<Scope>) -> bool {
        let Scope(location) = scope.into();
        match (self, self.grants()) {
            (Actor::System, _) => true,
            (_, None) => capability == Capability::Shop,
            (_, Some(grants)) => {
                grants.capabilities.contains(&capability)
                    && match (&grants.locations, location) {
                        (Locations::All, _) | (_, None) => true,
                        (Locations::Only(places), Some(place)) => places.contains(&place),
                    }
            }
        }
    }

    pub fn require(&self, capability: Capability, scope: impl Into<Scope>) -> Result<(), Denied> {
        let scope = scope.into();
        if self.allows(capability, scope) { Ok(()) } else { Err(Denied(capability, scope.0.is_some())) }
    }

    /// The locations whose rows a list may show to this actor.
    pub fn locations(&self) -> Locations {
        match (self, self.grants()) {
            (Actor::System, _) => Locations::All,
            (_, Some(grants)) => grants.locations.clone(),
            (_, None) => Locations::Only(BTreeSet::new()),
        }
    }

    pub fn person(&self) -> Option<PersonId> {
        if let Actor::Person(id) = self { Some(*id) } else { None }
    }
    pub fn staff(&self) -> Option<StaffId> {
        if let Actor::Staff(id, _) = self { Some(*id) } else { None }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Actor::System => f.write_str("system"),
            Actor::Visitor(id) => id.fmt(f),
            Actor::Person(id) => id.fmt(f),
            Actor::Staff(id, _) => id.fmt(f),
            Actor::Key(id, _) => id.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;

    #[test]
    fn an_assistant_acts_in_the_own_store_only() {
        let at = Timestamp::from_millis(1);
        let (here, there) = (LocationId::fresh(at), LocationId::fresh(at));
        let grants =
            Grants { capabilities: [Capability::Sell].into(), locations: Locations::Only([here].into()) };
        let actor = Actor::Staff(StaffId::fresh(at), Arc::new(grants));
        assert!(actor.allows(Capability::Sell, here));
        assert_eq!(actor.require(Capability::Sell, there), Err(Denied(Capability::Sell, true)));
        assert!(!actor.allows(Capability::AdjustStock, here));
        assert!(Actor::System.allows(Capability::ManageAccess, Everywhere));
        assert!(!Actor::Visitor(VisitorId::fresh(at)).allows(Capability::Sell, Everywhere));
    }
}
