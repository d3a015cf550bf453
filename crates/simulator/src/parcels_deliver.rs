//! Reports of the carrier: signed, sent until they are answered with 2xx, with growing pauses, and given up at last.

use std::time::Duration;

use crate::parcels::{ParcelReport, Parcels};
use crate::sign::sign_callback;

const PAUSES_MS: &[u64] = &[200, 500, 1_000, 2_000, 5_000, 15_000, 60_000, 120_000];

impl Parcels {
    pub(crate) fn send(&self, mut reports: Vec<ParcelReport>) {
        if reports.is_empty() {
            return;
        }
        let behaviour = self.behaviour();
        if behaviour.reordered {
            reports.reverse();
        }
        if behaviour.doubled {
            reports = reports.into_iter().flat_map(|report| [report.clone(), report]).collect();
        }
        let carrier = self.clone();
        carrier.0.busy.send_modify(|many| *many += 1);
        tokio::spawn(async move {
            for report in &reports {
                carrier.deliver(report, behaviour.forged).await;
            }
            carrier.0.busy.send_modify(|many| *many -= 1);
        });
    }

    async fn deliver(&self, report: &ParcelReport, forged: bool) {
        let body = serde_json::to_string(report).expect("plain data");
        let secret = if forged { "not-the-secret" } else { &self.0.secret };
        let mut pauses = PAUSES_MS.iter();
        loop {
            let signature = sign_callback(secret, (self.0.clock)() / 1000, &body);
            let request = self
                .0
                .client
                .post(&self.0.callback_url)
                .header("content-type", "application/json")
                .header("simship-signature", signature)
                .body(body.clone());
            match request.send().await {
                Ok(answer) if answer.status().is_success() => return,
                Ok(answer) => {
                    tracing::warn!(report = report.id, status = %answer.status(), "report not taken");
                }
                Err(error) => tracing::warn!(report = report.id, %error, "report not delivered"),
            }
            let Some(pause) = pauses.next() else {
                tracing::error!(report = report.id, "report given up");
                return;
            };
            tokio::time::sleep(Duration::from_millis(*pause)).await;
        }
    }
}
