//! Orders of every channel: baskets, placing, the work of locations, hand-over and sale, and what time undoes.
//!
//! A basket is a wish; [`place`] makes it a promise: quote, allotment, order, debt and reserved goods exist together or not at
//! all, and before money moves. Life, payment and fulfilment are separate axes; lines carry quantities, open, fulfilled and
//! cancelled. [`sell`] is a fact over the counter and is never refused for stock. Everything that happens stands in the
//! history and is told as an event. What left may come back, anywhere: announced, received, accepted, and the money starts its
//! way with the acceptance. Reads ask no capability: channels narrow them by what the actor may see.

mod accept_return;
mod add_goods;
mod adopt_basket;
mod after_sale_event;
mod allot;
mod audit;
mod audit_parcels;
mod basket;
mod board;
mod cancel;
mod capture;
mod change;
mod change_order;
mod change_store;
mod clock;
mod clocks;
mod complaint;
mod complaint_store;
mod complaints;
mod edit_basket;
mod elsewhere;
mod error;
mod event;
mod exception;
mod exchange;
mod expire;
mod find_returns;
mod fulfilment;
mod give_up;
mod hand_over;
mod history;
mod limits;
mod memory;
mod money;
mod network;
mod number;
mod open_basket;
mod open_return;
mod order;
mod pack;
mod pick;
mod place;
mod plans;
mod policy;
mod postcode;
mod price;
mod queue;
mod reach;
mod receipt;
mod receive_return;
mod reject;
mod replay;
mod return_policy;
mod return_store;
mod returns;
mod sell;
mod service;
mod settle;
mod settle_up;
mod ship;
mod shortfall;
mod split;
mod store;
mod transfer;
mod versions;
mod wave;
mod way;

