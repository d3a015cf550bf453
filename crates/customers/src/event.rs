//! What others may hear of people: ids alone.

use kernel::{ChannelCode, Event, PersonId, Subject, VisitorId};
use serde::{Deserialize, Serialize};

use crate::Kind;

/// Somebody we did not know before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonCreated {
    pub person: PersonId,
    pub channel: ChannelCode,
}
impl Event for PersonCreated {
    const NAME: &'static str = "customers.person_created";
    fn subject(&self) -> Subject {
        self.person.into()
    }
}

/// Name, phone or language were edited, or an identifier was added or proven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonChanged {
    pub person: PersonId,
}
impl Event for PersonChanged {
    const NAME: &'static str = "customers.person_changed";
    fn subject(&self) -> Subject {
        self.person.into()
    }
}

/// From now on this browser is this person's; `before` says whose it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorRecognised {
    pub person: PersonId,
    pub visitor: VisitorId,
    #[serde(default)]
    pub before: Option<PersonId>,
}
impl Event for VisitorRecognised {
    const NAME: &'static str = "customers.visitor_recognised";
    fn subject(&self) -> Subject {
        self.person.into()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    pub person: PersonId,
    #[serde(default)]
    pub visitor: Option<VisitorId>,
}
impl Event for SignedIn {
    const NAME: &'static str = "customers.signed_in";
    fn subject(&self) -> Subject {
        self.person.into()
    }
}

/// `person` was given with an identifier that `holder` has: somebody has to look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictFound {
    pub person: PersonId,
    pub holder: PersonId,
    pub kind: Kind,
}
impl Event for ConflictFound {
    const NAME: &'static str = "customers.conflict_found";
    fn subject(&self) -> Subject {
        self.person.into()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const PERSON: &str = "person_01h455vb4pex5vsknk084sn02q";
    const VISITOR: &str = "visitor_01h455vb4pex5vsknk084sn02r";

    /// What is in the log stays readable: the JSON of today is fixed here.
    fn golden<E: Event + PartialEq + std::fmt::Debug>(event: &E, json: serde_json::Value) {
        assert_eq!(serde_json::to_value(event).unwrap(), json);
        assert_eq!(&serde_json::from_value::<E>(json).unwrap(), event);
    }

    #[test]
    fn the_spelling_of_events_is_fixed() {
        let person: PersonId = PERSON.parse().unwrap();
        let visitor: VisitorId = VISITOR.parse().unwrap();
        let channel = ChannelCode::new("shop-pl").unwrap();
        golden(&PersonCreated { person, channel }, json!({"person": PERSON, "channel": "shop-pl"}));
        golden(&PersonChanged { person }, json!({"person": PERSON}));
        golden(
            &VisitorRecognised { person, visitor, before: None },
            json!({"person": PERSON, "visitor": VISITOR, "before": null}),
        );
        golden(&SignedIn { person, visitor: Some(visitor) }, json!({"person": PERSON, "visitor": VISITOR}));
        golden(
            &ConflictFound { person, holder: person, kind: Kind::Phone },
            json!({"person": PERSON, "holder": PERSON, "kind": "phone"}),
        );
    }
}
