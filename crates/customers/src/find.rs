//! Finding people: by id, by what identifies them, by their name.

use kernel::{ChannelCode, Page, PageRequest, PersonId, Query, Timestamp, args};

use crate::{
    CardNumber, Email, Error, Identifier, Kind, Language, Person, PersonCard, Phone, fold, identifier,
};

#[derive(sqlx::FromRow)]
struct PersonRow {
    id: PersonId,
    name: Option<String>,
    language: Option<Language>,
    channel: ChannelCode,
    created_at: Timestamp,
    version: i64,
}

pub async fn person(q: &mut impl Query, id: PersonId) -> Result<Person, Error> {
    let row: PersonRow = q
        .maybe(
            "SELECT id, name, language, channel, created_at, version FROM customers_person WHERE id = $1",
            args![id],
        )
        .await?
        .ok_or(Error::UnknownPerson(id))?;
    let identifiers: Vec<Identifier> = q
        .all(
            "SELECT kind, value, strength, evidence, stated_at, verified_at FROM customers_identifier
             WHERE person = $1 ORDER BY stated_at, kind, value",
            args![id],
        )
        .await?;
    let PersonRow { id, name, language, channel, created_at, version } = row;
    Ok(Person { id, name, language, channel, created_at, version, identifiers })
}

/// The number on the person's loyalty card.
pub async fn card(q: &mut impl Query, person: PersonId) -> Result<CardNumber, Error> {
    let found: Option<(CardNumber,)> = q
        .maybe(
            "SELECT value FROM customers_identifier WHERE person = $1 AND kind = $2 ORDER BY stated_at, value",
            args![person, Kind::Card],
        )
        .await?;
    Ok(found.ok_or(Error::UnknownPerson(person))?.0)
}

/// What a till or an agent types or scans: a card, an e-mail, a phone, a person's id, or the start of names.
/// The first three find one person at most; names find up to twenty.
pub async fn find_person(q: &mut impl Query, text: &str) -> Result<Vec<PersonCard>, Error> {
    let text = text.trim();
    match exact(text) {
        Some(Exact::Person(id)) => cards(q, vec![id]).await,
        Some(Exact::Identifier(kind, value)) => {
            let holder = identifier::holder(q, kind, &value).await?;
            cards(q, holder.into_iter().collect()).await
        }
        None if text.is_empty() => Ok(Vec::new()),
        None => Ok(people(q, Some(text), &PageRequest::first(20)).await?.items),
    }
}

/// People, newest first; with a search, those whose name or e-mail has words that start so. An e-mail, phone or card
/// in full finds its holder.
pub async fn people(
    q: &mut impl Query,
    search: Option<&str>,
    request: &PageRequest,
) -> Result<Page<PersonCard>, Error> {
    let search = search.map(str::trim).filter(|it| !it.is_empty());
    let before = request.after::<PersonId>().unwrap_or_else(last_id);
    let limit = request.limit() + 1;
    let Some(search) = search else {
        let ids: Vec<(PersonId,)> = q
            .all(
                "SELECT id FROM customers_person WHERE id < $1 ORDER BY id DESC LIMIT $2",
                args![before, limit],
            )
            .await?;
        let count = match request.count {
            true => Some(q.count("SELECT COUNT(*) FROM customers_person", args![]).await?),
            false => None,
        };
        return page(q, ids, request, count).await;
    };
    if exact(search).is_some() {
        let items = Box::pin(find_person(q, search)).await?;
        let count = request.count.then_some(items.len() as i64);
        return Ok(Page { items, next: None, count });
    }
    let mut words = fold::words(search);
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.dedup();
    // The longest words decide; a statement of fixed shape takes three.
    let Some(first) = words.first().cloned() else {
        return Ok(Page { items: Vec::new(), next: None, count: request.count.then_some(0) });
    };
    let word = |n: usize| words.get(n).unwrap_or(&first).as_str();
    let ranges = [word(0), word(1), word(2)].map(|it| (fold::key(it), fold::end(it)));
    let [(a, a_end), (b, b_end), (c, c_end)] = ranges;
    let ids: Vec<(PersonId,)> = q
        .all(
            "SELECT DISTINCT w.person FROM customers_word w
             WHERE w.word >= $1 AND w.word < $2 AND w.person < $7
               AND EXISTS (SELECT 1 FROM customers_word x WHERE x.person = w.person AND x.word >= $3 AND x.word < $4)
               AND EXISTS (SELECT 1 FROM customers_word y WHERE y.person = w.person AND y.word >= $5 AND y.word < $6)
             ORDER BY w.person DESC LIMIT $8",
            args![a, a_end, b, b_end, c, c_end, before, limit],
        )
        .await?;
    let count = match request.count {
        true => Some(
            q.count(
                "SELECT COUNT(DISTINCT w.person) FROM customers_word w
                 WHERE w.word >= $1 AND w.word < $2
                   AND EXISTS (SELECT 1 FROM customers_word x
                               WHERE x.person = w.person AND x.word >= $3 AND x.word < $4)
                   AND EXISTS (SELECT 1 FROM customers_word y
                               WHERE y.person = w.person AND y.word >= $5 AND y.word < $6)",
                args![a, a_end, b, b_end, c, c_end],
            )
            .await?,
        ),
        false => None,
    };
    page(q, ids, request, count).await
}

async fn page(
    q: &mut impl Query,
    ids: Vec<(PersonId,)>,
    request: &PageRequest,
    count: Option<i64>,
) -> Result<Page<PersonCard>, Error> {
    let found = cards(q, ids.into_iter().map(|it| it.0).collect()).await?;
    Ok(Page { count, ..Page::of(found, request, |it| it.id.to_string()) })
}

enum Exact {
    Person(PersonId),
    Identifier(Kind, String),
}

fn exact(text: &str) -> Option<Exact> {
    if let Ok(id) = text.parse() {
        return Some(Exact::Person(id));
    }
    if let Some(card) = CardNumber::parse(text) {
        return Some(Exact::Identifier(Kind::Card, card.to_string()));
    }
    if let Ok(email) = Email::parse(text) {
        return Some(Exact::Identifier(Kind::Email, email.to_string()));
    }
    let looks_like_phone = text.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c));
    let phone = looks_like_phone.then(|| Phone::parse(text).ok()).flatten()?;
    Some(Exact::Identifier(Kind::Phone, phone.to_string()))
}

/// Lines of a list, newest first.
async fn cards(q: &mut impl Query, ids: Vec<PersonId>) -> Result<Vec<PersonCard>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(q.all(
        "SELECT p.id, p.name, p.channel, p.created_at,
             (SELECT i.value FROM customers_identifier i WHERE i.person = p.id AND i.kind = $2
              ORDER BY i.stated_at, i.value LIMIT 1) AS email,
             (SELECT i.value FROM customers_identifier i WHERE i.person = p.id AND i.kind = $3
              ORDER BY i.stated_at, i.value LIMIT 1) AS phone,
             (SELECT i.value FROM customers_identifier i WHERE i.person = p.id AND i.kind = $4
              ORDER BY i.stated_at, i.value LIMIT 1) AS card
         FROM customers_person p WHERE p.id IN {uuids $1} ORDER BY p.id DESC",
        args![kernel::uuids(ids), Kind::Email, Kind::Phone, Kind::Card],
    )
    .await?)
}

fn last_id() -> PersonId {
    "person_7zzzzzzzzzzzzzzzzzzzzzzzzz".parse().expect("an id")
}
