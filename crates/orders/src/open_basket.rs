//! Opening and finding baskets.

use kernel::{
    Actor, BasketId, Capability, ChannelCode, Everywhere, LineId, OrderId, PersonId, Quantity, Query,
    Timestamp, Tx, VariantId, VisitorId, args,
};

use crate::{Basket, BasketLine, BasketState, Error};

#[derive(Debug, Clone)]
pub struct OpenBasket {
    /// Chosen by the caller: the same id again is the same basket.
    pub id: BasketId,
    pub channel: ChannelCode,
    pub person: Option<PersonId>,
    pub visitor: Option<VisitorId>,
}

/// Shopping is for shoppers, and for everybody who serves them.
pub(crate) fn may_shop(actor: &Actor) -> Result<(), Error> {
    let serves = [Capability::ManageOrders, Capability::FulfilOrders, Capability::Sell];
    if serves.into_iter().any(|capability| actor.allows(capability, Everywhere)) {
        return Ok(());
    }
    Ok(actor.require(Capability::Shop, Everywhere)?)
}

pub async fn open_basket(tx: &mut Tx, request: OpenBasket) -> Result<Basket, Error> {
    may_shop(tx.actor())?;
    crate::memory::trade(tx, &request.channel).await?;
    let at = tx.now();
    let stored = tx
        .exec(
            "INSERT INTO orders_basket (id, channel, person, visitor, state, version, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, 1, $6, $6)
             ON CONFLICT (id) DO NOTHING",
            args![request.id, request.channel, request.person, request.visitor, BasketState::Open, at],
        )
        .await?;
    if stored == 0 {
        return basket(tx, request.id).await;
    }
    Ok(Basket {
        id: request.id,
        channel: request.channel,
        person: request.person,
        visitor: request.visitor,
        state: BasketState::Open,
        order: None,
        lines: Vec::new(),
        version: 1,
        created_at: at,
        updated_at: at,
    })
}

#[derive(sqlx::FromRow)]
pub(crate) struct Head {
    pub id: BasketId,
    pub channel: ChannelCode,
    pub person: Option<PersonId>,
    pub visitor: Option<VisitorId>,
    pub state: BasketState,
    pub order_id: Option<OrderId>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}
impl Head {
    pub fn with(self, lines: Vec<BasketLine>) -> Basket {
        Basket {
            id: self.id,
            channel: self.channel,
            person: self.person,
            visitor: self.visitor,
            state: self.state,
            order: self.order_id,
            lines,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
    /// A basket of somebody who is known is shown to nobody else.
    pub fn check(&self, actor: &Actor) -> Result<(), Error> {
        match (actor, self.person) {
            (Actor::Person(me), Some(owner)) if *me != owner => Err(Error::UnknownBasket(self.id)),
            (Actor::Visitor(_), Some(_)) => Err(Error::UnknownBasket(self.id)),
            _ => Ok(()),
        }
    }
}

pub(crate) async fn lines(q: &mut impl Query, basket: BasketId) -> Result<Vec<BasketLine>, Error> {
    Ok(q.all(
        "SELECT id, variant, quantity, added_at FROM orders_basket_line WHERE basket = $1 ORDER BY added_at, id",
        args![basket],
    )
    .await?)
}

#[derive(sqlx::FromRow)]
struct HeadAndLine {
    #[sqlx(flatten)]
    head: Head,
    line: Option<LineId>,
    variant: Option<VariantId>,
    quantity: Option<Quantity>,
    added_at: Option<Timestamp>,
}

/// Whoever knows the id may look: channels hand it to the shopper's own device only. One statement, because every checkout
/// begins with it.
pub async fn basket(q: &mut impl Query, id: BasketId) -> Result<Basket, Error> {
    let rows: Vec<HeadAndLine> = q
        .all(
            "SELECT b.id, b.channel, b.person, b.visitor, b.state, b.order_id, b.version, b.created_at, b.updated_at,
                    l.id AS line, l.variant, l.quantity, l.added_at
             FROM orders_basket b LEFT JOIN orders_basket_line l ON l.basket = b.id
             WHERE b.id = $1 ORDER BY l.added_at, l.id",
            args![id],
        )
        .await?;
    let (mut head, mut lines) = (None, Vec::new());
    for row in rows {
        let line = row.line.zip(row.variant).zip(row.quantity.zip(row.added_at));
        lines.extend(line.map(|((id, variant), (quantity, added_at))| BasketLine {
            id,
            variant,
            quantity,
            added_at,
        }));
        head = Some(row.head);
    }
    Ok(head.ok_or(Error::UnknownBasket(id))?.with(lines))
}

/// The basket that this person last filled in this channel.
pub async fn basket_of_person(
    q: &mut impl Query,
    person: PersonId,
    channel: &ChannelCode,
) -> Result<Option<Basket>, Error> {
    let found: Option<(BasketId,)> = q
        .maybe(
            "SELECT id FROM orders_basket WHERE person = $1 AND channel = $2 AND state = $3
             ORDER BY updated_at DESC LIMIT 1",
            args![person, *channel, BasketState::Open],
        )
        .await?;
    match found {
        Some((id,)) => Ok(Some(basket(q, id).await?)),
        None => Ok(None),
    }
}

/// The basket that this browser last filled in this channel, as long as nobody signed in to it.
pub async fn basket_of_visitor(
    q: &mut impl Query,
    visitor: VisitorId,
    channel: &ChannelCode,
) -> Result<Option<Basket>, Error> {
    let found: Option<(BasketId,)> = q
        .maybe(
            "SELECT id FROM orders_basket WHERE visitor = $1 AND person IS NULL AND channel = $2 AND state = $3
             ORDER BY updated_at DESC LIMIT 1",
            args![visitor, *channel, BasketState::Open],
        )
        .await?;
    match found {
        Some((id,)) => Ok(Some(basket(q, id).await?)),
        None => Ok(None),
    }
}
