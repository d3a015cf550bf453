//! What nobody may guess: codes, tokens, card numbers. From the operating system, never from the clock.

use rand::TryRngCore;
use rand::rngs::OsRng;
use sha2::{Digest, Sha256};

fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    OsRng.try_fill_bytes(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// So many decimal digits, each as likely as the others.
pub fn digits(count: usize) -> String {
    let mut text = String::with_capacity(count);
    while text.len() < count {
        // 250 is the largest multiple of ten in a byte: the rest would favour small digits.
        text.extend(
            bytes::<16>().into_iter().filter(|byte| *byte < 250).map(|byte| char::from(b'0' + byte % 10)),
        );
    }
    text.truncate(count);
    text
}

/// 256 bits as 64 hexadecimal digits.
pub fn token() -> String {
    hex(&bytes::<32>())
}

pub fn salt() -> String {
    hex(&bytes::<16>())
}

/// SHA-256 of the parts. What is hashed is random or short-lived and tries are counted, so no slow hash is needed.
pub fn hash(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_values_have_their_length_and_differ() {
        assert_eq!(digits(6).len(), 6);
        assert!(digits(10).bytes().all(|b| b.is_ascii_digit()));
        assert_eq!(token().len(), 64);
        assert_ne!(token(), token());
    }

    #[test]
    fn a_hash_tells_where_its_parts_end() {
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
        assert_eq!(hash(&["a"]), hash(&["a"]));
    }
}
