//! Where the bytes of pictures lie: a port with a directory behind it. Files are named by their content, so writing one
//! twice, or on two nodes at once, is harmless.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use crate::media::sniff;
use crate::{Error, Media, MediaId};

/// What a place for blobs must do. Blocking: [`Blobs`] calls it on a thread that may wait.
pub trait BlobStore: Send + Sync {
    fn write(&self, id: &MediaId, bytes: &[u8]) -> std::io::Result<()>;
    fn read(&self, id: &MediaId) -> std::io::Result<Option<Vec<u8>>>;
}

/// A handle on the blob store. Cheap to clone.
#[derive(Clone)]
pub struct Blobs(Arc<dyn BlobStore>);
impl Blobs {
    pub fn new(store: impl BlobStore + 'static) -> Self {
        Blobs(Arc::new(store))
    }
    /// Below this directory, made when the first picture comes.
    pub fn directory(path: impl AsRef<Path>) -> Self {
        Self::new(Directory(path.as_ref().to_owned()))
    }
    /// For tests and trials: gone with the process.
    pub fn memory() -> Self {
        Self::new(Memory::default())
    }

    /// Looks at the bytes and keeps them. The row comes with [`crate::save_media`].
    pub async fn put(&self, bytes: Vec<u8>) -> Result<Media, Error> {
        let media = Media::inspect(&bytes)?;
        let (store, id) = (self.0.clone(), media.id.clone());
        wait(move || store.write(&id, &bytes)).await?;
        Ok(media)
    }
    /// Content type and bytes.
    pub async fn get(&self, id: &MediaId) -> Result<Option<(&'static str, Vec<u8>)>, Error> {
        let (store, id) = (self.0.clone(), id.clone());
        let bytes = wait(move || store.read(&id)).await?;
        Ok(bytes.and_then(|bytes| sniff(&bytes).map(|mime| (mime, bytes))))
    }
}

async fn wait<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(|error| Error::Storage(error.to_string())),
        Err(error) => Err(Error::Storage(error.to_string())),
    }
}

struct Directory(PathBuf);
impl Directory {
    /// Spread over 256 folders.
    fn path(&self, id: &MediaId) -> PathBuf {
        self.0.join(&id.as_str()[..2]).join(&id.as_str()[2..])
    }
}
impl BlobStore for Directory {
    fn write(&self, id: &MediaId, bytes: &[u8]) -> std::io::Result<()> {
        static WRITES: AtomicU64 = AtomicU64::new(0);
        let path = self.path(id);
        if path.exists() {
            return Ok(());
        }
        let folder = path.parent().expect("a blob lies in a folder");
        std::fs::create_dir_all(folder)?;
        // Written aside and moved into place: nobody ever reads half a picture.
        let number = WRITES.fetch_add(1, Ordering::Relaxed);
        let aside = folder.join(format!(".{}-{}-{number}", id.as_str(), std::process::id()));
        std::fs::write(&aside, bytes)?;
        std::fs::rename(&aside, &path)
    }
    fn read(&self, id: &MediaId) -> std::io::Result<Option<Vec<u8>>> {
        match std::fs::read(self.path(id)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

#[derive(Default)]
struct Memory(Mutex<HashMap<MediaId, Vec<u8>>>);
impl BlobStore for Memory {
    fn write(&self, id: &MediaId, bytes: &[u8]) -> std::io::Result<()> {
        self.0.lock().expect("no panic while held").insert(id.clone(), bytes.to_owned());
        Ok(())
    }
    fn read(&self, id: &MediaId) -> std::io::Result<Option<Vec<u8>>> {
        Ok(self.0.lock().expect("no panic while held").get(id).cloned())
    }
}
