//! One quote for every channel: what lines cost together, and the tax inside. No I/O: the same request, the same answer,
//! on the server, at the till and years later.

use std::collections::BTreeMap;

use kernel::{Currency, Money, Quantity, VariantId};

use crate::{Error, TaxClass};

kernel::text_enum! {
    /// How the tax inside gross prices is rounded. Stored on the order, so that what follows (an invoice, a return) comes to the
    /// same cent whatever the default has become.
    ///
    /// Polish law computes the tax of gross prices as `gross × rate / (100 + rate)`, rounded to whole grosze, halves up
    /// (act on VAT, art. 106e ust. 7, 8 and 11): of the sum per rate, which is also what cash registers print, or of each line.
    #[derive(Default, Hash)]
    pub enum Rounding {
        /// Of the gross sum of each rate; lines get their share of it.
        #[default]
        PerTotal = "per_total",
        /// Of each line; the sums are those of the lines.
        PerLine = "per_line",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteRequest {
    pub currency: Currency,
    pub rounding: Rounding,
    pub lines: Vec<QuoteLine>,
    pub delivery: Option<DeliveryFee>,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuoteLine {
    pub variant: VariantId,
    pub quantity: Quantity,
    pub unit_gross: Money,
    pub tax_class: TaxClass,
    /// In hundredths of a percent: 2300 is 23 %.
    pub tax_rate_bp: i64,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliveryFee {
    pub gross: Money,
    pub tax_class: TaxClass,
    pub tax_rate_bp: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    pub currency: Currency,
    pub rounding: Rounding,
    /// One for each line of the request, in its order.
    pub lines: Vec<QuotedLine>,
    pub delivery: Option<QuotedDelivery>,
    /// By rate, the highest first; what is exempt comes last.
    pub tax_summary: Vec<TaxSummary>,
    /// Gross, without delivery.
    pub goods: Money,
    pub net: Money,
    pub tax: Money,
    /// Gross: what the shopper pays.
    pub total: Money,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotedLine {
    pub variant: VariantId,
    pub quantity: Quantity,
    pub unit_gross: Money,
    pub gross: Money,
    pub net: Money,
    pub tax: Money,
    pub tax_class: TaxClass,
    pub tax_rate_bp: i64,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotedDelivery {
    pub gross: Money,
    pub net: Money,
    pub tax: Money,
    pub tax_class: TaxClass,
    pub tax_rate_bp: i64,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TaxSummary {
    pub tax_class: TaxClass,
    pub tax_rate_bp: i64,
    pub net: Money,
    pub tax: Money,
    pub gross: Money,
}
impl TaxSummary {
    /// The letter that Polish receipts print beside a line.
    pub fn letter(&self) -> char {
        letter(self.tax_class)
    }
}
impl QuotedLine {
    pub fn letter(&self) -> char {
        letter(self.tax_class)
    }
}
fn letter(class: TaxClass) -> char {
    match class {
        TaxClass::Standard => 'A',
        TaxClass::Reduced => 'B',
        TaxClass::SuperReduced => 'C',
        TaxClass::Zero => 'D',
        TaxClass::Exempt => 'E',
    }
}

/// The tax inside a gross amount: `gross × rate / (100 % + rate)`, halves away from zero.
pub fn tax_within(gross: Money, rate_bp: i64) -> Money {
    let (minor, rate) = (i128::from(gross.minor), i128::from(rate_bp));
    let whole = 10_000 + rate;
    let rounded = (minor.abs() * rate * 2 + whole) / (whole * 2);
    Money::new((rounded * minor.signum()) as i64, gross.currency)
}

/// One taxed amount of the request: a line or the delivery.
struct Piece {
    gross: Money,
    tax: Money,
    tax_class: TaxClass,
    rate_bp: i64,
    /// Decides which of equal shares gets the odd grosz, whatever the order of the lines.
    rank: (bool, Option<VariantId>, i64, i64),
}

/// Prices the request. Lines and summary add up to the total to the cent, in any order of the lines.
pub fn quote(request: &QuoteRequest) -> Result<Quote, Error> {
    let mut pieces = Vec::with_capacity(request.lines.len() + 1);
    for line in &request.lines {
        let gross = line.unit_gross.times(line.quantity).ok_or(Error::InvalidPrice(line.unit_gross))?;
        let rank = (false, Some(line.variant), line.unit_gross.minor, line.quantity.get());
        pieces.push(piece(request, gross, line.tax_class, line.tax_rate_bp, rank)?);
    }
    if let Some(fee) = &request.delivery {
        pieces.push(piece(request, fee.gross, fee.tax_class, fee.tax_rate_bp, (true, None, 0, 0))?);
    }
    let too_much = || Error::InvalidPrice(Money::new(i64::MAX, request.currency));
    let tax_summary = tax(request, &mut pieces).ok_or_else(too_much)?;
    let sum =
        |amounts: &mut dyn Iterator<Item = Money>| Money::sum(request.currency, amounts).ok_or_else(too_much);
    let goods = sum(&mut pieces[..request.lines.len()].iter().map(|piece| piece.gross))?;
    let (net, tax, total) = (
        sum(&mut tax_summary.iter().map(|rate| rate.net))?,
        sum(&mut tax_summary.iter().map(|rate| rate.tax))?,
        sum(&mut tax_summary.iter().map(|rate| rate.gross))?,
    );
    let lines = request.lines.iter().zip(&pieces).map(|(line, piece)| QuotedLine {
        variant: line.variant,
        quantity: line.quantity,
        unit_gross: line.unit_gross,
        gross: piece.gross,
        net: less(piece.gross, piece.tax),
        tax: piece.tax,
        tax_class: line.tax_class,
        tax_rate_bp: line.tax_rate_bp,
    });
    let delivery = request.delivery.as_ref().zip(pieces.last()).map(|(fee, piece)| QuotedDelivery {
        gross: piece.gross,
        net: less(piece.gross, piece.tax),
        tax: piece.tax,
        tax_class: fee.tax_class,
        tax_rate_bp: fee.tax_rate_bp,
    });
    let (lines, currency, rounding) = (lines.collect(), request.currency, request.rounding);
    Ok(Quote { currency, rounding, lines, delivery, tax_summary, goods, net, tax, total })
}

fn piece(
    request: &QuoteRequest,
    gross: Money,
    tax_class: TaxClass,
    rate_bp: i64,
    rank: (bool, Option<VariantId>, i64, i64),
) -> Result<Piece, Error> {
    if gross.currency != request.currency {
        return Err(Error::ForeignCurrency { wanted: request.currency, found: gross.currency });
    }
    if gross.minor < 0 {
        return Err(Error::InvalidPrice(gross));
    }
    if !(0..=10_000).contains(&rate_bp) {
        return Err(Error::InvalidTax);
    }
    Ok(Piece { gross, tax: Money::zero(gross.currency), tax_class, rate_bp, rank })
}

fn less(gross: Money, tax: Money) -> Money {
    Money::new(gross.minor - tax.minor, gross.currency)
}

/// Sets the tax of every piece and tells the sums by rate. `None` on overflow.
fn tax(request: &QuoteRequest, pieces: &mut [Piece]) -> Option<Vec<TaxSummary>> {
    // The highest rate first; what is exempt is no rate of 0 %, it stands by itself.
    let mut by_rate: BTreeMap<(bool, i64), Vec<usize>> = BTreeMap::new();
    for (place, piece) in pieces.iter().enumerate() {
        by_rate.entry((piece.tax_class == TaxClass::Exempt, -piece.rate_bp)).or_default().push(place);
    }
    let mut summary = Vec::new();
    for ((_, rate), mut places) in by_rate {
        let rate_bp = -rate;
        places.sort_by_key(|place| pieces[*place].rank);
        let gross = Money::sum(request.currency, places.iter().map(|place| pieces[*place].gross))?;
        match request.rounding {
            Rounding::PerLine => {
                for place in &places {
                    pieces[*place].tax = tax_within(pieces[*place].gross, rate_bp);
                }
            }
            Rounding::PerTotal => {
                let weights: Vec<i64> = places.iter().map(|place| pieces[*place].gross.minor).collect();
                let shares = tax_within(gross, rate_bp).allocate(&weights);
                for (place, share) in places.iter().zip(shares) {
                    pieces[*place].tax = share;
                }
            }
        }
        let tax = Money::sum(request.currency, places.iter().map(|place| pieces[*place].tax))?;
        let tax_class = pieces[places[0]].tax_class;
        summary.push(TaxSummary { tax_class, tax_rate_bp: rate_bp, net: less(gross, tax), tax, gross });
    }
    Some(summary)
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;

    use super::*;

    fn zl(minor: i64) -> Money {
        Money::new(minor, Currency::Pln)
    }
    fn line(
        variant: VariantId,
        quantity: i64,
        unit: i64,
        tax_class: TaxClass,
        tax_rate_bp: i64,
    ) -> QuoteLine {
        let quantity = Quantity::new(quantity).unwrap();
        QuoteLine { variant, quantity, unit_gross: zl(unit), tax_class, tax_rate_bp }
    }
    fn request(rounding: Rounding, lines: Vec<QuoteLine>) -> QuoteRequest {
        QuoteRequest { currency: Currency::Pln, rounding, lines, delivery: None }
    }
    fn variant() -> VariantId {
        VariantId::fresh(Timestamp::from_millis(1_700_000_000_000))
    }
    const STANDARD: (TaxClass, i64) = (TaxClass::Standard, 2300);

    #[test]
    fn the_tax_is_inside_the_price() {
        assert_eq!(tax_within(zl(12_300), 2300), zl(2_300));
        assert_eq!(tax_within(zl(9_999), 2300), zl(1_870)); // 1869.73
        assert_eq!(tax_within(zl(3), 10_000), zl(2)); // 1.5: halves go up
        assert_eq!(tax_within(zl(-3), 10_000), zl(-2)); // and a refund mirrors them
        assert_eq!(tax_within(zl(100), 0), zl(0));
    }

    #[test]
    fn the_regimes_differ_by_a_grosz_and_both_add_up() {
        let lines: Vec<QuoteLine> = (0..3).map(|_| line(variant(), 1, 99, STANDARD.0, STANDARD.1)).collect();
        let total = quote(&request(Rounding::PerTotal, lines.clone())).unwrap();
        let each = quote(&request(Rounding::PerLine, lines)).unwrap();
        assert_eq!((total.tax, each.tax), (zl(56), zl(57))); // 297·23/123 = 55.54; 3 × 18.51
        assert_eq!(total.lines.iter().map(|line| line.tax.minor).sum::<i64>(), 56);
        assert_eq!((total.total, each.total), (zl(297), zl(297)));
    }

    #[test]
    fn exempt_goods_stand_apart_from_those_of_zero_percent() {
        let lines = vec![
            line(variant(), 1, 1000, TaxClass::Exempt, 0),
            line(variant(), 1, 2000, TaxClass::Zero, 0),
            line(variant(), 1, 3000, TaxClass::Reduced, 800),
        ];
        let quote = quote(&request(Rounding::PerTotal, lines)).unwrap();
        let letters: String = quote.tax_summary.iter().map(TaxSummary::letter).collect();
        assert_eq!(letters, "BDE");
        assert_eq!((quote.net, quote.tax), (zl(5778), zl(222)));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let eur =
            QuoteLine { unit_gross: Money::new(1, Currency::Eur), ..line(variant(), 1, 1, STANDARD.0, 2300) };
        assert!(matches!(quote(&request(Rounding::PerTotal, vec![eur])), Err(Error::ForeignCurrency { .. })));
        let much = line(variant(), 1_000_000_000, i64::MAX / 2, STANDARD.0, 2300);
        assert!(matches!(quote(&request(Rounding::PerTotal, vec![much])), Err(Error::InvalidPrice(_))));
        let below = line(variant(), 1, -5, STANDARD.0, 2300);
        assert!(matches!(quote(&request(Rounding::PerTotal, vec![below])), Err(Error::InvalidPrice(_))));
        let empty = quote(&request(Rounding::PerTotal, vec![])).unwrap();
        assert_eq!((empty.total, empty.tax_summary.len()), (zl(0), 0));
    }

    #[test]
    fn whatever_is_bought_the_parts_add_up_and_the_order_of_lines_does_not_matter() {
        let mut dice = fastrand::Rng::with_seed(20_261_121);
        let classes = [
            STANDARD,
            (TaxClass::Reduced, 800),
            (TaxClass::SuperReduced, 500),
            (TaxClass::Zero, 0),
            (TaxClass::Exempt, 0),
        ];
        for _ in 0..3_000 {
            let rounding = if dice.bool() { Rounding::PerTotal } else { Rounding::PerLine };
            let variants: Vec<VariantId> = (0..4).map(|_| variant()).collect();
            let lines: Vec<QuoteLine> = (0..dice.usize(0..12))
                .map(|_| {
                    let (class, rate) = classes[dice.usize(0..classes.len())];
                    line(variants[dice.usize(0..4)], dice.i64(0..9), dice.i64(0..50_000), class, rate)
                })
                .collect();
            let fee = DeliveryFee { gross: zl(dice.i64(0..3000)), tax_class: STANDARD.0, tax_rate_bp: 2300 };
            let mut asked = request(rounding, lines);
            asked.delivery = dice.bool().then_some(fee);
            let quoted = quote(&asked).unwrap();

            let of = |pick: fn(&QuotedLine) -> Money, fee: fn(&QuotedDelivery) -> Money| {
                quoted
                    .lines
                    .iter()
                    .map(pick)
                    .chain(quoted.delivery.iter().map(fee))
                    .map(|it| it.minor)
                    .sum::<i64>()
            };
            assert_eq!(of(|l| l.gross, |d| d.gross), quoted.total.minor);
            assert_eq!(of(|l| l.net, |d| d.net), quoted.net.minor);
            assert_eq!(of(|l| l.tax, |d| d.tax), quoted.tax.minor);
            assert_eq!(quoted.net.minor + quoted.tax.minor, quoted.total.minor);
            for rate in &quoted.tax_summary {
                assert_eq!(rate.net.minor + rate.tax.minor, rate.gross.minor);
                if rounding == Rounding::PerTotal {
                    assert_eq!(rate.tax, tax_within(rate.gross, rate.tax_rate_bp));
                }
            }

            let sorted = |quote: &Quote| {
                let mut lines: Vec<_> = quote
                    .lines
                    .iter()
                    .map(|l| {
                        (
                            l.variant,
                            l.tax_class,
                            l.gross.minor,
                            l.unit_gross.minor,
                            l.quantity.get(),
                            l.tax.minor,
                        )
                    })
                    .collect();
                lines.sort();
                lines
            };
            let mut shuffled = asked.clone();
            dice.shuffle(&mut shuffled.lines);
            let other = quote(&shuffled).unwrap();
            assert_eq!(sorted(&other), sorted(&quoted));
            assert_eq!((other.tax_summary, other.total), (quoted.tax_summary, quoted.total));
        }
    }
}
