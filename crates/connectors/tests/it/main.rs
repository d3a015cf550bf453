//! Connectors against the simulator.
