//! The face of the brand: its marks, places and tiles, drawn and put among the pictures.

use std::collections::BTreeMap;

use catalog::{Blobs, MediaId};
use kernel::Problem;

use crate::szron::{self, Frame, Scene};

/// The brand prints its mark in one ink.
const INK: &str = "#1f2a33";

/// The brand's own drawings, as the shop finds them.
pub struct Art {
    pub wordmark: MediaId,
    /// The mark on a ground of its own, for the browser's tab.
    pub icon: MediaId,
    pub ridge: MediaId,
    pub ridge_square: MediaId,
    pub evening: MediaId,
    pub evening_square: MediaId,
    pub storefront: MediaId,
    pub storefront_square: MediaId,
    /// By key of the category.
    pub tiles: BTreeMap<String, MediaId>,
}

/// Pictures are named by what they show: drawn again, they are the same ones.
pub async fn art(blobs: &Blobs) -> Result<Art, Problem> {
    let put = async |drawing: String| Ok::<_, Problem>(blobs.put(drawing.into_bytes()).await?.id);
    let place = async |place, frame| put(szron::scene(place, frame)).await;
    let mut tiles = BTreeMap::new();
    for category in szron::categories() {
        tiles.insert(category.key.to_owned(), put(szron::tile(category.key)).await?);
    }
    Ok(Art {
        wordmark: put(szron::wordmark(INK)).await?,
        icon: put(szron::icon(INK)).await?,
        ridge: place(Scene::Ridge, Frame::Wide).await?,
        ridge_square: place(Scene::Ridge, Frame::Square).await?,
        evening: place(Scene::Evening, Frame::Wide).await?,
        evening_square: place(Scene::Evening, Frame::Square).await?,
        storefront: place(Scene::Storefront, Frame::Wide).await?,
        storefront_square: place(Scene::Storefront, Frame::Square).await?,
        tiles,
    })
}