pub use accept_return::{
    AcceptReturn, PayBack, RefundTimes, accept_return, on_refunded, refund_times, reject_return,
};
pub use adopt_basket::adopt_basket;
pub use after_sale_event::{
    Changed, ComplaintAnswered, ComplaintDue, ComplaintOpened, ComplaintWarned, ComplaintWarning,
    ComplaintWithdrawn, Exchanged,
};
pub use audit::audit;
pub use basket::{Basket, BasketLine, BasketState, MAX_LINES, MAX_QUANTITY};
pub use board::{
    CardWork, OrderCard, OrderFilter, order, order_by_number, order_of_fulfilment, orders, orders_of,
};
pub use cancel::{CancelReason, cancel};
pub use capture::capture_again;
pub use change::{Change, ChangeKind, ChangeOutcome, ChangeRecord, Pieces, Preview};
pub use change_order::{ChangeOrder, cancellable, change_order, preview_change};
pub use change_store::changes;
pub use clock::Clock;
pub use clocks::on_clock_due;
pub use complaint::{Answer, Complaint, ComplaintRefusal, ComplaintState, Demand, Remedy};
pub use complaint_store::{ComplaintFilter, complaint_by_code, complaints, complaints_of, find_complaint};
pub use complaints::{
    AnswerComplaint, MOST_PHOTOS, OpenComplaint, answer_complaint, on_complaint_due, on_complaint_returned,
    on_complaint_warning, open_complaint, settle_complaint, withdraw_complaint,
};
pub use edit_basket::{add_line, remove_line, set_line, set_quantity};
pub use elsewhere::{on_park_due, retry_parked};
pub use error::Error;
pub use event::{
    Accepted, BasketChanged, Cancelled, ClockDue, Dispatched, Escalated, ExceptionDue, ExceptionOpened,
    Expired, HandedOver, Late, Paid, ParkDue, PaymentDue, Picked, PickupDue, PickupReminder, Placed,
    PolicyActivated, Ready, Received, Rejected, ReturnCancelled, ReturnDue, ReturnOpened, ReturnPolicySaved,
    ReturnReceived, ReturnRejected, Returned, ReturnedUnits, Shipped, Sold, Units, Work,
};
pub use exception::{
    Exception, ExceptionFilter, ExceptionKind, ExceptionState, assign_exception, exception, exceptions,
    exceptions_of, on_exception_due, solve_exception, take_exception,
};
pub use exchange::{Exchange, ExchangeTo, Instead, exchange, preview_exchange};
pub use expire::{on_payment_due, on_pickup_due};
pub use find_returns::{ReturnFilter, find_for_return, returns};
pub use fulfilment::{Fulfilment, FulfilmentLine, FulfilmentState, Mode, RejectReason};
pub use hand_over::{HandOver, Pay, Proof, Rest, hand_over, proxies};
pub use history::{Entry, What, history};
pub use limits::no_shows;
pub use network::{Handling, Network};
pub use open_basket::{OpenBasket, basket, basket_of_person, basket_of_visitor, open_basket};
pub use open_return::{BackLine, OpenReturn, cancel_return, exclusions, on_return_due, open_return};
pub use order::{Back, Contact, DeliveryCost, Life, Line, Order, PaymentState, Progress, Share};
pub use pack::{Pack, on_parcel_failed, on_parcel_tracked, pack, pack_again, unpack};
pub use pick::{PickLines, accept, pick, pick_lines, stage};
pub use place::{Delivery, DeliveryMode, PayBy, Place, place};
pub use plans::{OrderPlan, PlanCause, plans};
pub use policy::{Policy, policy, save_policy};
pub use price::{quote_basket, quote_service};
pub use queue::{QueueItem, QueueLine, find_for_pickup, queue, queue_item};
pub use receipt::{Receipt, ReceiptLine, ReceiptTender, receipts};
pub use receive_return::{ReceiveReturn, receive_return};
pub use reject::{ShortPick, reject, short_pick};
pub use replay::{Replayed, replay};
pub use return_policy::{
    Exclusion, ExclusionReason, LEAST_WITHDRAWAL_DAYS, Payer, Purchase, ReturnPolicy, return_policy,
    save_return_policy,
};
pub use return_store::{find_return, return_by_code, returns_of};
pub use returns::{
    Basis, Disposition, RefusalReason, Return, ReturnLine, ReturnReason, ReturnState, ReturnWay,
};
pub use sell::{Sell, SellLine, sell};
pub use service::{
    CancelRules, CancelUntil, Clocks, Exceptions, PickupRules, Service, ShortPickup, Shortage,
};
pub use settle::{
    PayAgain, on_authorisation_expired, on_authorised, on_capture_refused, on_captured, on_failed, on_voided,
    pay_again,
};
pub use ship::ship;
pub use shortfall::on_shortfall;
pub use store::at_version;
pub use transfer::{coming, dispatch, receive};
pub use versions::{
    DraftPolicy, PolicyKind, PolicyVersion, VersionState, activate_policy, active_policy, check_policy,
    draft_policy, network_of, policy_version, policy_versions, service,
};
pub use wave::{
    OpenWave, Stop, Want, Wave, WaveState, close_wave, open_wave, stops, wave, wave_items, waves,
};
pub use way::{SendTo, Way, way};

pub const MIGRATIONS: kernel::Area = kernel::Area {
    name: "orders",
    scripts: &[
        include_str!("../migrations/0001_orders.sql"),
        include_str!("../migrations/0002_after_sale.sql"),
        include_str!("../migrations/0003_fulfilment.sql"),
        include_str!("../migrations/0004_parcels.sql"),
    ],
};

/// What orders do by themselves: follow their money, and end what time ends.
pub fn consumer() -> kernel::Consumer {
    kernel::Consumer::new(
        "orders",
        vec![
            kernel::on!(payments::Authorised => on_authorised),
            kernel::on!(payments::Captured => on_captured),
            kernel::on!(payments::CaptureRefused => on_capture_refused),
            kernel::on!(payments::AuthorisationExpired => on_authorisation_expired),
            kernel::on!(payments::Voided => on_voided),
            kernel::on!(payments::Failed => on_failed),
            kernel::on!(PaymentDue => on_payment_due),
            kernel::on!(PickupDue => on_pickup_due),
            kernel::on!(payments::Refunded => on_refunded),
            kernel::on!(ReturnDue => on_return_due),
            kernel::on!(ComplaintWarning => on_complaint_warning),
            kernel::on!(ComplaintDue => on_complaint_due),
            kernel::on!(Returned => on_complaint_returned),
            kernel::on!(ClockDue => on_clock_due),
            kernel::on!(ParkDue => on_park_due),
            kernel::on!(ExceptionDue => on_exception_due),
            kernel::on!(inventory::Shortfall => on_shortfall),
            kernel::on!(shipping::Failed => on_parcel_failed),
            kernel::on!(shipping::Tracked => on_parcel_tracked),
        ],
    )
}
