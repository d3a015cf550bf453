//! Connectors against the simulator, over real sockets.

mod simpay;
mod simship;
