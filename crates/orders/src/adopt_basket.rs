//! Signing in with a full basket: it becomes the person's, together with what the person had put into another one.

use kernel::{Actor, BasketId, LineId, PersonId, Query, Tx, args, row, rows};

use crate::basket::MAX_LINES;
use crate::open_basket::{Head, basket, lines, may_shop};
use crate::{Basket, BasketChanged, BasketState, Error};

/// The basket in hand survives and takes in the lines of the person's other open baskets of this channel. Where both have
/// a variant, the larger quantity stays: signing in never doubles anything, however often it is done.
pub async fn adopt_basket(tx: &mut Tx, id: BasketId, person: PersonId) -> Result<Basket, Error> {
    may_shop(tx.actor())?;
    if matches!(tx.actor(), Actor::Person(me) if *me != person) {
        return Err(Error::UnknownBasket(id));
    }
    let at = tx.now();
    let head: Option<Head> = tx
        .maybe(
            "UPDATE orders_basket SET person = $2, version = version + 1, updated_at = $3
             WHERE id = $1 AND state = $4 AND (person IS NULL OR person = $2)
             RETURNING id, channel, person, visitor, state, order_id, version, created_at, updated_at",
            args![id, person, at, BasketState::Open],
        )
        .await?;
    let Some(head) = head else {
        let known = basket(tx, id).await?;
        return Err(match known.state {
            BasketState::Open => Error::UnknownBasket(id),
            BasketState::Placed | BasketState::Merged => Error::BasketPlaced(id),
        });
    };
    let others: Vec<(BasketId,)> = tx
        .all(
            "UPDATE orders_basket SET state = $1, version = version + 1, updated_at = $2
             WHERE person = $3 AND channel = $4 AND state = $5 AND id <> $6
             RETURNING id",
            args![BasketState::Merged, at, person, head.channel, BasketState::Open, id],
        )
        .await?;
    let mut mine = lines(tx, id).await?;
    for (other,) in others {
        for theirs in lines(tx, other).await? {
            match mine.iter().position(|line| line.variant == theirs.variant) {
                Some(at) => mine[at].quantity = mine[at].quantity.max(theirs.quantity),
                None if mine.len() < MAX_LINES => {
                    mine.push(crate::BasketLine { id: tx.new_id::<LineId>(), ..theirs })
                }
                None => {}
            }
        }
    }
    let stored = mine.iter().map(|line| {
        row! { variant: line.variant, id: line.id, quantity: line.quantity, added_at: line.added_at }
    });
    tx.exec(
        "INSERT INTO orders_basket_line (basket, variant, id, quantity, added_at)
         SELECT $1, {row.uuid variant}, {row.uuid id}, {row.int quantity}, {row.time added_at} FROM {rows $2}
         WHERE true
         ON CONFLICT (basket, variant) DO UPDATE SET quantity = excluded.quantity",
        args![id, rows(stored)],
    )
    .await?;
    let basket = head.with(mine);
    tx.publish(&BasketChanged {
        basket: id,
        channel: basket.channel.clone(),
        person: Some(person),
        visitor: basket.visitor,
        variant: None,
        quantity: basket.pieces(),
    })
    .await?;
    Ok(basket)
}
