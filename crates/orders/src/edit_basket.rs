//! Filling a basket.

use kernel::{BasketId, LineId, Quantity, Query, Tx, VariantId, args};

use crate::basket::{MAX_LINES, MAX_QUANTITY};
use crate::open_basket::{Head, lines, may_shop};
use crate::{Basket, BasketChanged, BasketState, Error, memory};

/// Takes the basket's row for this unit and raises its version.
async fn take(tx: &mut Tx, id: BasketId) -> Result<Basket, Error> {
    may_shop(tx.actor())?;
    let at = tx.now();
    let head: Option<Head> = tx
        .maybe(
            "UPDATE orders_basket SET version = version + 1, updated_at = $2 WHERE id = $1
             RETURNING id, channel, person, visitor, state, order_id, version, created_at, updated_at",
            args![id, at],
        )
        .await?;
    let head = head.ok_or(Error::UnknownBasket(id))?;
    head.check(tx.actor())?;
    if head.state != BasketState::Open {
        return Err(Error::BasketPlaced(id));
    }
    let lines = lines(tx, id).await?;
    Ok(head.with(lines))
}

/// So many of this variant; zero takes it out. Saying it twice changes nothing.
pub async fn set_quantity(
    tx: &mut Tx,
    basket: BasketId,
    variant: VariantId,
    quantity: Quantity,
) -> Result<Basket, Error> {
    let basket = take(tx, basket).await?;
    put(tx, basket, variant, quantity).await
}

/// So many more of this variant.
pub async fn add_line(
    tx: &mut Tx,
    basket: BasketId,
    variant: VariantId,
    quantity: Quantity,
) -> Result<Basket, Error> {
    if quantity.is_zero() {
        return Err(Error::TooMany(MAX_QUANTITY));
    }
    let basket = take(tx, basket).await?;
    let quantity = basket.quantity_of(variant).plus(quantity).ok_or(Error::TooMany(MAX_QUANTITY))?;
    put(tx, basket, variant, quantity).await
}

/// So many in this line; zero takes it out.
pub async fn set_line(
    tx: &mut Tx,
    basket: BasketId,
    line: LineId,
    quantity: Quantity,
) -> Result<Basket, Error> {
    let basket = take(tx, basket).await?;
    let variant = basket.line(line).ok_or(Error::UnknownLine(line))?.variant;
    put(tx, basket, variant, quantity).await
}

pub async fn remove_line(tx: &mut Tx, basket: BasketId, line: LineId) -> Result<Basket, Error> {
    set_line(tx, basket, line, Quantity::ZERO).await
}

async fn put(
    tx: &mut Tx,
    mut basket: Basket,
    variant: VariantId,
    quantity: Quantity,
) -> Result<Basket, Error> {
    if quantity.get() > MAX_QUANTITY {
        return Err(Error::TooMany(MAX_QUANTITY));
    }
    if quantity == basket.quantity_of(variant) {
        return Ok(basket);
    }
    let at = tx.now();
    if quantity.is_zero() {
        tx.exec(
            "DELETE FROM orders_basket_line WHERE basket = $1 AND variant = $2",
            args![basket.id, variant],
        )
        .await?;
        basket.lines.retain(|line| line.variant != variant);
    } else {
        store(tx, &mut basket, variant, quantity, at).await?;
    }
    tx.publish(&BasketChanged {
        basket: basket.id,
        channel: basket.channel.clone(),
        person: basket.person,
        visitor: basket.visitor,
        variant: Some(variant),
        quantity: quantity.get(),
    })
    .await?;
    Ok(basket)
}

async fn store(
    tx: &mut Tx,
    basket: &mut Basket,
    variant: VariantId,
    quantity: Quantity,
    at: kernel::Timestamp,
) -> Result<(), Error> {
    let known = basket.lines.iter().position(|line| line.variant == variant);
    if known.is_none() {
        if basket.lines.len() >= MAX_LINES {
            return Err(Error::TooManyLines(MAX_LINES));
        }
        let label = memory::labels(tx, &[variant]).await?;
        if !label.iter().all(|label| label.is_sold) {
            return Err(Error::NotForSale(variant));
        }
    }
    let id = tx.new_id::<LineId>();
    tx.exec(
        "INSERT INTO orders_basket_line (basket, variant, id, quantity, added_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (basket, variant) DO UPDATE SET quantity = excluded.quantity",
        args![basket.id, variant, id, quantity, at],
    )
    .await?;
    match known {
        Some(known) => basket.lines[known].quantity = quantity,
        None => basket.lines.push(crate::BasketLine { id, variant, quantity, added_at: at }),
    }
    Ok(())
}
