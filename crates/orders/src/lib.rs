//! Orders of every channel: baskets, placing, the work of locations, hand-over and sale, and what time undoes.
//!
//! A basket is a wish; [`place`] makes it a promise: quote, allotment, order, debt and reserved goods exist together or not at
//! all, and before money moves. Life, payment and fulfilment are separate axes; lines carry quantities, open, fulfilled and
//! cancelled. [`sell`] is a fact over the counter and is never refused for stock. Everything that happens stands in the
//! history and is told as an event. What left may come back, anywhere: announced, received, accepted, and the money starts its
//! way with the acceptance. Reads ask no capability: channels narrow them by what the actor may see.

mod accept_return;
mod adopt_basket;
mod allot;
mod audit;
mod basket;
mod board;
mod cancel;
mod edit_basket;
mod error;
mod event;
mod expire;
mod find_returns;
mod fulfilment;
mod give_up;
mod hand_over;
mod history;
mod memory;
mod money;
mod number;
mod open_basket;
mod open_return;
mod order;
mod pick;
mod place;
mod policy;
mod price;
mod queue;
mod receipt;
mod receive_return;
mod reject;
mod return_policy;
mod return_store;
mod returns;
mod sell;
mod settle;
mod ship;
mod store;

pub use accept_return::{
    AcceptReturn, PayBack, RefundTimes, accept_return, on_refunded, refund_times, reject_return,
};
pub use adopt_basket::adopt_basket;
pub use audit::audit;
pub use basket::{Basket, BasketLine, BasketState, MAX_LINES, MAX_QUANTITY};
pub use board::{
    CardWork, OrderCard, OrderFilter, order, order_by_number, order_of_fulfilment, orders, orders_of,
};
pub use cancel::{CancelReason, cancel};
pub use edit_basket::{add_line, remove_line, set_line, set_quantity};
pub use error::Error;
pub use event::{
    BasketChanged, Cancelled, Expired, HandedOver, Paid, PaymentDue, Picked, PickupDue, Placed, Ready,
    Rejected, ReturnCancelled, ReturnDue, ReturnOpened, ReturnPolicySaved, ReturnReceived, ReturnRejected, Returned,
    ReturnedUnits, Shipped, Sold, Units, Work,
};
pub use expire::{on_payment_due, on_pickup_due};
pub use find_returns::{ReturnFilter, find_for_return, returns};
pub use fulfilment::{Fulfilment, FulfilmentLine, FulfilmentState, Mode, RejectReason};
pub use hand_over::{HandOver, Pay, Proof, hand_over};
pub use history::{Entry, What, history};
pub use open_basket::{OpenBasket, basket, basket_of_person, basket_of_visitor, open_basket};
pub use open_return::{BackLine, OpenReturn, cancel_return, exclusions, on_return_due, open_return};
pub use order::{Back, Contact, DeliveryCost, Life, Line, Order, PaymentState, Progress, Share};
pub use pick::{pick, stage};
pub use place::{Delivery, DeliveryMode, PayBy, Place, place};
pub use policy::{Policy, policy, save_policy};
pub use price::quote_basket;
pub use queue::{QueueItem, QueueLine, find_for_pickup, queue, queue_item};
pub use receipt::{Receipt, ReceiptLine, ReceiptTender, receipts};
pub use receive_return::{ReceiveReturn, receive_return};
pub use reject::reject;
pub use return_policy::{
    Exclusion, ExclusionReason, LEAST_WITHDRAWAL_DAYS, Payer, Purchase, ReturnPolicy, return_policy, save_return_policy,
};
pub use return_store::{find_return, return_by_code, returns_of};
pub use returns::{
    Basis, Disposition, RefusalReason, Return, ReturnLine, ReturnReason, ReturnState, ReturnWay,
};
pub use sell::{Sell, SellLine, sell};
pub use settle::{PayAgain, on_captured, on_failed, pay_again};
pub use ship::ship;
pub use store::at_version;

pub const MIGRATIONS: kernel::Area = kernel::Area {
    name: "orders",
    scripts: &[
        include_str!("../migrations/0001_orders.sql"),
        include_str!("../migrations/0002_after_sale.sql"),
    ],
};

/// What orders do by themselves: follow their money, and end what time ends.
pub fn consumer() -> kernel::Consumer {
    kernel::Consumer::new(
        "orders",
        vec![
            kernel::on!(payments::Captured => on_captured),
            kernel::on!(payments::Failed => on_failed),
            kernel::on!(PaymentDue => on_payment_due),
            kernel::on!(PickupDue => on_pickup_due),
            kernel::on!(payments::Refunded => on_refunded),
            kernel::on!(ReturnDue => on_return_due),
        ],
    )
}
