//! People: what identifies them, what they looked at, what happened to them, and how they sign in.
//!
//! A person has identifiers (e-mail, phone, card) with strength and evidence; two strong identifiers of different people
//! never merge by themselves. A browser is a visitor whose past is joined to a person when it becomes known, between
//! the moments at which it changed hands. The timeline is both together, newest first.

mod audit;
mod card;
mod conflict;
mod edit;
mod email;
mod error;
mod event;
mod find;
mod fold;
mod identifier;
mod link;
mod login;
mod person;
mod phone;
mod recognise;
mod remember;
mod secret;
mod session;
mod timeline;
mod track;
mod visitor;

pub use audit::audit;
pub use card::CardNumber;
pub use conflict::{Conflict, ConflictState, close_conflict, conflicts};
pub use edit::{Edit, edit_person};
pub use email::Email;
pub use error::Error;
pub use event::{ConflictFound, PersonChanged, PersonCreated, SignedIn, VisitorRecognised};
pub use find::{card, find_person, people, person};
pub use link::{VisitorProfile, recognise_visitor, visitor, visitors_of};
pub use login::{Finish, Finished, LoginCode, Refusal, finish_login, start_login};
pub use person::{Evidence, Identifier, Kind, Language, Person, PersonCard, Strength};
pub use phone::Phone;
pub use recognise::{Recognise, recognise};
pub use remember::{Moment, remember};
pub use session::{Session, SessionToken, rotate_session, session, sign_out, sign_out_everywhere};
pub use timeline::{Entry, Source, timeline};
pub use track::{track, visit};
pub use visitor::{Activity, ActivityKind, Campaign, Visitor, Who};

pub const MIGRATIONS: kernel::Area =
    kernel::Area { name: "customers", scripts: &[include_str!("../migrations/0001_people.sql")] };
