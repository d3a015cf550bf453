//! What must always hold about messages, checked on a live database.

use kernel::{Breach, MessageId, Query, args};

use crate::{Error, MessageState, Template};

pub async fn audit(q: &mut impl Query) -> Result<Vec<Breach>, Error> {
    let mut breaches = Vec::new();
    let doubled: Vec<(String, Template)> = q
        .all(
            "SELECT reference, template FROM conversations_message
             GROUP BY reference, template HAVING COUNT(*) > 1 LIMIT 100",
            args![],
        )
        .await?;
    breaches.extend(doubled.into_iter().map(|(reference, template)| {
        Breach::new("conversations.once", format!("{template} was written twice for {reference}"))
    }));
    let timeless: Vec<(MessageId,)> = q
        .all(
            "SELECT id FROM conversations_message
             WHERE (state = $1 AND sent_at IS NULL) OR (state <> $1 AND sent_at IS NOT NULL) LIMIT 100",
            args![MessageState::Sent],
        )
        .await?;
    breaches.extend(
        timeless
            .into_iter()
            .map(|(id,)| Breach::new("conversations.sent_at", format!("{id} and its time disagree"))),
    );
    let unexplained: Vec<(MessageId,)> = q
        .all(
            "SELECT id FROM conversations_message WHERE state = $1 AND reason IS NULL LIMIT 100",
            args![MessageState::Failed],
        )
        .await?;
    breaches.extend(
        unexplained
            .into_iter()
            .map(|(id,)| Breach::new("conversations.reason", format!("{id} failed for no reason"))),
    );
    let kept: Vec<(MessageId,)> = q
        .all(
            "SELECT id FROM conversations_message WHERE template = $1 AND state <> $2 AND text <> '' LIMIT 100",
            args![Template::LoginCode, MessageState::Queued],
        )
        .await?;
    breaches.extend(
        kept.into_iter()
            .map(|(id,)| Breach::new("conversations.secret", format!("the code of {id} is still kept"))),
    );
    Ok(breaches)
}
