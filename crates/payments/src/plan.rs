//! Which tender gives back how much. Pure.
//!
//! Money goes back by the means by which it came: art. 32 ust. 2 of the Polish act on consumer rights (art. 13(1) of Directive
//! 2011/83/EU) asks for the same means of payment unless the consumer expressly agrees to another one that costs them nothing.
//! When several means paid and a part comes back, the act does not say which part. We do not choose in our favour: every
//! tender gives back its share of what it still holds, to the cent. Money that paid nothing (a double payment) goes first.

use kernel::{IntentId, Money, TenderId};

use crate::{Error, Intent, Method, Refund, Tender};

/// Where money can go back to, and how much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    pub intent: IntentId,
    /// `None`: a surplus, which came in and paid nothing.
    pub tender: Option<TenderId>,
    pub method: Method,
    pub left: Money,
}

/// What can go back, in the order in which it came in. Together exactly what the intents can refund.
pub fn sources(intents: &[Intent], tenders: &[Tender], refunds: &[Refund]) -> Vec<Source> {
    let mut found = Vec::new();
    for intent in intents.iter().filter(|it| !it.captured.is_zero()) {
        let of_intent = |it: &&Tender| it.intent == intent.id;
        let tied = |tender: TenderId| -> i64 {
            refunds.iter().filter(|it| it.tender == Some(tender)).map(|it| it.amount.minor).sum()
        };
        let paid: i64 = tenders.iter().filter(of_intent).map(|it| it.amount.minor).sum();
        let mut lefts = vec![(None, intent.method, intent.captured.minor - paid)];
        lefts.extend(
            tenders
                .iter()
                .filter(of_intent)
                .map(|it| (Some(it.id), it.method, it.amount.minor - tied(it.id))),
        );
        let tied: i64 = tenders.iter().filter(of_intent).map(|it| tied(it.id)).sum();
        // Promised back without naming a tender: out of the surplus first, then the oldest.
        let mut untied = intent.granted.minor - tied;
        for (tender, method, left) in lefts {
            let gone = untied.clamp(0, left.max(0));
            untied -= gone;
            let left = Money::new(left - gone, intent.amount.currency);
            if left.minor > 0 {
                found.push(Source { intent: intent.id, tender, method, left });
            }
        }
    }
    found
}

/// Splits `amount`; never more from a source than it holds, and together exactly `amount`.
pub fn split(amount: Money, sources: &[Source]) -> Result<Vec<(Source, Money)>, Error> {
    if amount.minor <= 0 {
        return Err(Error::AmountNotPositive);
    }
    let all = Money::new(sources.iter().map(|it| it.left.minor).sum(), amount.currency);
    if amount.minor > all.minor {
        return Err(Error::RefundTooLarge { wanted: amount, left: all });
    }
    let mut parts = Vec::new();
    let mut missing = amount.minor;
    for source in sources.iter().filter(|it| it.tender.is_none()) {
        let part = source.left.minor.min(missing);
        missing -= part;
        parts.push((*source, Money::new(part, amount.currency)));
    }
    let paid: Vec<Source> = sources.iter().filter(|it| it.tender.is_some()).copied().collect();
    if missing > 0 {
        let weights: Vec<i64> = paid.iter().map(|it| it.left.minor).collect();
        let shares = Money::new(missing, amount.currency).allocate(&weights);
        parts.extend(paid.into_iter().zip(shares));
    }
    parts.retain(|(_, part)| part.minor > 0);
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Currency, Timestamp};

    fn pln(minor: i64) -> Money {
        Money::new(minor, Currency::Pln)
    }
    fn source(tender: bool, left: i64) -> Source {
        let at = Timestamp::from_millis(1);
        let tender = tender.then(|| TenderId::fresh(at));
        Source { intent: IntentId::fresh(at), tender, method: Method::Online, left: pln(left) }
    }
    fn amounts(amount: i64, sources: &[Source]) -> Vec<i64> {
        split(pln(amount), sources).unwrap().iter().map(|(_, part)| part.minor).collect()
    }

    #[test]
    fn every_tender_gives_its_share_and_a_surplus_goes_first() {
        let three = [source(true, 3_500), source(true, 6_500)];
        assert_eq!(amounts(1_000, &three), [350, 650]);
        assert_eq!(amounts(10_000, &three), [3_500, 6_500]);
        assert_eq!(amounts(1_000, &[source(true, 5_000), source(false, 800)]), [800, 200]);
        assert!(matches!(split(pln(10_001), &three), Err(Error::RefundTooLarge { .. })));
    }

    #[test]
    fn any_split_is_exact_and_never_above_what_a_tender_holds() {
        // Every pair of holdings up to 40 grosze, every amount.
        for a in 0..40 {
            for b in 0..40 {
                let held = [source(true, a), source(true, b), source(true, 7)];
                for amount in 1..=a + b + 7 {
                    let parts = split(pln(amount), &held).unwrap();
                    assert_eq!(parts.iter().map(|(_, part)| part.minor).sum::<i64>(), amount);
                    assert!(
                        parts.iter().all(|(from, part)| part.minor <= from.left.minor),
                        "{amount}: {parts:?}"
                    );
                }
            }
        }
    }
}
