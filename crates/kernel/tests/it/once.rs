use kernel::{Actor, Fault, OnceKey, Query, Timestamp, VisitorId, args};
use testkit::each_database;

use crate::{TABLES, kept, put};

fn key(text: &str) -> OnceKey {
    OnceKey { route: "POST /things", key: text.to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_gets_the_same_answer_and_acts_once() {
    each_database(&[TABLES], async |db| {
        let mut tasks = Vec::new();
        for _ in 0..20 {
            let db = db.clone();
            tasks.push(tokio::spawn(async move {
                db.once(&key("k"), &Actor::System, &"buy", async |tx| {
                    let n = tx.count("SELECT COUNT(*) FROM t", args![]).await?;
                    put(tx, n + 100).await?;
                    Ok::<i64, Fault>(n + 100)
                })
                .await
            }));
        }
        for task in tasks {
            assert_eq!(task.await.unwrap().unwrap(), 100);
        }
        assert_eq!(kept(db).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_bound_to_its_request_and_its_caller() {
    each_database(&[TABLES], async |db| {
        let ask = async |actor: &Actor, request: &str, n: i64| {
            db.once(&key("k"), actor, &request, async |tx| {
                put(tx, n).await?;
                Ok::<i64, Fault>(n)
            })
            .await
        };
        assert_eq!(ask(&Actor::System, "one", 1).await.unwrap(), 1);
        assert!(matches!(ask(&Actor::System, "two", 2).await, Err(Fault::KeyReused)));
        let other = Actor::Visitor(VisitorId::fresh(Timestamp::from_millis(1)));
        assert_eq!(ask(&other, "two", 2).await.unwrap(), 2);
        assert_eq!(kept(db).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_not_remembered() {
    each_database(&[TABLES], async |db| {
        let refused: Result<i64, Fault> =
            db.once(&key("k"), &Actor::System, &"x", async |_| Err(Fault::Ended("no"))).await;
        assert!(refused.is_err());
        let now = db.once(&key("k"), &Actor::System, &"x", async |_| Ok::<i64, Fault>(7)).await;
        assert_eq!(now.unwrap(), 7);
    })
    .await;
}
