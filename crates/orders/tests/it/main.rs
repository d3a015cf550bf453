//! Orders through the front door, on both databases.

mod audit;
mod basket;
mod board;
mod cancel;
mod change;
mod complaints;
mod event;
mod exception;
mod exchange;
mod expire;
mod hand_over;
mod limits;
mod pay;
mod pick;
mod place;
mod race;
mod reject;
mod returns;
mod reversal;
mod sell;
mod ship;
mod shortfall;
mod transfer;
mod versions;
mod wave;
mod world;
