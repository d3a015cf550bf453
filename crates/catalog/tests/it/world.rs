//! A small shop for the tests.

use catalog::{
    Attribute, Brand, Choice, Error, OptionValue, Product, ProductText, SaveCategory, SaveProduct,
    SaveVariant, Text, save_attribute, save_brand, save_category, save_product,
};
use kernel::{Actor, BrandCode, Db, Sku};

pub fn sku(text: &str) -> Sku {
    Sku::new(text).unwrap()
}

pub fn product(key: &str, pl: &str, en: &str, options: &[(&str, &str)]) -> SaveProduct {
    let text = |name: &str| ProductText { name: name.to_owned(), ..ProductText::default() };
    let variants = options.iter().map(|(color, size)| SaveVariant {
        options: vec![OptionValue::new("colour", *color), OptionValue::new("size", *size)],
        ..SaveVariant::new(sku(&format!("{}-{color}-{size}", key.to_uppercase())))
    });
    SaveProduct {
        key: key.to_owned(),
        texts: [("pl".to_owned(), text(pl)), ("en".to_owned(), text(en))].into(),
        variants: variants.collect(),
        ..SaveProduct::default()
    }
}

pub async fn save(db: &Db, wanted: SaveProduct) -> Result<Product, Error> {
    db.run(&Actor::System, async |tx| save_product(tx, wanted.clone()).await).await
}

/// Categories jackets > down-jackets and shoes, the brand Szron, colours and sizes.
pub async fn shop(db: &Db) {
    db.run(&Actor::System, async |tx| {
        save_brand(tx, &Brand { code: BrandCode::new("szron").unwrap(), name: "Szron".into() }).await?;
        for (key, parent, pl, en) in [
            ("jackets", None, "Kurtki i płaszcze", "Jackets and coats"),
            ("down-jackets", Some("jackets"), "Kurtki puchowe", "Down jackets"),
            ("shoes", None, "Buty", "Shoes"),
        ] {
            let parent = parent.map(str::to_owned);
            let name = Text::new(pl, en);
            save_category(
                tx,
                SaveCategory { key: key.into(), parent, name, about: Text::default(), position: 0 },
            )
            .await?;
        }
        let choices = [("granat", "granatowy", "navy"), ("mech", "mech", "moss")];
        let choices = choices.map(|(code, pl, en)| Choice::new(code, Text::new(pl, en)));
        save_attribute(tx, Attribute::list("color", Text::new("Kolor", "Colour"), choices.to_vec())).await?;
        let sizes = ["S", "M", "L"].map(|size| Choice::new(size, Text::same(size)));
        save_attribute(tx, Attribute::list("size", Text::new("Rozmiar", "Size"), sizes.to_vec())).await?;
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
}
