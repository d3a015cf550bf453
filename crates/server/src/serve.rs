//! `spoina serve`: one node, until it is told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use kernel::{Options, SystemClock};
use tokio::net::TcpListener;

use crate::config::Config;
use crate::node::{Doors, Node};

/// How long streams may go on after the node was asked to end, and how long the last writing may take.
const PATIENCE: Duration = Duration::from_secs(3);

pub async fn run(config: Config) -> Result<(), String> {
    let listener = bind(config.listen()).await?;
    let node = Node::open(config.clone(), Arc::new(SystemClock), Options::default()).await?;
    crate::starter::settle_in(&node.db, &config.name).await.map_err(crate::commands::say)?;
    let doors = node.doors(storefront::BrandArt::default(), false)?;
    let background = node.start();
    println!("Spoina listens on {}", config.public_url());
    serve(listener, doors).await?;
    drop(background);
    Ok(())
}

pub async fn bind(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| format!("{address} cannot be used: {error}"))
}

/// Answers until the process is asked to end; requests that have begun are finished, streams are cut after a moment, and
/// what was looked at is stored.
pub async fn serve(listener: TcpListener, doors: Doors) -> Result<(), String> {
    let service = doors.router.clone().into_make_service_with_connect_info::<SocketAddr>();
    let (stop, mut stopped) = tokio::sync::watch::channel(());
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        asked_to_end().await;
        let _ = stop.send(());
    });
    let ended = tokio::select! {
        ended = async { server.await } => ended.map_err(|error| error.to_string()),
        () = async {
            let _ = stopped.changed().await;
            tokio::time::sleep(PATIENCE).await;
        } => Ok(()),
    };
    if tokio::time::timeout(PATIENCE, doors.finish()).await.is_err() {
        tracing::warn!("the database does not take what was looked at last");
    }
    ended
}

async fn asked_to_end() {
    let interrupt = async { drop(tokio::signal::ctrl_c().await) };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}
