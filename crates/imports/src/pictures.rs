//! Pictures that lie beside the file.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use catalog::import::{ImportedProduct, RowError, pick_image};
use catalog::{Blobs, Error, Media, ProductMedia};

/// A folder of pictures, and the store they go to.
#[derive(Clone)]
pub struct Pictures {
    folder: PathBuf,
    blobs: Blobs,
    names: Arc<Vec<String>>,
    /// Looked at already; a picture of twenty variants is read once.
    known: Arc<Mutex<HashMap<String, Media>>>,
}
impl std::fmt::Debug for Pictures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pictures").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Pictures {
    /// A folder that is not there holds nothing.
    pub fn folder(folder: impl Into<PathBuf>, blobs: Blobs) -> Self {
        let folder = folder.into();
        let mut names: Vec<String> = std::fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        Self { folder, blobs, names: Arc::new(names), known: Arc::default() }
    }

    /// Stores the pictures of a product; what cannot be found or shown is told.
    pub(crate) async fn of(
        &self,
        product: &ImportedProduct,
        errors: &mut Vec<RowError>,
    ) -> Result<Vec<(Media, ProductMedia)>, Error> {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let mut found = Vec::new();
        for image in &product.images {
            let Some(name) = pick_image(image, &names) else {
                let detail = format!("there is no picture `{}` beside the file", image.source);
                errors.push(RowError::new(image.line, 0, "image", detail));
                continue;
            };
            match self.store(name).await {
                Ok(media) => {
                    let link = ProductMedia {
                        media: media.id.clone(),
                        alt: image.alt.clone(),
                        color: image.color.clone(),
                    };
                    found.push((media, link));
                }
                Err(Error::InvalidMedia(why)) => {
                    errors.push(RowError::new(image.line, 0, "image", format!("{name}: {why}")));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

    async fn store(&self, name: &str) -> Result<Media, Error> {
        if let Some(media) = self.known.lock().expect("no panic while held").get(name) {
            return Ok(media.clone());
        }
        let bytes =
            tokio::fs::read(self.folder.join(name)).await.map_err(|it| Error::Storage(it.to_string()))?;
        let media = self.blobs.put(bytes).await?;
        self.known.lock().expect("no panic while held").insert(name.to_owned(), media.clone());
        Ok(media)
    }
}
