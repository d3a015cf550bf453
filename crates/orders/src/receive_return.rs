//! Goods that were announced lie on the counter or in the warehouse: received, and not yet accepted.

use kernel::{Capability, LineId, LocationId, Quantity, ReturnId, Tx};

use crate::history::{Change, note};
use crate::open_return::told;
use crate::{Error, Return, ReturnDue, ReturnReceived, ReturnState, What, return_store, store};

#[derive(Debug, Clone)]
pub struct ReceiveReturn {
    pub id: ReturnId,
    /// Anywhere, wherever the goods were bought and whatever was announced.
    pub location: LocationId,
    /// What came; all that was announced, if nothing is said.
    pub lines: Option<Vec<(LineId, Quantity)>>,
}

/// Receiving twice at the same place is harmless.
pub async fn receive_return(tx: &mut Tx, request: ReceiveReturn) -> Result<Return, Error> {
    tx.require(Capability::FulfilOrders, request.location)?;
    let found = return_store::find_return(tx, request.id).await?;
    let order = store::take(tx, found.order).await?;
    let mut it = return_store::find_return(tx, request.id).await?;
    let all = || it.lines.iter().map(|line| (line.line, line.quantity)).collect();
    let came: Vec<_> = request.lines.clone().unwrap_or_else(all);
    let now = tx.now();
    if !it.receive(&came, request.location, now)? {
        return Ok(it);
    }
    return_store::save(tx, &it, ReturnState::Expected).await?;
    let missing = it.lines.iter().filter_map(|line| Some((line.line, line.quantity.minus(line.received)?)));
    let missing: Vec<_> = missing.collect();
    return_store::forget(tx, order.id, &missing).await?;
    tx.cancel::<ReturnDue>(it.id).await?;
    note(tx, order.id, What::ReturnReceived, Change::states(ReturnState::Expected, it.state)).await?;
    tx.publish(&ReturnReceived {
        order: order.id,
        id: it.id,
        channel: order.channel.clone(),
        person: order.person,
        location: request.location,
        lines: told(&order, &it, |line| line.received),
    })
    .await?;
    Ok(it)
}
