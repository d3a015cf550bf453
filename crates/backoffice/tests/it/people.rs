use access::{AuditFilter, audit_trail};
use kernel::PageRequest;
use testkit::each_database;

use crate::world::{AREAS, Browser, world};

#[tokio::test(flavor = "multi_thread")]
async fn each_look_at_a_profile_is_written_down_and_shown() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let person = world.krakow_order.person.unwrap();
        let browser = Browser::signed_in(&world.app, "krakow@szron.example").await;
        let page = browser.get(&format!("/staff/people/{person}")).await;
        page.is(200).has("ewa.lis@example.com").has("zapisujemy w dzienniku dostępu").has("Kuba Krakowski");
        page.has(&world.krakow_order.number);
        let filter = AuditFilter { subject: Some(person.to_string()), actor: None };
        let trail =
            audit_trail(&mut db.read().await.unwrap(), &filter, &PageRequest::first(10)).await.unwrap();
        assert_eq!(trail.items.len(), 1);
        assert_eq!(
            (trail.items[0].action.as_str(), trail.items[0].detail.as_str()),
            ("person.read", "profile")
        );
        let admin = Browser::signed_in(&world.app, "admin@szron.example").await;
        let shown = admin.get(&format!("/staff/access/trail?subject={person}")).await;
        shown.has("Odczyt profilu klienta").has("Kuba Krakowski").lacks("Ewa Lis");
        // Whoever may not read leaves no trace and sees nothing.
        let offer = Browser::signed_in(&world.app, "oferta@szron.example").await;
        offer.get(&format!("/staff/people/{person}")).await.is(403).lacks("ewa.lis");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn data_are_put_right_and_a_wrong_phone_stays_in_the_form() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        let person = world.gdansk_order.person.unwrap();
        let browser = Browser::signed_in(&world.app, "agent@szron.example").await;
        let path = format!("/staff/people/{person}");
        let wrong = browser.post(&path, &[("name", "Jan W."), ("phone", "12")]).await;
        wrong.is(422).has("To nie jest numer telefonu.").has("value=\"Jan W.\"");
        let taken = browser.post(&path, &[("name", "Jan W."), ("phone", "600700800")]).await;
        taken.is(422).has("Ten telefon należy do innego profilu.");
        browser
            .post(&path, &[("name", "Jan Wilk"), ("phone", "601 701 801"), ("language", "en")])
            .await
            .is(303);
        let stored = customers::person(&mut db.read().await.unwrap(), person).await.unwrap();
        assert_eq!(stored.phone().unwrap().as_str(), "+48601701801");
    })
    .await;
}
