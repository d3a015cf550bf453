//! The pictures of a product: their words, colours and order in the form, and new ones that are dropped on it.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use catalog::{ProductMedia, ProductPage, Text};
use kernel::{Capability, Problem};
use ui::Form;

use super::edit::draw;
use super::texts::LANGS;
use super::wish::{as_stored, filled};
use crate::desk::Uploaded;
use crate::problem::Sorry;
use crate::typing;

pub struct PictureRow {
    /// What its fields are called: `media.3`.
    pub name: String,
    pub media: String,
}

pub fn rows(known: Option<&ProductPage>) -> Vec<PictureRow> {
    let media = known.into_iter().flat_map(|it| &it.media).enumerate();
    media
        .map(|(place, it)| PictureRow { name: format!("media.{place}"), media: it.media.to_string() })
        .collect()
}

pub fn fill(mut form: Form, known: &ProductPage) -> Form {
    for (place, picture) in known.media.iter().enumerate() {
        let name = format!("media.{place}");
        form = form
            .set(&format!("{name}.id"), &picture.media)
            .set(&format!("{name}.color"), picture.color.clone().unwrap_or_default())
            .set(&format!("{name}.place"), place + 1);
        for lang in LANGS {
            form = form.set(&format!("{name}.{lang}"), own(&picture.alt, lang));
        }
    }
    form
}

/// The words of this language alone.
fn own(text: &Text, lang: &str) -> String {
    text.iter().find(|(own, _)| *own == lang).map(|(_, words)| words.to_owned()).unwrap_or_default()
}

/// The pictures in the order that was typed. One that came while the form was open stays, at the end.
pub fn typed(posted: &Form, stored: &[ProductMedia]) -> Vec<ProductMedia> {
    let mut media: Vec<(i64, ProductMedia)> = Vec::new();
    for (place, picture) in stored.iter().enumerate() {
        let name = (0..stored.len())
            .map(|it| format!("media.{it}"))
            .find(|name| posted.value(format!("{name}.id")) == picture.media.as_str());
        let Some(name) = name else {
            media.push((1000 + place as i64, picture.clone()));
            continue;
        };
        if posted.is_on(format!("{name}.remove")) {
            continue;
        }
        let mut alt = Text::default();
        for lang in LANGS {
            if let Some(words) = posted.text(&format!("{name}.{lang}")) {
                alt.set(lang, words);
            }
        }
        let color = posted.text(&format!("{name}.color")).map(str::to_owned);
        let order = typing::number(posted.value(format!("{name}.place"))).unwrap_or(place as i64 + 1);
        media.push((order, ProductMedia { media: picture.media.clone(), alt, color }));
    }
    media.sort_by_key(|(order, _)| *order);
    media.into_iter().map(|(_, it)| it).collect()
}

/// `POST /staff/products/{key}/pictures`
pub async fn add(Path(key): Path<String>, uploaded: Uploaded) -> Result<Response, Sorry> {
    let Uploaded { desk, files } = uploaded;
    desk.require(Capability::ManageCatalog)?;
    let mut media = Vec::new();
    for (_, bytes) in files {
        match desk.blobs().put(bytes).await {
            Ok(picture) => media.push(picture),
            Err(error) => {
                let problem: Problem = error.into();
                if problem.status >= 500 {
                    return Err(Sorry(problem));
                }
                let known = catalog::product_by_key(&mut desk.db.read().await?, &key).await?;
                let mut form = filled(&known);
                form.fail("pictures", crate::problem::words(desk.w, &problem));
                return draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, Some(known), form, None, None).await;
            }
        }
    }
    let added = desk
        .db
        .run(&desk.actor, async |tx| {
            let known = catalog::product_by_key(tx, &key).await?;
            let mut wanted = as_stored(&known);
            let mut added = 0;
            for picture in &media {
                catalog::save_media(tx, picture).await?;
                if wanted.media.iter().all(|it| it.media != picture.id) {
                    let link =
                        ProductMedia { media: picture.id.clone(), alt: known.product.name(), color: None };
                    wanted.media.push(link);
                    added += 1;
                }
            }
            catalog::save_product(tx, wanted).await?;
            Ok::<i64, catalog::Error>(added)
        })
        .await?;
    let to = Redirect::to(&format!("/staff/products/{key}#pictures"));
    Ok((ui::flash(&desk.w.n("product-pictures-added", added), None), to).into_response())
}
