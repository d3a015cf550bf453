use axum::http::StatusCode;

use crate::world::each_shop;

#[tokio::test(flavor = "multi_thread")]
async fn filters_stand_in_the_address_and_say_what_is_left() {
    each_shop(async |world| {
        let mut browser = world.browser();
        let all = browser.get("/c/jackets").await;
        assert!(
            all.has("2 produkty")
                && all.has("Kurtka Halna")
                && all.has("Czapka Mgła")
                && !all.has("/p/buty-rosa")
        );
        let moss = browser.get("/c/jackets?color=mech&size=S").await;
        assert!(moss.has("/p/kurtka-halna?c=mech") && !moss.has("/p/czapka-mgla"));
        let cheap = browser.get("/c/jackets?to=100").await;
        assert!(cheap.has("/p/czapka-mgla") && !cheap.has("/p/kurtka-halna"));
        let here = browser.get("/c/jackets?store=poznan").await;
        assert!(
            here.has("/p/kurtka-halna") && !here.has("/p/czapka-mgla") && here.has("W sklepie: Mróz Poznań")
        );
        let none = browser.get("/c/jackets?color=granat&to=50").await;
        assert!(none.has("Filtry ukryły wszystko") && none.has("href=\"/c/jackets\""));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_sorted_by_price_and_sold_out_is_said() {
    each_shop(async |world| {
        let mut browser = world.browser();
        let page = browser.get("/c/jackets?sort=dear").await;
        let (dear, cheap) = (page.body.find("/p/kurtka-halna\""), page.body.find("/p/czapka-mgla\""));
        assert!(dear.unwrap() < cheap.unwrap());
        assert!(page.has("Wyprzedane"));
        assert!(browser.get("/c/jackets?sort=odd&page=zero&from=x").await.status == StatusCode::OK);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reduction_tells_the_lowest_price_of_thirty_days() {
    each_shop(async |world| {
        world.clock.wind_days(40);
        world.stock("CZAPKA-MGLA-MECH-M", "krakow", 3).await;
        world.price("CZAPKA-MGLA-MECH-M", 5_900).await;
        world.clock.wind_days(1);
        let mut browser = world.browser();
        let page = browser.get("/c/jackets?sale=1").await;
        assert!(
            page.has("−34%") && page.has("Najniższa z 30 dni: 89,00\u{a0}zł") && !page.has("/p/kurtka-halna")
        );
        assert!(
            browser.get("/p/czapka-mgla").await.has("Najniższa cena z 30 dni przed obniżką: 89,00\u{a0}zł")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_find_goods_and_a_number_leads_straight_to_them() {
    each_shop(async |world| {
        let mut browser = world.browser();
        assert!(browser.get("/search?q=kurtki").await.has("/p/kurtka-halna"));
        assert!(browser.get("/search?q=buty+rosa").await.has("/p/buty-rosa"));
        let exact = browser.get("/search?q=buty-rosa-granat-42").await;
        assert_eq!(exact.to(), "/p/buty-rosa?v=BUTY-ROSA-GRANAT-42");
        let nothing = browser.get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E").await;
        assert!(nothing.has("Nic tu nie ma") && !nothing.has("<script>alert"));
        assert!(browser.get("/search/quick?q=kurt").await.has("/p/kurtka-halna"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn htmx_gets_the_results_alone() {
    each_shop(async |world| {
        let mut browser = world.browser();
        browser.headers.push(("hx-request", "true".to_owned()));
        let piece = browser.get("/c/jackets?size=M&from=&sort=best").await;
        assert_eq!(piece.headers["hx-push-url"], "/c/jackets?size=M");
        assert!(piece.has("class=\"filters\"") && !piece.has("<html"));
    })
    .await;
}
