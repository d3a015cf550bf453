use payments::{Callback, CallbackState, Headers, Providers};
use testkit::each_database;

use crate::world::{AREAS, run, slug};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_are_stored_once_and_nobody_believes_an_unknown_provider() {
    each_database(AREAS, async |db| {
        let callback = Callback {
            provider: "nobody".to_owned(),
            headers: Headers::new([("X-Signature", "abc"), ("Cookie", "secret")]),
            body: "{}".to_owned(),
        };
        let store =
            async |it: &Callback| run(db, async |tx| payments::store_callback(tx, it.clone()).await).await;
        let first = store(&callback).await.unwrap();
        assert_eq!(store(&callback).await.unwrap(), first);
        assert_ne!(store(&Callback { body: "{ }".to_owned(), ..callback.clone() }).await.unwrap(), first);
        kernel::settle(db, &[], &payments::workers(&Providers::default())).await.unwrap();
        let refused =
            payments::callbacks(&mut db.read().await.unwrap(), CallbackState::Refused, 10).await.unwrap();
        assert_eq!(refused.len(), 2);
        assert_eq!(refused[0].headers.get("x-signature"), Some("abc"));
        assert_eq!(refused[0].headers.get("cookie"), None);
        let large = Callback { body: "x".repeat(70_000), ..callback };
        assert_eq!(slug(store(&large).await.unwrap_err()), "payments/callback-too-large");
    })
    .await;
}
