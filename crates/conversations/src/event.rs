//! What others may hear of messages: ids and the template, never an address or a word of it.

use kernel::{Event, MessageId, OrderId, PersonId, Subject};
use serde::{Deserialize, Serialize};

use crate::Template;

/// The mail server took it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSent {
    pub message: MessageId,
    #[serde(default)]
    pub person: Option<PersonId>,
    #[serde(default)]
    pub order: Option<OrderId>,
    pub template: Template,
}
impl Event for MailSent {
    const NAME: &'static str = "conversations.mail_sent";
    fn subject(&self) -> Subject {
        self.message.into()
    }
}

/// It will not arrive; somebody should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailFailed {
    pub message: MessageId,
    #[serde(default)]
    pub person: Option<PersonId>,
    #[serde(default)]
    pub order: Option<OrderId>,
    pub template: Template,
}
impl Event for MailFailed {
    const NAME: &'static str = "conversations.mail_failed";
    fn subject(&self) -> Subject {
        self.message.into()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_spelling_of_events_is_fixed() {
        let id = "01h455vb4pex5vsknk084sn02q";
        let sent = MailSent {
            message: format!("message_{id}").parse().unwrap(),
            person: Some(format!("person_{id}").parse().unwrap()),
            order: None,
            template: Template::OrderReady,
        };
        let golden = json!({
            "message": format!("message_{id}"), "person": format!("person_{id}"), "order": null, "template": "order_ready",
        });
        assert_eq!(serde_json::to_value(&sent).unwrap(), golden);
        assert_eq!(serde_json::from_value::<MailSent>(golden.clone()).unwrap(), sent);
        assert_eq!(serde_json::from_value::<MailFailed>(golden).unwrap().template, Template::OrderReady);
    }
}
