use catalog::{Blobs, Error, ProductMedia, Text, cards, product_by_key, save_media, variants};
use kernel::Actor;
use testkit::each_database;

use crate::world::{product, save, shop};

fn picture(width: u32) -> Vec<u8> {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} 100\"><circle r=\"9\"/></svg>")
        .into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_kept_by_their_content() {
    let folder = std::env::temp_dir().join(format!("spoina-blobs-{}", std::process::id()));
    let blobs = Blobs::directory(&folder);
    let (first, again) = (blobs.put(picture(300)).await.unwrap(), blobs.put(picture(300)).await.unwrap());
    assert_eq!(first, again);
    assert_eq!((first.width, first.height), (Some(300), Some(100)));
    assert_eq!(blobs.get(&first.id).await.unwrap(), Some(("image/svg+xml", picture(300))));
    let other = catalog::MediaId::of(b"something else");
    assert_eq!(blobs.get(&other).await.unwrap(), None);
    assert!(matches!(blobs.put(b"MZ not a picture".to_vec()).await, Err(Error::InvalidMedia(_))));
    let _ = std::fs::remove_dir_all(folder);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_variant_shows_the_picture_of_its_colour() {
    each_database(&[catalog::MIGRATIONS], async |db| {
        shop(db).await;
        let blobs = Blobs::memory();
        let mut jacket = product("a", "A", "A", &[("granat", "M"), ("mech", "M")]);
        let mut pictures = Vec::new();
        for (width, color) in [(1, "granat"), (2, "mech"), (3, "mech")] {
            let media = blobs.put(picture(width)).await.unwrap();
            let link =
                ProductMedia { media: media.id.clone(), alt: Text::new("A", "A"), color: Some(color.into()) };
            jacket.media.push(link);
            pictures.push(media);
        }
        assert!(matches!(save(db, jacket.clone()).await, Err(Error::UnknownMedia(_))));
        db.run(&Actor::System, async |tx| {
            for media in &pictures {
                save_media(tx, media).await?;
            }
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
        save(db, jacket).await.unwrap();
        let mut read = db.read().await.unwrap();
        let page = product_by_key(&mut read, "a").await.unwrap();
        assert_eq!(
            page.media.iter().map(|media| media.width).collect::<Vec<_>>(),
            [Some(1), Some(2), Some(3)]
        );
        let moss = variants(&mut read, &[page.variants[1].id]).await.unwrap();
        assert_eq!(moss[0].picture.as_ref(), Some(&pictures[1].id));
        let card = cards(&mut read, &[page.product.id]).await.unwrap().remove(0);
        assert_eq!(
            (card.picture.as_ref(), card.second.as_ref()),
            (Some(&pictures[0].id), Some(&pictures[1].id))
        );
        assert_eq!(card.colors[1].picture.as_ref(), Some(&pictures[1].id));
        assert_eq!((card.sizes.len(), card.variants.len()), (1, 2));
    })
    .await;
}
