//! What each role may do. Verbs ask for capabilities, never for roles.
//!
//! | capability | administrator | store | agent | merchandiser |
//! |---|---|---|---|---|
//! | catalog.manage, prices.manage | yes | | | yes |
//! | locations.manage, settings.manage, access.manage | yes | | | |
//! | stock.read | yes | yes | yes | yes |
//! | stock.adjust | yes | yes | | yes |
//! | stock.reserve | yes | yes | yes | |
//! | orders.read | yes | yes | yes | |
//! | orders.manage | yes | | yes | |
//! | orders.fulfil, till.sell | yes | yes | | |
//! | payments.take | yes | yes | yes | |
//! | people.read, people.manage | yes | yes | yes | |
//! | loyalty.manage | yes | | yes | |
//! | events.read | yes | | | |
//! | shop | yes | yes | yes | yes |
//!
//! Where: administrators everywhere; the others in the locations they are given. An agent or merchandiser without
//! any location works for the whole chain; somebody who is only `store` must have one.

use std::collections::BTreeSet;

use kernel::{Capability, Grants, LocationId, Locations};

kernel::text_enum! {
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Role {
        Administrator = "administrator",
        /// Works in a store: queue, till, shelf.
        Store = "store",
        /// Serves customers of the whole chain by phone, mail and chat.
        Agent = "agent",
        /// Looks after products and prices.
        Merchandiser = "merchandiser",
    }
}

use Capability::*;

/// All that a till session may do, whoever signed in: a PIN is a weak key.
pub const TILL: &[Capability] = &[
    ReadStock,
    AdjustStock,
    ReserveStock,
    ReadOrders,
    FulfilOrders,
    Sell,
    TakePayments,
    ReadPeople,
    ManagePeople,
    Shop,
];

impl Role {
    pub fn capabilities(self) -> &'static [Capability] {
        match self {
            Role::Administrator => Capability::ALL,
            Role::Store => TILL,
            Role::Agent => &[
                ReadStock,
                ReserveStock,
                ReadOrders,
                ManageOrders,
                TakePayments,
                ReadPeople,
                ManagePeople,
                ManageLoyalty,
                Shop,
            ],
            Role::Merchandiser => &[ManageCatalog, ManagePrices, ReadStock, AdjustStock, Shop],
        }
    }
}

/// What somebody with these roles may do, in these locations.
pub fn grants(roles: &[Role], locations: &[LocationId]) -> Grants {
    let capabilities: BTreeSet<Capability> =
        roles.iter().flat_map(|role| role.capabilities()).copied().collect();
    let everywhere = roles.contains(&Role::Administrator)
        || locations.is_empty() && roles.iter().any(|role| *role != Role::Store);
    let locations =
        if everywhere { Locations::All } else { Locations::Only(locations.iter().copied().collect()) };
    Grants { capabilities, locations }
}

/// The grants of a till session: what a till may do, at its own location, and never more than its user.
pub(crate) fn at_till(grants: &Grants, location: LocationId) -> Grants {
    let here = match &grants.locations {
        Locations::All => true,
        Locations::Only(places) => places.contains(&location),
    };
    Grants {
        capabilities: TILL.iter().copied().filter(|it| grants.capabilities.contains(it)).collect(),
        locations: Locations::Only(if here { [location].into() } else { BTreeSet::new() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Timestamp;

    #[test]
    fn a_store_assistant_is_bound_to_the_own_store() {
        let here = LocationId::fresh(Timestamp::from_millis(1));
        let grants = grants(&[Role::Store], &[here]);
        assert_eq!(grants.locations, Locations::Only([here].into()));
        assert!(grants.capabilities.contains(&Sell) && !grants.capabilities.contains(&ManageCatalog));
    }

    #[test]
    fn nobody_with_the_store_role_alone_works_everywhere() {
        assert_eq!(grants(&[Role::Store], &[]).locations, Locations::Only(BTreeSet::new()));
        assert_eq!(grants(&[Role::Agent], &[]).locations, Locations::All);
    }

    #[test]
    fn a_till_narrows_even_an_administrator() {
        let here = LocationId::fresh(Timestamp::from_millis(1));
        let till = at_till(&grants(&[Role::Administrator], &[]), here);
        assert!(till.capabilities.contains(&Sell) && !till.capabilities.contains(&ManageAccess));
        assert_eq!(till.locations, Locations::Only([here].into()));
    }
}
