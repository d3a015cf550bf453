//! Who writes, and where the links lead: settings of the process, put in place with `db.share(Desk { … })`.

use kernel::OrderId;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// Address of the shop, without a slash at its end.
    pub shop_url: String,
    /// Used where no channel says which brand speaks.
    pub brand: String,
    pub sender_name: String,
    pub sender_email: String,
}
impl Default for Desk {
    fn default() -> Self {
        Self {
            shop_url: "http://localhost:8080".to_owned(),
            brand: "Spoina".to_owned(),
            sender_name: "Spoina".to_owned(),
            sender_email: "shop@localhost.localdomain".to_owned(),
        }
    }
}
impl Desk {
    /// The status page of an order. The id cannot be guessed, so a guest needs no sign-in.
    pub fn order_url(&self, order: OrderId) -> String {
        format!("{}/orders/{order}", self.shop_url.trim_end_matches('/'))
    }
    pub fn account_url(&self) -> String {
        format!("{}/account", self.shop_url.trim_end_matches('/'))
    }
    /// The part behind the `@`: names our messages for ever.
    pub(crate) fn domain(&self) -> &str {
        self.sender_email.rsplit_once('@').map_or("localhost", |(_, domain)| domain)
    }
}
