//! Making a stored picture known, so that products may show it.

use kernel::{Capability, Everywhere, Query, Tx, args};

use crate::{Error, Media, MediaId};

/// The same picture twice is one picture.
pub async fn save_media(tx: &mut Tx, media: &Media) -> Result<(), Error> {
    tx.require(Capability::ManageCatalog, Everywhere)?;
    tx.exec(
        "INSERT INTO catalog_media (id, kind, mime, width, height, bytes) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO NOTHING",
        args![media.id, media.kind, media.mime, media.width, media.height, media.bytes],
    )
    .await?;
    Ok(())
}

pub async fn media(q: &mut impl Query, id: &MediaId) -> Result<Media, Error> {
    q.maybe("SELECT id, kind, mime, width, height, bytes FROM catalog_media WHERE id = $1", args![id.clone()])
        .await?
        .ok_or_else(|| Error::UnknownMedia(id.clone()))
}
