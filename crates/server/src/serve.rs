//! `spoina serve`: one node, until it is told to stop.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use kernel::{Options, SystemClock};
use tokio::net::TcpListener;

use crate::config::Config;
use crate::node::Node;

pub async fn run(config: Config) -> Result<(), String> {
    let listener = bind(config.listen()).await?;
    let node = Node::open(config.clone(), Arc::new(SystemClock), Options::default()).await?;
    crate::starter::settle_in(&node.db, &config.name).await.map_err(crate::commands::say)?;
    let router = node.router(storefront::BrandArt::default(), false)?;
    let background = node.start();
    println!("Spoina listens on {}", config.public_url());
    serve(listener, router).await?;
    drop(background);
    Ok(())
}

pub async fn bind(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| format!("{address} cannot be used: {error}"))
}

/// Answers until the process is asked to end; requests that have begun are finished, streams are cut after a moment.
pub async fn serve(listener: TcpListener, router: Router) -> Result<(), String> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let (stop, mut stopped) = tokio::sync::watch::channel(());
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        asked_to_end().await;
        let _ = stop.send(());
    });
    tokio::select! {
        ended = async { server.await } => ended.map_err(|error| error.to_string()),
        () = async {
            let _ = stopped.changed().await;
            tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        } => Ok(()),
    }
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
