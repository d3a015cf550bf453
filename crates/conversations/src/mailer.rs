//! The ways out: a folder of mail files, or a mail server.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use customers::Email;
use kernel::{MessageId, Timestamp};
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, MultiPart, MultiPartKind, SinglePart};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use crate::{Desk, Error};

/// Where mail goes.
#[derive(Clone)]
pub enum Mailer {
    /// One RFC 5322 file a message, named by its id: a message delivered twice is one file.
    File(PathBuf),
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
}

impl Mailer {
    /// `file:/var/spoina/mail`, `smtp://user:password@host:587?tls=required` or `smtps://…`.
    pub fn from_setting(setting: &str) -> Result<Self, Error> {
        let invalid = || Error::InvalidMailer(without_password(setting));
        if let Some(folder) = setting.strip_prefix("file:") {
            return if folder.is_empty() { Err(invalid()) } else { Ok(Mailer::File(folder.into())) };
        }
        if !setting.starts_with("smtp://") && !setting.starts_with("smtps://") {
            return Err(invalid());
        }
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(setting).map_err(|_| invalid())?;
        Ok(Mailer::Smtp(server.timeout(Some(Duration::from_secs(20))).build()))
    }
    pub fn file(folder: impl Into<PathBuf>) -> Self {
        Mailer::File(folder.into())
    }
}

/// A setting may hold a password; errors are logged.
fn without_password(setting: &str) -> String {
    match (setting.split_once("://"), setting.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        _ => setting.to_owned(),
    }
}

/// Why a message did not leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Undelivered {
    /// Later it may.
    Passing(String),
    /// Never to this address.
    Final(String),
}

/// What leaves the house.
pub(crate) struct Outgoing {
    pub id: MessageId,
    pub to: Email,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub at: Timestamp,
}

impl Mailer {
    pub(crate) async fn deliver(&self, desk: &Desk, mail: Outgoing) -> Result<(), Undelivered> {
        match self {
            Mailer::File(folder) => {
                let id = mail.id;
                // People and tests read these files: eight bits stay readable.
                let bytes = compose(desk, mail, ContentTransferEncoding::EightBit)?.formatted();
                let folder = folder.clone();
                tokio::task::spawn_blocking(move || write(&folder, id, &bytes))
                    .await
                    .map_err(|error| Undelivered::Passing(error.to_string()))?
                    .map_err(|error| Undelivered::Passing(format!("the mail folder: {error}")))
            }
            Mailer::Smtp(server) => {
                let message = compose(desk, mail, ContentTransferEncoding::QuotedPrintable)?;
                match server.send(message).await {
                    Ok(_) => Ok(()),
                    Err(error) if error.is_permanent() => Err(Undelivered::Final(error.to_string())),
                    Err(error) => Err(Undelivered::Passing(error.to_string())),
                }
            }
        }
    }
}

/// Appears under its name only when it is complete and on disk; there already, it stays as it is.
fn write(folder: &Path, id: MessageId, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    std::fs::create_dir_all(folder)?;
    let place = folder.join(format!("{id}.eml"));
    if place.exists() {
        return Ok(());
    }
    let draft = folder.join(format!(".{id}.{}", std::process::id()));
    let mut file = std::fs::File::create(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(draft, place)
}

/// The Message-ID and the boundary come from the message's own id: sent again after a crash, it is the same mail.
fn compose(
    desk: &Desk,
    mail: Outgoing,
    encoding: ContentTransferEncoding,
) -> Result<lettre::Message, Undelivered> {
    let refused = |why: String| Undelivered::Final(why);
    let from = desk.sender_email.parse().map_err(|it| refused(format!("the sender's address: {it}")))?;
    let to = mail.to.as_str().parse().map_err(|it| refused(format!("the address: {it}")))?;
    let at = SystemTime::UNIX_EPOCH + Duration::from_millis(mail.at.as_millis().max(0) as u64);
    let part =
        |kind: ContentType, words: &str| SinglePart::builder().header(kind).body(body(words, encoding));
    let both = MultiPart::builder()
        .kind(MultiPartKind::Alternative)
        .boundary(mail.id.to_string())
        .singlepart(part(ContentType::TEXT_PLAIN, &mail.text))
        .singlepart(part(ContentType::TEXT_HTML, &mail.html));
    lettre::Message::builder()
        .from(Mailbox::new(Some(desk.sender_name.clone()), from))
        .to(Mailbox::new(None, to))
        .subject(mail.subject)
        .date(at)
        .message_id(Some(format!("<{}@{}>", mail.id, desk.domain())))
        // Out-of-office robots do not answer robots (RFC 3834).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .multipart(both)
        .map_err(|error| refused(error.to_string()))
}

/// RFC 5322: no line of a mail is longer, without its end.
const LONGEST_LINE: usize = 998;

fn body(words: &str, encoding: ContentTransferEncoding) -> Body {
    let words = words.lines().collect::<Vec<_>>().join("\r\n");
    let fits = words.split("\r\n").all(|line| line.len() <= LONGEST_LINE);
    if encoding == ContentTransferEncoding::EightBit && fits {
        Body::dangerous_pre_encoded(words.into_bytes(), encoding)
    } else {
        Body::new_with_encoding(words, ContentTransferEncoding::QuotedPrintable)
            .expect("quoted-printable carries any text")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_names_a_folder_or_a_server() {
        assert!(
            matches!(Mailer::from_setting("file:var/mail"), Ok(Mailer::File(folder)) if folder == Path::new("var/mail"))
        );
        for bad in ["", "file:", "mail.example.com", "http://x", "smtp://"] {
            assert!(Mailer::from_setting(bad).is_err(), "{bad}");
        }
        let error = Mailer::from_setting("imap://me:secret@mail.example.com").err().unwrap();
        assert!(!error.to_string().contains("secret"));
    }

    #[tokio::test]
    async fn a_setting_of_a_server_is_understood() {
        assert!(matches!(
            Mailer::from_setting("smtp://me:pw@mail.example.com:587?tls=required"),
            Ok(Mailer::Smtp(_))
        ));
        assert!(matches!(Mailer::from_setting("smtp://127.0.0.1:2525"), Ok(Mailer::Smtp(_))));
    }

    #[test]
    fn the_same_message_is_the_same_mail() {
        let id: MessageId = "message_01h455vb4pex5vsknk084sn02q".parse().unwrap();
        let mail = || Outgoing {
            id,
            to: Email::parse("anna@example.com").unwrap(),
            subject: "Zażółć".into(),
            text: "Gęś".into(),
            html: "<p>Gęś</p>".into(),
            at: "2026-11-20T09:00:00Z".parse().unwrap(),
        };
        let text = |encoding| {
            let composed = compose(&Desk::default(), mail(), encoding).unwrap();
            String::from_utf8(composed.formatted()).unwrap()
        };
        let eight = text(ContentTransferEncoding::EightBit);
        assert_eq!(eight, text(ContentTransferEncoding::EightBit));
        assert!(
            eight.contains("Message-ID: <message_01h455vb4pex5vsknk084sn02q@localhost.localdomain>"),
            "{eight}"
        );
        assert!(eight.contains("Date: Fri, 20 Nov 2026 09:00:00 +0000"), "{eight}");
        assert!(eight.contains("Auto-Submitted: auto-generated") && eight.contains("<p>Gęś</p>"), "{eight}");
        assert!(text(ContentTransferEncoding::QuotedPrintable).contains("G=C4=99=C5=9B"));
    }
}
