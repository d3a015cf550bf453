//! A node that is asked to end has nothing left in its hands.

use kernel::VisitorId;

use crate::world::{Store, World};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_looked_at_last_is_stored_before_the_end() {
    for store in [Store::Sqlite, Store::Postgres] {
        let Some(world) = World::build(store, 1).await else { continue };
        for signal in ["TERM", "INT"] {
            world.start().await;
            let answer =
                world.http.get(format!("{}/stores?utm_source={signal}", world.nodes[0].url)).send().await;
            let answer = answer.expect("the shop answers").error_for_status().expect("a page");
            let cookies = answer.headers().get_all("set-cookie").iter().filter_map(|it| it.to_str().ok());
            let visitor =
                cookies.filter_map(|it| it.strip_prefix("spoina_visitor=")?.split(';').next()).next();
            let visitor: VisitorId = visitor.expect("a cookie").parse().expect("a visitor");
            world.nodes[0].end(signal).await;

            let db = world.db().await;
            let known = customers::visitor(&mut db.read().await.expect("a reader"), visitor).await;
            let known = known.expect("the database answers").expect("the visitor is known");
            let campaign = serde_json::to_value(&known.campaign).expect("a campaign");
            assert_eq!(
                (known.landing.as_str(), &campaign["source"]),
                ("/stores", &signal.into()),
                "{store:?}"
            );
        }
        world.close().await;
    }
}
