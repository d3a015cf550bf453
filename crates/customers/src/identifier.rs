//! Claiming an identifier for a person: the key table decides, so two people can never hold the same one.

use kernel::{ChannelCode, PersonId, Query, Tx, args, row, rows};

use crate::{CardNumber, Error, Evidence, Kind, PersonCreated, fold};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Nobody had it.
    New,
    /// The person had it already; `true` if we know it better now.
    Ours(bool),
    Held(PersonId),
}

pub async fn holder(q: &mut impl Query, kind: Kind, value: &str) -> Result<Option<PersonId>, Error> {
    let found: Option<(PersonId,)> = q
        .maybe(
            "SELECT person FROM customers_key WHERE value = $1 AND kind = $2",
            args![value.to_owned(), kind],
        )
        .await?;
    Ok(found.map(|it| it.0))
}

/// Gives the identifier to the person unless somebody else holds it.
pub async fn claim(
    tx: &mut Tx,
    person: PersonId,
    kind: Kind,
    value: &str,
    evidence: Evidence,
) -> Result<Claim, Error> {
    let now = tx.now();
    let verified_at = (evidence == Evidence::Verified).then_some(now);
    let value = value.to_owned();
    let fresh = tx
        .exec(
            "INSERT INTO customers_key (value, kind, person) VALUES ($1, $2, $3) ON CONFLICT (value, kind) DO NOTHING",
            args![value, kind, person],
        )
        .await?;
    if fresh == 1 {
        tx.exec(
            "INSERT INTO customers_identifier (person, kind, value, strength, evidence, stated_at, verified_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            args![person, kind, value, kind.strength(), evidence, now, verified_at],
        )
        .await?;
        return Ok(Claim::New);
    }
    match holder(tx, kind, &value).await? {
        Some(other) if other != person => Ok(Claim::Held(other)),
        _ => Ok(Claim::Ours(strengthen(tx, person, kind, &value, evidence).await?)),
    }
}

/// Better evidence replaces weaker, never the other way round.
async fn strengthen(
    tx: &mut Tx,
    person: PersonId,
    kind: Kind,
    value: &str,
    evidence: Evidence,
) -> Result<bool, Error> {
    let now = tx.now();
    let value = value.to_owned();
    let changed = match evidence {
        Evidence::Stated => 0,
        Evidence::Staff => {
            tx.exec(
                "UPDATE customers_identifier SET evidence = $1
                 WHERE person = $2 AND kind = $3 AND value = $4 AND evidence = $5",
                args![Evidence::Staff, person, kind, value, Evidence::Stated],
            )
            .await?
        }
        Evidence::Verified => {
            tx.exec(
                "UPDATE customers_identifier SET evidence = $1, verified_at = $2
                 WHERE person = $3 AND kind = $4 AND value = $5 AND verified_at IS NULL",
                args![Evidence::Verified, now, person, kind, value],
            )
            .await?
        }
    };
    Ok(changed == 1)
}

/// Takes back all identifiers of a kind.
pub async fn drop_kind(tx: &mut Tx, person: PersonId, kind: Kind) -> Result<(), Error> {
    tx.exec(
        "DELETE FROM customers_key WHERE kind = $1
             AND value IN (SELECT value FROM customers_identifier WHERE person = $2 AND kind = $1)",
        args![kind, person],
    )
    .await?;
    tx.exec("DELETE FROM customers_identifier WHERE person = $1 AND kind = $2", args![person, kind]).await?;
    Ok(())
}

/// A new person with a card of their own. Their first identifier was claimed before, for this id.
pub async fn create(
    tx: &mut Tx,
    person: PersonId,
    name: Option<&str>,
    channel: &ChannelCode,
) -> Result<(), Error> {
    let now = tx.now();
    tx.exec(
        "INSERT INTO customers_person (id, name, language, channel, created_at, version)
         VALUES ($1, $2, CAST($3 AS text), $4, $5, 1)",
        args![person, name.map(str::to_owned), None::<String>, *channel, now],
    )
    .await?;
    // Ten random digits: a collision is rare, and the key table sees it.
    while claim(tx, person, Kind::Card, CardNumber::fresh().as_str(), Evidence::Verified).await? != Claim::New
    {
    }
    tx.publish(&PersonCreated { person, channel: channel.clone() }).await?;
    Ok(())
}

/// Writes anew by which words the person is found.
pub async fn index(tx: &mut Tx, person: PersonId) -> Result<(), Error> {
    let name: Option<(Option<String>,)> =
        tx.maybe("SELECT name FROM customers_person WHERE id = $1", args![person]).await?;
    let emails: Vec<(String,)> = tx
        .all(
            "SELECT value FROM customers_identifier WHERE person = $1 AND kind = $2",
            args![person, Kind::Email],
        )
        .await?;
    let name = name.and_then(|it| it.0).unwrap_or_default();
    let mut texts = vec![name.as_str()];
    texts.extend(emails.iter().filter_map(|it| it.0.split('@').next()));
    let words = fold::index(&texts);
    tx.exec("DELETE FROM customers_word WHERE person = $1", args![person]).await?;
    if !words.is_empty() {
        let lines = rows(words.into_iter().map(|word| row! { word: word, person: person }));
        tx.exec(
            "INSERT INTO customers_word (word, person) SELECT {row.text word}, {row.uuid person} FROM {rows $1}
             WHERE 1 = 1 ON CONFLICT (word, person) DO NOTHING",
            args![lines],
        )
        .await?;
    }
    Ok(())
}
