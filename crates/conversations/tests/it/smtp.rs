//! A mail server in a few lines: enough of RFC 5321 to take a mail, refuse an address for good, or be busy.

use conversations::MessageState;
use testkit::each_database_with_clock;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::*;

/// Its setting for a mailer, and the mails it took.
async fn server(answer_to_rcpt: &'static str) -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let setting = format!("smtp://{}", listener.local_addr().unwrap());
    let (taken, mails) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(talk(client, answer_to_rcpt, taken.clone()));
        }
    });
    (setting, mails)
}

async fn talk(
    client: TcpStream,
    answer_to_rcpt: &'static str,
    taken: mpsc::UnboundedSender<String>,
) -> Option<()> {
    let (read, mut write) = client.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 test\r\n").await.ok()?;
    while let Some(line) = lines.next_line().await.ok()? {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250-test\r\n250 8BITMIME",
            "RCPT" => answer_to_rcpt,
            "DATA" => "354 go on",
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
        if verb == "DATA" {
            let mut mail = String::new();
            while let Some(line) = lines.next_line().await.ok()?.filter(|line| line != ".") {
                mail.push_str(&line);
                mail.push('\n');
            }
            taken.send(mail).ok()?;
            write.write_all(b"250 taken\r\n").await.ok()?;
        }
    }
    Some(())
}

async fn send_through(db: &Db, setting: &str) -> conversations::Message {
    let mailer = Mailer::from_setting(setting).unwrap();
    kernel::settle(db, &[], &[conversations::mail_worker(mailer)]).await.unwrap();
    all(db).await.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_gets_the_message_once() {
    each_database_with_clock(AREAS, async |db, _| {
        let (setting, mut mails) = server("250 ok").await;
        let id = notify(db, &ready("fulfilment_1")).await.unwrap();
        assert_eq!(send_through(db, &setting).await.state, MessageState::Sent);
        send_through(db, &setting).await;
        let mail = mails.try_recv().unwrap();
        assert!(
            mail.contains(&format!("Message-ID: <{id}@")) && mail.contains("To: anna@example.com"),
            "{mail}"
        );
        assert!(mail.contains("quoted-printable") && mail.contains("481 503"), "{mail}");
        assert!(mails.try_recv().is_err());
        is_sound(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_refused_for_good_fails_the_message() {
    each_database_with_clock(AREAS, async |db, _| {
        let (setting, mut mails) = server("550 no such user").await;
        notify(db, &ready("fulfilment_1")).await.unwrap();
        let failed = send_through(db, &setting).await;
        assert_eq!(failed.state, MessageState::Failed);
        assert!(failed.reason.unwrap().contains("no such user"));
        assert!(mails.try_recv().is_err());
        assert_eq!(events(db).await, ["conversations.mail_failed"]);
        is_sound(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_server_is_tried_again_later() {
    each_database_with_clock(AREAS, async |db, clock| {
        let (busy, _) = server("451 try later").await;
        notify(db, &ready("fulfilment_1")).await.unwrap();
        assert_eq!(send_through(db, &busy).await.state, MessageState::Queued);
        clock.wind_hours(2);
        let (free, mut mails) = server("250 ok").await;
        assert_eq!(send_through(db, &free).await.state, MessageState::Sent);
        assert!(mails.try_recv().is_ok());
    })
    .await;
}
