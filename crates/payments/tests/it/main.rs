//! Payments, through the front door.
