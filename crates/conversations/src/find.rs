//! What was written and what became of it: for profiles, orders and whoever looks after mail.

use kernel::{MessageId, OrderId, Page, PageRequest, PersonId, Query, args};

use crate::{Error, Message, MessageState, Words};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MessageFilter {
    #[default]
    All,
    Order(OrderId),
    Person(PersonId),
    State(MessageState),
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, template, reference, person, order_id, channel, recipient, lang, subject, state, reason,
                    queued_at, sent_at
             FROM conversations_message ",
            $rest
        )
    };
}

/// Messages without their words, newest first.
pub async fn messages(
    q: &mut impl Query,
    filter: MessageFilter,
    request: &PageRequest,
) -> Result<Page<Message>, Error> {
    let before = request
        .after::<MessageId>()
        .unwrap_or_else(|| "message_7zzzzzzzzzzzzzzzzzzzzzzzzz".parse().expect("an id"));
    let limit = request.limit() + 1;
    let found: Vec<Message> = match filter {
        MessageFilter::All => {
            q.all(select!("WHERE id < $1 ORDER BY id DESC LIMIT $2"), args![before, limit]).await?
        }
        MessageFilter::Order(order) => {
            let sql = select!("WHERE id < $1 AND order_id = $3 ORDER BY id DESC LIMIT $2");
            q.all(sql, args![before, limit, order]).await?
        }
        MessageFilter::Person(person) => {
            let sql = select!("WHERE id < $1 AND person = $3 ORDER BY id DESC LIMIT $2");
            q.all(sql, args![before, limit, person]).await?
        }
        MessageFilter::State(state) => {
            let sql = select!("WHERE id < $1 AND state = $3 ORDER BY id DESC LIMIT $2");
            q.all(sql, args![before, limit, state]).await?
        }
    };
    Ok(Page::of(found, request, |it| it.id.to_string()))
}

/// One message with its words; those of a secret one are empty.
pub async fn message(q: &mut impl Query, id: MessageId) -> Result<(Message, Words), Error> {
    let found: Message =
        q.maybe(select!("WHERE id = $1"), args![id]).await?.ok_or(Error::UnknownMessage(id))?;
    if found.template.is_secret() {
        return Ok((found, Words { text: String::new(), html: String::new() }));
    }
    let words = q.one("SELECT text, html FROM conversations_message WHERE id = $1", args![id]).await?;
    Ok((found, words))
}
