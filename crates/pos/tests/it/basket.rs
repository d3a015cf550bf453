use kernel::VariantId;

use crate::world::{each_szron, goods, till};

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_an_item_by_its_barcode_or_its_number() {
    each_szron(async |world| {
        let browser = till(world, &world.here).await;
        let (variant, price) = goods(world, &browser).await[0];
        let known = browser.get(world, &format!("/pos/api/items?ids={variant}")).await.fine();
        let (ean, sku) = (known[0]["ean"].as_str().unwrap(), known[0]["sku"].as_str().unwrap());
        for code in [ean, sku] {
            let heard = browser.get(world, &format!("/pos/api/scan?code={code}")).await.fine();
            assert_eq!(heard["item"]["id"].as_str(), Some(variant.to_string().as_str()));
            assert_eq!(heard["item"]["price"].as_i64(), Some(price));
            assert_eq!(
                (heard["item"]["letter"].as_str(), heard["item"]["rate_bp"].as_i64()),
                (Some("A"), Some(2300))
            );
        }
        let nothing = browser.get(world, "/pos/api/scan?code=5901234123457").await.fine();
        assert!(nothing["item"].is_null() && nothing["pickups"].as_array().unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stock_is_told_for_here_the_neighbours_and_the_warehouse() {
    each_szron(async |world| {
        let browser = till(world, &world.here).await;
        let (variant, _) = goods(world, &browser).await[0];
        let stock = browser.get(world, &format!("/pos/api/stock/{variant}")).await.fine();
        let here = inventory::at(&world.db, variant, world.here.id).await.unwrap();
        assert_eq!(stock["here"].as_i64(), Some(here));
        let places = stock["places"].as_array().unwrap();
        assert_eq!(places.len(), 14);
        assert_eq!(places[0]["kind"], "warehouse");
        let sum: i64 = places.iter().map(|it| it["available"].as_i64().unwrap().max(0)).sum();
        assert_eq!(stock["total"].as_i64(), Some(sum + here));

        let tiles = browser.get(world, "/pos/api/goods").await.fine();
        assert_eq!(tiles["groups"].as_array().unwrap().len(), 24);
        let next = browser
            .get(world, &format!("/pos/api/goods?after={}", tiles["next"].as_str().unwrap()))
            .await
            .fine();
        assert_ne!(next["groups"][0]["product"], tiles["groups"][0]["product"]);
        assert!(!browser.get(world, "/pos/api/categories").await.fine().as_array().unwrap().is_empty());
        let first: VariantId = tiles["groups"][0]["items"][0]["id"].as_str().unwrap().parse().unwrap();
        let own = browser.get(world, &format!("/pos/api/goods/{first}")).await.fine();
        assert_eq!(own["groups"][0]["product"], tiles["groups"][0]["product"]);
    })
    .await;
}
