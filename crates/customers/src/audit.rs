//! What must always hold about people, checked on a live database.

use kernel::{Breach, PersonId, Query, VisitorId, args};

use crate::{Error, Kind, link};

pub async fn audit(q: &mut impl Query) -> Result<Vec<Breach>, Error> {
    let mut breaches = Vec::new();
    let keys: Vec<(Kind, PersonId)> = q
        .all(
            "SELECT k.kind, k.person FROM customers_key k
             WHERE NOT EXISTS (SELECT 1 FROM customers_identifier i
                               WHERE i.person = k.person AND i.kind = k.kind AND i.value = k.value)
             LIMIT 100",
            args![],
        )
        .await?;
    breaches.extend(keys.into_iter().map(|(kind, person)| {
        Breach::new(
            "customers.key",
            format!("the key table gives {person} a {kind} that the person does not have"),
        )
    }));
    let identifiers: Vec<(Kind, PersonId)> = q
        .all(
            "SELECT i.kind, i.person FROM customers_identifier i
             WHERE NOT EXISTS (SELECT 1 FROM customers_key k
                               WHERE k.value = i.value AND k.kind = i.kind AND k.person = i.person)
                OR NOT EXISTS (SELECT 1 FROM customers_person p WHERE p.id = i.person)
             LIMIT 100",
            args![],
        )
        .await?;
    breaches.extend(identifiers.into_iter().map(|(kind, person)| {
        Breach::new(
            "customers.identifier",
            format!("a {kind} of {person} is not theirs alone, or they do not exist"),
        )
    }));
    let cards: Vec<(PersonId, i64)> = q
        .all(
            "SELECT p.id, COUNT(i.value) FROM customers_person p
             LEFT JOIN customers_identifier i ON i.person = p.id AND i.kind = $1
             GROUP BY p.id HAVING COUNT(i.value) <> 1 LIMIT 100",
            args![Kind::Card],
        )
        .await?;
    breaches.extend(
        cards
            .into_iter()
            .map(|(person, many)| Breach::new("customers.card", format!("{person} has {many} cards"))),
    );
    let links: Vec<(VisitorId,)> = q
        .all(
            "SELECT DISTINCT a.visitor FROM customers_link a
             JOIN customers_link b ON b.visitor = a.visitor AND b.since > a.since AND b.since < a.until
             LIMIT 100",
            args![],
        )
        .await?;
    breaches.extend(
        links
            .into_iter()
            .map(|(it,)| Breach::new("customers.link", format!("{it} is two people's at one time"))),
    );
    let owners: Vec<(VisitorId,)> = q
        .all(
            "SELECT v.id FROM customers_visitor v
             LEFT JOIN customers_link l ON l.visitor = v.id AND l.until = $1
             WHERE COALESCE(v.person, v.id) <> COALESCE(l.person, v.id) LIMIT 100",
            args![link::forever()],
        )
        .await?;
    breaches.extend(owners.into_iter().map(|(it,)| {
        Breach::new("customers.visitor", format!("{it} and its open link name different people"))
    }));
    for (invariant, sql) in [
        (
            "customers.link_person",
            "SELECT DISTINCT l.person FROM customers_link l
             WHERE NOT EXISTS (SELECT 1 FROM customers_person p WHERE p.id = l.person) LIMIT 100",
        ),
        (
            "customers.moment_person",
            "SELECT DISTINCT m.person FROM customers_moment m
             WHERE NOT EXISTS (SELECT 1 FROM customers_person p WHERE p.id = m.person) LIMIT 100",
        ),
        (
            "customers.session_person",
            "SELECT DISTINCT s.person FROM customers_session s
             WHERE NOT EXISTS (SELECT 1 FROM customers_person p WHERE p.id = s.person) LIMIT 100",
        ),
    ] {
        let unknown: Vec<(PersonId,)> = q.all(sql, args![]).await?;
        breaches
            .extend(unknown.into_iter().map(|(it,)| Breach::new(invariant, format!("{it} does not exist"))));
    }
    Ok(breaches)
}
