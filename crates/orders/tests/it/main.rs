//! Orders through the front door, on both databases.

mod audit;
mod basket;
mod board;
mod cancel;
mod event;
mod exception;
mod expire;
mod hand_over;
mod limits;
mod pack;
mod pay;
mod pick;
mod place;
mod race;
mod reject;
mod returns;
mod sell;
mod ship;
mod shortfall;
mod transfer;
mod versions;
mod wave;
mod world;
