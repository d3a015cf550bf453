//! `spoina audit`: every invariant that exists, recomputed from the rows of a live database.

use kernel::{Breach, Db, Problem};

/// Each context checks its own books, the kernel its log.
pub async fn audit(db: &Db) -> Result<Vec<Breach>, Problem> {
    let mut read = db.read().await?;
    let mut breaches = inventory::audit(&mut read).await?;
    breaches.extend(orders::audit(&mut read).await?);
    breaches.extend(payments::audit(&mut read).await?);
    breaches.extend(loyalty::audit(&mut read).await?);
    breaches.extend(customers::audit(&mut read).await?);
    breaches.extend(conversations::audit(&mut read).await?);
    breaches.extend(kernel::audit(&mut read).await?);
    Ok(breaches)
}
