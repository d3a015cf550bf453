//! An e-mail address as we keep and compare it.

use std::fmt;
use std::str::FromStr;

use crate::Error;

/// Trimmed and lower-case: no provider that matters tells `Anna@` from `anna@`, and people type both.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// Strict enough to catch typing errors, loose enough for every address that receives mail: one `@`, a plain local
    /// part, a domain of two labels or more.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim().to_lowercase();
        let (local, domain) = text.rsplit_once('@').ok_or(Error::InvalidEmail)?;
        let good = is_local(local) && is_domain(domain) && text.len() <= 254;
        if good { Ok(Self(text)) } else { Err(Error::InvalidEmail) }
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// For screens that need not show it whole: `a…a@example.com`.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        let mut letters = local.chars();
        match (letters.next(), letters.next_back()) {
            (Some(first), Some(last)) => format!("{first}…{last}@{domain}"),
            _ => format!("…@{domain}"),
        }
    }
}

fn is_local(local: &str) -> bool {
    let letter = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    (1..=64).contains(&local.len())
        && local.chars().all(letter)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let labels: Vec<&str> = domain.split('.').collect();
    labels.len() >= 2
        && labels.iter().all(|it| label(it))
        && labels
            .last()
            .is_some_and(|top| top.chars().count() >= 2 && !top.chars().all(|c| c.is_ascii_digit()))
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
/// Logs never hold a whole address.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}
impl FromStr for Email {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}
impl TryFrom<String> for Email {
    type Error = Error;
    fn try_from(text: String) -> Result<Self, Error> {
        Self::parse(&text)
    }
}
impl From<Email> for String {
    fn from(email: Email) -> String {
        email.0
    }
}
impl kernel::ToArg for Email {
    const NULL: kernel::Arg = kernel::Arg::Text(None);
    fn to_arg(&self) -> kernel::Arg {
        kernel::Arg::Text(Some(self.0.clone().into()))
    }
}
kernel::sql_scalar!(Email as String, |raw| Ok(Email::parse(&raw)?));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_trimmed_and_lower_cased() {
        assert_eq!(
            Email::parse("  Anna.Nowak+szron@Example.COM ").unwrap().as_str(),
            "anna.nowak+szron@example.com"
        );
        assert_eq!(Email::parse("żaneta@żółw.pl").unwrap().as_str(), "żaneta@żółw.pl");
    }

    #[test]
    fn what_cannot_receive_mail_is_refused() {
        for bad in [
            "",
            "anna",
            "anna@",
            "@x.pl",
            "anna@localhost",
            "a b@x.pl",
            "anna@x..pl",
            "anna@-x.pl",
            ".a@x.pl",
            "a..b@x.pl",
            "anna@10.0.0.1",
            "anna@x.p",
            "a@b@c.pl",
            "a<script>@x.pl",
            "a\n@x.pl",
        ] {
            assert!(Email::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn logs_do_not_show_it_whole() {
        assert_eq!(format!("{:?}", Email::parse("anna@example.com").unwrap()), "a…a@example.com");
        assert_eq!(Email::parse("a@example.com").unwrap().masked(), "…@example.com");
    }
}
