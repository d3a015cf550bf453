use kernel::VisitorId;

use crate::world::each_shop;

#[tokio::test(flavor = "multi_thread")]
async fn the_click_that_brought_somebody_is_kept() {
    each_shop(async |world| {
        let mut browser = world.browser();
        let link = "/p/kurtka-halna?v=KURTKA-HALNA-GRANAT-M&utm_source=instagram&utm_medium=paid_social&utm_campaign=zima&fbclid=IwAR0";
        browser.get(link).await;
        browser.get("/c/jackets").await;
        browser.post("/basket", &[("sku", "KURTKA-HALNA-GRANAT-M")]).await;
        world.state.finish().await;
        let visitor: VisitorId = browser.cookies["spoina_visitor"].parse().unwrap();
        let known = customers::visitor(&mut world.db.read().await.unwrap(), visitor).await.unwrap().unwrap();
        assert_eq!(known.landing, "/p/kurtka-halna");
        let campaign = serde_json::to_value(&known.campaign).unwrap();
        assert_eq!(campaign["source"], "instagram");
        assert_eq!(campaign["clicks"]["fbclid"], "IwAR0");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn robots_leave_no_trace() {
    each_shop(async |world| {
        let mut robot = world.browser();
        robot.headers.push(("user-agent", "Googlebot/2.1".to_owned()));
        let page = robot.get("/p/kurtka-halna").await;
        assert!(page.has("Kurtka Halna") && robot.cookies.is_empty());
    })
    .await;
}
