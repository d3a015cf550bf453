//! What a market promises about its service, as data: how long each step may take, who may reserve without paying, what
//! happens when goods cannot be found, who hears of what went wrong. No I/O.

use kernel::FieldError;
use serde::{Deserialize, Serialize};

use crate::ExceptionKind;

/// JSON in and out; unknown fields are refused, what is left out is as usual.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Service {
    pub clocks: Clocks,
    pub pickup: PickupRules,
    pub shortage: Shortage,
    pub cancel: CancelRules,
    pub exceptions: Exceptions,
}

kernel::text_enum! {
    /// How long shoppers cancel a part of their order themselves.
    pub enum CancelUntil {
        /// Never: they ask.
        Never = "never",
        /// Until somebody has taken the work.
        Accepted = "accepted",
        /// As long as these pieces were not picked.
        Picked = "picked",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CancelRules {
    pub shopper_until: CancelUntil,
}
impl Default for CancelRules {
    fn default() -> Self {
        Self { shopper_until: CancelUntil::Picked }
    }
}

/// Minutes in which the doors of the location are open. Left out: nobody watches this step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Clocks {
    /// From appearing in the queue until somebody takes the work.
    pub accept_minutes: Option<i64>,
    /// From taking it until the last unit is picked.
    pub pick_minutes: Option<i64>,
    /// From picked until it lies in its bin or has left.
    pub ready_minutes: Option<i64>,
}
impl Default for Clocks {
    fn default() -> Self {
        Self { accept_minutes: Some(60), pick_minutes: Some(60), ready_minutes: Some(120) }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PickupRules {
    /// So long before ready goods go back to the shelf the shopper is reminded.
    pub remind_hours: Option<i64>,
    /// Orders of one buyer that wait without being paid.
    pub max_open_unpaid: Option<i64>,
    /// What an order may be worth that is paid at pickup, in minor units.
    pub max_unpaid_value: Option<i64>,
    /// Who let so many reservations expire pays first.
    pub max_no_shows: Option<i64>,
    /// How far back not coming is remembered.
    pub no_show_days: i64,
}
impl Default for PickupRules {
    fn default() -> Self {
        Self {
            remind_hours: Some(24),
            max_open_unpaid: None,
            max_unpaid_value: None,
            max_no_shows: None,
            no_show_days: 180,
        }
    }
}

kernel::text_enum! {
    /// What becomes of goods that the store of a pickup cannot find.
    pub enum ShortPickup {
        /// These units are cancelled; the shopper is told and pays nothing for them.
        Cancel = "cancel",
        /// Another place sends them to the store.
        Transfer = "transfer",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Shortage {
    pub pickup: ShortPickup,
    /// Units that nobody can provide wait so long for a person, then they are cancelled; zero: at once.
    pub park_minutes: i64,
}
impl Default for Shortage {
    fn default() -> Self {
        Self { pickup: ShortPickup::Cancel, park_minutes: 0 }
    }
}

/// How long something may wait for a person, and who hears of it afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Exceptions {
    pub rejected_minutes: i64,
    pub unfillable_minutes: i64,
    pub late_minutes: i64,
    pub payment_minutes: i64,
    pub carrier_minutes: i64,
    /// The role that is told when the time has run out.
    pub escalate_to: String,
}
impl Default for Exceptions {
    fn default() -> Self {
        Self {
            rejected_minutes: 240,
            unfillable_minutes: 60,
            late_minutes: 60,
            payment_minutes: 120,
            carrier_minutes: 120,
            escalate_to: "administrator".to_owned(),
        }
    }
}
impl Exceptions {
    pub fn minutes(&self, kind: ExceptionKind) -> i64 {
        match kind {
            ExceptionKind::Rejected => self.rejected_minutes,
            ExceptionKind::Unfillable => self.unfillable_minutes,
            ExceptionKind::Late => self.late_minutes,
            ExceptionKind::Payment => self.payment_minutes,
            ExceptionKind::Carrier => self.carrier_minutes,
        }
    }
}

/// A quarter of a year.
const MOST_MINUTES: i64 = 90 * 24 * 60;

impl Service {
    /// Everything that is wrong with it.
    pub fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        let mut within = |pointer: &str, value: Option<i64>, from: i64, to: i64| {
            if value.is_some_and(|value| !(from..=to).contains(&value)) {
                let detail = format!("lies between {from} and {to}");
                faults.push(FieldError { pointer: pointer.to_owned(), detail });
            }
        };
        within("/clocks/accept_minutes", self.clocks.accept_minutes, 1, MOST_MINUTES);
        within("/clocks/pick_minutes", self.clocks.pick_minutes, 1, MOST_MINUTES);
        within("/clocks/ready_minutes", self.clocks.ready_minutes, 1, MOST_MINUTES);
        within("/pickup/remind_hours", self.pickup.remind_hours, 1, 720);
        within("/pickup/max_open_unpaid", self.pickup.max_open_unpaid, 0, 10_000);
        within("/pickup/max_unpaid_value", self.pickup.max_unpaid_value, 0, 1_000_000_000_000);
        within("/pickup/max_no_shows", self.pickup.max_no_shows, 1, 10_000);
        within("/pickup/no_show_days", Some(self.pickup.no_show_days), 1, 1_000);
        within("/shortage/park_minutes", Some(self.shortage.park_minutes), 0, MOST_MINUTES);
        for kind in ExceptionKind::ALL {
            let pointer = format!("/exceptions/{kind}_minutes");
            within(&pointer, Some(self.exceptions.minutes(*kind)), 1, MOST_MINUTES);
        }
        let role = &self.exceptions.escalate_to;
        if role.is_empty() || !role.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
            let detail = "is the code of a role".to_owned();
            faults.push(FieldError { pointer: "/exceptions/escalate_to".to_owned(), detail });
        }
        faults
    }
}
