//! Payments through the front door, on both databases.

mod audit;
mod callback;
mod capture;
mod credit;
mod give_back;
mod outcome;
mod reconcile;
mod refund;
mod tender;
mod world;
