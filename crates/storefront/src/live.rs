//! Pages that keep themselves right: a piece of HTML again whenever an event touches what it shows.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use kernel::{Db, Fact, Problem};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, timeout_at};

const ALIVE: Duration = Duration::from_secs(15);
/// Several events of one moment make one picture.
const SETTLE: Duration = Duration::from_millis(60);

/// Sends `render()` at once, so that nothing between page and stream is missed, and after every fact that `touches`.
pub fn stream<R, F>(db: &Db, touches: impl Fn(&Fact) -> bool + Send + 'static, render: R) -> Response
where
    R: Fn() -> F + Send + 'static,
    F: Future<Output = Result<String, Problem>> + Send,
{
    let live = db.live().subscribe();
    let first = true;
    let stream = futures::stream::unfold(
        (live, first, touches, render),
        |(mut live, first, touches, render)| async move {
            if !first {
                loop {
                    match live.recv().await {
                        Ok(fact) if touches(&fact) => break,
                        Ok(_) => {}
                        Err(RecvError::Lagged(_)) => break,
                        Err(RecvError::Closed) => return None,
                    }
                }
                let end = Instant::now() + SETTLE;
                while let Ok(Ok(_) | Err(RecvError::Lagged(_))) = timeout_at(end, live.recv()).await {}
            }
            let event = match render().await {
                Ok(html) => Event::default().data(html.replace(['\n', '\r'], " ")),
                Err(_) => Event::default().comment("busy"),
            };
            Some((Ok::<_, Infallible>(event), (live, false, touches, render)))
        },
    );
    let sse = Sse::new(stream).keep_alive(KeepAlive::new().interval(ALIVE));
    ([("x-accel-buffering", "no"), ("cache-control", "no-store")], sse).into_response()
}
