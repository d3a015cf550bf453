//! Who writes, and where the links lead: settings of the process, put in place with `db.share(Desk { … })`.

use kernel::OrderId;
use lettre::message::Mailbox;

use crate::Error;

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
    /// `from` is written as in a mail: `Szron <sklep@szron.example>`, or the address alone.
    pub fn new(shop_url: &str, brand: &str, from: &str) -> Result<Self, Error> {
        let sender: Mailbox = from.parse().map_err(|_| Error::InvalidSender(from.to_owned()))?;
        Ok(Self {
            shop_url: shop_url.trim_end_matches('/').to_owned(),
            brand: brand.to_owned(),
            sender_name: sender.name.unwrap_or_else(|| brand.to_owned()),
            sender_email: sender.email.to_string(),
        })
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sender_is_written_as_in_a_mail() {
        let desk = Desk::new("https://szron.example/", "Szron", "Sklep Szron <sklep@szron.example>").unwrap();
        assert_eq!(
            (desk.sender_name.as_str(), desk.sender_email.as_str()),
            ("Sklep Szron", "sklep@szron.example")
        );
        assert_eq!(desk.account_url(), "https://szron.example/account");
        let bare = Desk::new("http://localhost:8080", "Szron", "noreply@localhost").unwrap();
        assert_eq!((bare.sender_name.as_str(), bare.domain()), ("Szron", "localhost"));
        assert!(Desk::new("http://localhost", "Szron", "nobody").is_err());
    }
}
