//! Orders, through the front door.
