//! Telling somebody something, once.

use std::sync::Arc;

use customers::{Email, Language};
use kernel::{MessageId, OrderId, PersonId, Timestamp, Tx, args};

use crate::letter::{Frame, Letter};
use crate::{Desk, Error, Medium, MessageState, SendMail};

#[derive(Debug, Clone)]
pub struct Notice {
    /// What is told, as text of an id: an order, a fulfilment, a sign-in. With the template it is unique.
    pub reference: String,
    pub person: Option<PersonId>,
    pub order: Option<OrderId>,
    pub to: Email,
    pub lang: Language,
    /// Who speaks; the desk's brand without it.
    pub brand: Option<String>,
    /// Who sells, as the law wants it named.
    pub imprint: Option<String>,
    /// Later it would only confuse: not sent any more.
    pub useless_after: Option<Timestamp>,
    pub letter: Letter,
}

/// Writes the message and queues it; `None` if it was written before.
pub async fn notify(tx: &mut Tx, notice: Notice) -> Result<Option<MessageId>, Error> {
    let desk: Arc<Desk> = tx.shared();
    let frame = Frame {
        lang: notice.lang,
        brand: notice.brand.unwrap_or_else(|| desk.brand.clone()),
        shop: desk.shop_url.clone(),
        imprint: notice.imprint.unwrap_or_default(),
        subject: String::new(),
        preheader: String::new(),
    };
    let written = notice.letter.write(frame)?;
    let (id, now): (MessageId, _) = (tx.new_id(), tx.now());
    let fresh = tx
        .exec(
            "INSERT INTO conversations_message
                 (reference, template, id, person, order_id, channel, recipient, lang, subject, text, html, state,
                  queued_at, useless_after)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
             ON CONFLICT (reference, template) DO NOTHING",
            args![
                notice.reference,
                notice.letter.template(),
                id,
                notice.person,
                notice.order,
                Medium::Email,
                notice.to,
                notice.lang,
                written.subject,
                written.text,
                written.html,
                MessageState::Queued,
                now,
                notice.useless_after
            ],
        )
        .await?;
    if fresh == 0 {
        return Ok(None);
    }
    tx.enqueue(&SendMail { message: id }).await?;
    Ok(Some(id))
}

/// Sends the code of a sign-in. The channel calls this in the unit of `customers::start_login`, so that no event and
/// no job ever holds the code.
pub async fn send_login_code(tx: &mut Tx, code: &customers::LoginCode) -> Result<MessageId, Error> {
    let reference = tx.new_id::<MessageId>().to_string();
    let notice = Notice {
        reference,
        person: None,
        order: None,
        to: code.email.clone(),
        lang: code.language,
        brand: None,
        imprint: None,
        useless_after: Some(code.expires_at),
        letter: Letter::LoginCode(crate::letter::LoginCode { code: code.code.clone() }),
    };
    Ok(notify(tx, notice).await?.expect("a fresh reference was never used"))
}
