//! `spoina audit`: every invariant that exists, recomputed from the rows of a live database.

use kernel::{Breach, Db, Problem, Query};

pub async fn audit(db: &Db) -> Result<Vec<Breach>, Problem> {
    books(&mut db.read().await?).await
}

/// Each context checks its own books, the kernel its log.
pub async fn books(q: &mut impl Query) -> Result<Vec<Breach>, Problem> {
    let mut breaches = inventory::audit(q).await?;
    breaches.extend(orders::audit(q).await?);
    breaches.extend(shipping::audit(q).await?);
    breaches.extend(payments::audit(q).await?);
    breaches.extend(loyalty::audit(q).await?);
    breaches.extend(customers::audit(q).await?);
    breaches.extend(conversations::audit(q).await?);
    breaches.extend(kernel::audit(q).await?);
    Ok(breaches)
}
