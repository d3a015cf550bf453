//! A shopper's client that does not give up: it sends the same request with the same key until somebody answers, and may
//! well send it twice.

use std::time::{Duration, Instant};

use kernel::{BasketId, Clock, OrderId, SystemClock};
use serde_json::{Value, json};

use crate::world::{Answer, World, fresh_key, pickup};

pub struct Buyer<'a> {
    pub world: &'a World,
    /// The node that is asked first.
    pub node: usize,
    pub email: String,
}

/// What is sent more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twice {
    Never,
    /// Once more after the answer, as a client that lost it would.
    Afterwards,
    /// Two requests on their way in the same moment, to different nodes where there are several.
    AtOnce,
}

/// What the shop promised.
#[derive(Debug, Clone)]
pub struct Order {
    pub id: OrderId,
    pub number: String,
    pub email: String,
    pub lines: Vec<(String, i64)>,
}

#[derive(Debug, Clone)]
pub enum Outcome {
    Ordered(Order),
    /// By this problem.
    Refused(String),
}

/// Long enough for a node to come back.
const PATIENCE: Duration = Duration::from_secs(60);

impl Buyer<'_> {
    /// Asks until somebody answers: a node may be gone for a moment, or too busy.
    async fn insist(
        &self,
        shift: usize,
        method: &str,
        path: &str,
        once: Option<&str>,
        body: &Value,
    ) -> Answer {
        let deadline = Instant::now() + PATIENCE;
        let mut turn = tokio::time::interval(Duration::from_millis(25));
        turn.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let nodes = &self.world.nodes;
        for attempt in 0.. {
            turn.tick().await;
            let node = &nodes[(self.node + shift + attempt) % nodes.len()];
            match self.world.send(node, method, path, &self.world.public, once, Some(body)).await {
                Ok(answer) if answer.status == 503 => {}
                Ok(answer) => {
                    assert!(answer.status < 500, "{method} {path}: {}\n{}", answer.body, node.told());
                    return answer;
                }
                Err(_) => {}
            }
            assert!(Instant::now() < deadline, "{method} {path}: nobody answers\n{}", node.told());
        }
        unreachable!("it asks until it panics")
    }

    pub async fn fill(&self, lines: &[(String, i64)]) -> BasketId {
        let id = BasketId::fresh(SystemClock.now());
        let open = json!({"id": id, "channel": "shop"});
        self.insist(0, "POST", "/baskets", Some(&fresh_key()), &open).await.ok(201);
        for (sku, quantity) in lines {
            let path = format!("/baskets/{id}/quantities/{sku}");
            self.insist(0, "PUT", &path, None, &json!({ "quantity": quantity })).await.ok(200);
        }
        id
    }

    /// Buys what is in the basket. The same request again has to be answered in the same way.
    pub async fn check_out(&self, basket: BasketId, lines: &[(String, i64)], twice: Twice) -> Outcome {
        let (path, once) = (format!("/baskets/{basket}/checkout"), fresh_key());
        let body = pickup(&self.email);
        let send = async |shift| self.insist(shift, "POST", &path, Some(&once), &body).await;
        let (answer, again) = match twice {
            Twice::Never => (send(0).await, None),
            Twice::Afterwards => {
                let first = send(0).await;
                (first, Some(send(1).await))
            }
            Twice::AtOnce => {
                let (first, second) = tokio::join!(send(0), send(1));
                (first, Some(second))
            }
        };
        if let Some(again) = again {
            assert_eq!(
                (answer.status, answer.slug()),
                (again.status, again.slug()),
                "{} {}",
                answer.body,
                again.body
            );
            if answer.status == 201 {
                assert_eq!(answer.body, again.body, "the same key, another answer");
            }
        }
        if answer.status == 201 {
            let (email, lines) = (self.email.clone(), lines.to_vec());
            let id = answer.text("/id").parse().expect("the id of an order");
            return Outcome::Ordered(Order { id, number: answer.text("/number"), email, lines });
        }
        assert_eq!(answer.status, 409, "{}", answer.body);
        Outcome::Refused(answer.slug().to_owned())
    }
}
