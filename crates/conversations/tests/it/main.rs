//! Messages through the front door, on every database that is there.

mod audit;
mod letters;
mod notify;
mod send;
mod smtp;

use std::path::PathBuf;

use conversations::{Letter, LineView, Mailer, MessageFilter, Notice, OrderReady, OrderView, PlaceView};
use customers::{Email, Language};
use kernel::{Actor, Db, MessageId, PageRequest, Query, Worker, args};

const AREAS: &[kernel::Area] = &[customers::MIGRATIONS, conversations::MIGRATIONS];

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

fn ready(reference: &str) -> Notice {
    let line = LineView {
        name: "Kurtka Świnica".into(),
        detail: String::new(),
        quantity: 1,
        amount: "899,00 zł".into(),
    };
    let letter = OrderReady {
        order: OrderView { number: "7KQ4-M2XR".into(), lines: vec![line], ..OrderView::default() },
        place: PlaceView {
            name: "Szron Kraków".into(),
            code: Some("481 503".into()),
            ..PlaceView::default()
        },
        to_pay: None,
    };
    Notice {
        reference: reference.to_owned(),
        person: None,
        order: None,
        to: email("anna@example.com"),
        lang: Language::Pl,
        brand: Some("Szron".into()),
        imprint: None,
        useless_after: None,
        letter: Letter::OrderReady(letter),
    }
}
async fn notify(db: &Db, notice: &Notice) -> Option<MessageId> {
    db.run(&Actor::System, async |tx| conversations::notify(tx, notice.clone()).await).await.unwrap()
}

/// A folder of mail that vanishes with the test.
struct Outbox(PathBuf);
impl Outbox {
    fn new(db: &Db) -> Self {
        let name = MessageId::fresh(db.now());
        Self(std::env::temp_dir().join(format!("spoina-mail-{}-{name}", std::process::id())))
    }
    fn worker(&self) -> Worker {
        conversations::mail_worker(Mailer::file(&self.0))
    }
    /// What lies in it: file name and text, by name.
    fn mails(&self) -> Vec<(String, String)> {
        let Ok(folder) = std::fs::read_dir(&self.0) else { return Vec::new() };
        let mut mails: Vec<_> = folder
            .map(|entry| {
                let path = entry.unwrap().path();
                (
                    path.file_name().unwrap().to_string_lossy().into_owned(),
                    std::fs::read_to_string(path).unwrap(),
                )
            })
            .collect();
        mails.sort();
        mails
    }
}
impl Drop for Outbox {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
async fn settle(db: &Db, outbox: &Outbox) {
    kernel::settle(db, &[], &[outbox.worker()]).await.unwrap();
}

async fn all(db: &Db) -> Vec<conversations::Message> {
    let request = PageRequest::default();
    conversations::messages(&mut db.read().await.unwrap(), MessageFilter::All, &request).await.unwrap().items
}
async fn events(db: &Db) -> Vec<String> {
    let names: Vec<(String,)> =
        db.read().await.unwrap().all("SELECT name FROM kernel_event ORDER BY id", args![]).await.unwrap();
    names.into_iter().map(|it| it.0).collect()
}
async fn is_sound(db: &Db) {
    assert_eq!(conversations::audit(&mut db.read().await.unwrap()).await.unwrap(), []);
}
