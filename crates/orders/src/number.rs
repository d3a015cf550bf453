//! Order numbers and pickup codes: short, easy to say, and not to be guessed from the one before.

use kernel::{EventId, Id, Tx, args};
use sha2::{Digest, Sha256};

use crate::{Error, Order};

/// Without vowels there are no words, without 0, 1, I and O no doubts.
const LETTERS: &[u8; 28] = b"23456789BCDFGHJKLMNPQRSTVWXZ";

/// Chance of this unit: the random parts of two fresh ids, mixed.
fn chance(tx: &Tx) -> u64 {
    let mut hash = Sha256::new();
    for _ in 0..2 {
        hash.update(tx.new_id::<EventId>().uuid().as_bytes());
    }
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&hash.finalize()[..8]);
    u64::from_be_bytes(bytes)
}

fn spell(mut chance: u64) -> String {
    let mut letters = [0u8; 9];
    for (i, letter) in letters.iter_mut().enumerate() {
        *letter = if i == 4 {
            b'-'
        } else {
            let which = (chance % LETTERS.len() as u64) as usize;
            chance /= LETTERS.len() as u64;
            LETTERS[which]
        };
    }
    letters.iter().map(|letter| char::from(*letter)).collect()
}

/// What somebody typed, as we write it: `7kq4m2xr` is `7KQ4-M2XR`. `None` if it cannot be a number.
pub(crate) fn read(text: &str) -> Option<String> {
    let letters: String =
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let fits = letters.len() == 8
        && letters.bytes().all(|b| LETTERS.contains(&b))
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == ' ');
    fits.then(|| format!("{}-{}", &letters[..4], &letters[4..]))
}

/// A number that is most likely free: eight letters of 28 give 378 thousand million.
pub(crate) fn draw(tx: &Tx) -> String {
    spell(chance(tx))
}

/// Makes the number of a stored order its own. If another order has it, the order gets another number.
pub(crate) async fn take(tx: &mut Tx, order: &mut Order) -> Result<(), Error> {
    loop {
        let taken = tx
            .exec(
                "INSERT INTO orders_number (number, order_id) VALUES ($1, $2) ON CONFLICT (number) DO NOTHING",
                args![order.number, order.id],
            )
            .await?;
        if taken == 1 {
            return Ok(());
        }
        order.number = draw(tx);
        tx.exec("UPDATE orders_order SET number = $2 WHERE id = $1", args![order.id, order.number]).await?;
    }
}

/// The same for a return: `R-7KQ4-M2XR`.
pub(crate) fn draw_return(tx: &Tx) -> String {
    format!("R-{}", draw(tx))
}
pub(crate) fn read_return(text: &str) -> Option<String> {
    read_with(text, 'R')
}

/// The same for a complaint: `C-7KQ4-M2XR`.
pub(crate) fn draw_complaint(tx: &Tx) -> String {
    format!("C-{}", draw(tx))
}
pub(crate) fn read_complaint(text: &str) -> Option<String> {
    read_with(text, 'C')
}

fn read_with(text: &str, kind: char) -> Option<String> {
    let letters: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let rest = letters.strip_prefix([kind, kind.to_ascii_lowercase()])?;
    let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == ' ');
    read(rest).filter(|_| is_plain).map(|number| format!("{kind}-{number}"))
}

/// Six digits for the counter. Few orders wait in one store, so two alike are rare; the screen then shows both.
pub(crate) fn pickup_code(tx: &Tx) -> String {
    format!("{:06}", chance(tx) % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_type_it() {
        let number = spell(0x1234_5678_9abc_def0);
        assert_eq!(number.len(), 9);
        assert_eq!(read(&number).as_deref(), Some(number.as_str()));
        assert_eq!(read(&number.replace('-', "").to_lowercase()), Some(number.clone()));
        assert_eq!(read("anna@example.com"), None);
        assert_eq!(read("AEIO-1000"), None);
        let code = format!("R-{number}");
        assert_eq!(read_return(&code.to_lowercase().replace('-', "")), Some(code.clone()));
        assert_eq!((read(&code), read_return(&number)), (None, None));
    }
}
