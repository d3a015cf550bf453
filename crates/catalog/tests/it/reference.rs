use catalog::{
    Attribute, Brand, Channel, Choice, Error, Market, SaveCategory, Seller, Text, attributes, categories,
    channel, channels, extend_attribute, market, save_attribute, save_brand, save_category, save_channel,
    save_market, save_seller, seller,
};
use kernel::{Actor, BrandCode, ChannelCode, Currency, MarketCode, PriceListCode, SellerCode, Tz};
use testkit::each_database;

fn poland() -> Market {
    Market {
        code: MarketCode::new("pl").unwrap(),
        country: "PL".into(),
        currency: Currency::Pln,
        zone: Tz::Europe__Warsaw,
        languages: vec!["pl".into(), "en".into()],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dimensions_of_trade_are_read_as_they_were_saved() {
    each_database(&[catalog::MIGRATIONS], async |db| {
        let brand = Brand { code: BrandCode::new("szron").unwrap(), name: "Szron".into() };
        let shop = Channel {
            code: ChannelCode::new("shop").unwrap(),
            market: poland().code,
            brand: brand.code.clone(),
            price_list: PriceListCode::new("pln").unwrap(),
            name: Text::new("Sklep", "Shop"),
        };
        let company = Seller {
            code: SellerCode::new("szron").unwrap(),
            name: "Szron sp. z o.o.".into(),
            tax_id: "5250000000".into(),
            street: "Zimowa 1".into(),
            postcode: "00-001".into(),
            city: "Warszawa".into(),
            country: "PL".into(),
        };
        let early = db.run(&Actor::System, async |tx| save_channel(tx, &shop).await).await;
        assert!(matches!(early, Err(Error::UnknownMarket(_))));
        db.run(&Actor::System, async |tx| {
            save_market(tx, &poland()).await?;
            save_brand(tx, &brand).await?;
            save_channel(tx, &shop).await?;
            save_channel(tx, &shop).await?;
            save_seller(tx, &company).await
        })
        .await
        .unwrap();
        let mut read = db.read().await.unwrap();
        assert_eq!(market(&mut read, &poland().code).await.unwrap(), poland());
        assert_eq!(channel(&mut read, &shop.code).await.unwrap(), shop);
        assert_eq!(channels(&mut read).await.unwrap(), [shop]);
        assert_eq!(seller(&mut read, &company.code).await.unwrap(), company);
        let missing = channel(&mut read, &ChannelCode::new("nowhere").unwrap()).await;
        assert!(matches!(missing, Err(Error::UnknownChannel(_))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_category_cannot_stand_below_itself() {
    each_database(&[catalog::MIGRATIONS], async |db| {
        let save = async |key: &str, parent: Option<&str>| {
            let (key, parent) = (key.to_owned(), parent.map(str::to_owned));
            let wanted =
                SaveCategory { name: Text::same(&key), key, parent, about: Text::default(), position: 0 };
            db.run(&Actor::System, async |tx| save_category(tx, wanted.clone()).await).await
        };
        let top = save("top", None).await.unwrap();
        save("middle", Some("top")).await.unwrap();
        let low = save("low", Some("middle")).await.unwrap();
        assert!(matches!(save("top", Some("low")).await, Err(Error::CategoryLoop(_))));
        assert!(matches!(save("top", Some("top")).await, Err(Error::CategoryLoop(_))));
        assert!(matches!(save("new", Some("nowhere")).await, Err(Error::UnknownCategory(_))));
        let tree = categories(&mut db.read().await.unwrap()).await.unwrap();
        assert_eq!(tree.below(top.id).len(), 3);
        assert_eq!(
            tree.path(low.id).iter().map(|it| it.key.as_str()).collect::<Vec<_>>(),
            ["top", "middle", "low"]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_adds_choices_and_keeps_the_names_people_gave() {
    each_database(&[catalog::MIGRATIONS], async |db| {
        let ours = Attribute::list(
            "colour",
            Text::new("Kolor", "Colour"),
            vec![Choice::new("red", Text::new("czerwony", "red"))],
        );
        let theirs = Attribute::list(
            "color",
            Text::same("Color"),
            vec![Choice::new("red", Text::same("RED")), Choice::new("blue", Text::same("Blue"))],
        );
        db.run(&Actor::System, async |tx| {
            save_attribute(tx, ours.clone()).await?;
            extend_attribute(tx, &theirs).await?;
            extend_attribute(tx, &theirs).await
        })
        .await
        .unwrap();
        let known = attributes(&mut db.read().await.unwrap()).await.unwrap();
        assert_eq!(known.len(), 1);
        assert_eq!(known[0].name.get("pl"), "Kolor");
        assert_eq!(known[0].choice("red").unwrap().name.get("pl"), "czerwony");
        assert_eq!(known[0].choice("blue").unwrap().name.get("pl"), "Blue");
    })
    .await;
}
