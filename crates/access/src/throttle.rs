//! How often somebody may try to sign in: a progressive delay that all nodes share, because it stands in the database.

use kernel::{Fault, Query, Timestamp, Tx, args};

use crate::Error;

/// Tries without a pause, per kind of subject.
const FREE_PER_ACCOUNT: i64 = 5;
const FREE_PER_ADDRESS: i64 = 30;
const FIRST_PAUSE_SECONDS: i64 = 30;
const LONGEST_PAUSE_SECONDS: i64 = 15 * 60;
/// After this time without a try, counting starts again.
const FADE_HOURS: i64 = 1;

/// Who or what is counted. Accounts are hashed: an e-mail address has no place in this table.
#[derive(Debug, Clone)]
pub(crate) struct Counted {
    subject: String,
    free: i64,
}
pub(crate) fn account(email: &str) -> Counted {
    let subject = format!("account:{}", crate::secret::fingerprint(&email.trim().to_lowercase()));
    Counted { subject, free: FREE_PER_ACCOUNT }
}
pub(crate) fn address(address: &str) -> Counted {
    Counted { subject: format!("address:{address}"), free: FREE_PER_ADDRESS }
}
pub(crate) fn pin(staff: impl std::fmt::Display, location: impl std::fmt::Display) -> Counted {
    Counted { subject: format!("pin:{location}:{staff}"), free: FREE_PER_ACCOUNT }
}
/// Guessing over all names of a store.
pub(crate) fn till(location: impl std::fmt::Display) -> Counted {
    Counted { subject: format!("till:{location}"), free: FREE_PER_ADDRESS }
}

/// The pause after so many tries.
fn pause_seconds(tries: i64, free: i64) -> Option<i64> {
    let over = tries - free;
    (over >= 0).then(|| (FIRST_PAUSE_SECONDS << over.min(10)).min(LONGEST_PAUSE_SECONDS))
}

/// Counts a try before it is judged. Refuses, and counts nothing, while a pause lasts.
pub(crate) async fn count(tx: &mut Tx, subjects: &[Counted]) -> Result<(), Error> {
    let now = tx.now();
    let mut sorted: Vec<&Counted> = subjects.iter().collect();
    sorted.sort_by(|a, b| a.subject.cmp(&b.subject));
    for counted in sorted {
        let tries: Option<(i64,)> = tx
            .maybe(
                "INSERT INTO access_throttle (subject, tries, last_at) VALUES ($1, 1, $2)
                 ON CONFLICT (subject) DO UPDATE SET
                    tries = CASE WHEN access_throttle.last_at < $3 THEN 1 ELSE access_throttle.tries + 1 END,
                    last_at = $2
                 WHERE access_throttle.blocked_until IS NULL OR access_throttle.blocked_until <= $2
                 RETURNING tries",
                args![counted.subject, now, now.plus_hours(-FADE_HOURS)],
            )
            .await?;
        let Some((tries,)) = tries else {
            return Err(Error::TooManyTries { seconds: wait(tx, counted, now).await? });
        };
        if let Some(seconds) = pause_seconds(tries, counted.free) {
            tx.exec(
                "UPDATE access_throttle SET blocked_until = $2 WHERE subject = $1",
                args![counted.subject, now.plus_millis(seconds * 1000)],
            )
            .await?;
        }
    }
    Ok(())
}

async fn wait(tx: &mut Tx, counted: &Counted, now: Timestamp) -> Result<i64, Fault> {
    let (until,): (Option<Timestamp>,) = tx
        .one("SELECT blocked_until FROM access_throttle WHERE subject = $1", args![counted.subject])
        .await?;
    Ok(until.map_or(1, |until| (until.since(now) + 999) / 1000).max(1))
}

/// The try was right: the account starts afresh, and the address gets its try back.
pub(crate) async fn forgive(tx: &mut Tx, own: &[Counted], common: &[Counted]) -> Result<(), Fault> {
    for counted in own {
        tx.exec("DELETE FROM access_throttle WHERE subject = $1", args![counted.subject]).await?;
    }
    for counted in common {
        tx.exec(
            "UPDATE access_throttle SET tries = tries - 1, blocked_until = NULL WHERE subject = $1 AND tries > 0",
            args![counted.subject],
        )
        .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_try_too_many_costs_twice_the_time() {
        let pauses: Vec<_> = (1..=12).map(|tries| pause_seconds(tries, 5).unwrap_or(0)).collect();
        assert_eq!(pauses, [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
        assert_eq!(pause_seconds(i64::MAX, 5), Some(900));
    }
}
