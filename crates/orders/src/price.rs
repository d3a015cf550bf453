//! What a basket costs. The prices are asked each time; everything else a checkout may remember.

use kernel::{Money, Quantity, Query, Timestamp, Tx, VariantId};
use pricing::{DeliveryFee, Quote, QuoteLine, QuoteRequest, Rounding, TaxClass};
use shipping::Service;

use crate::memory::{Label, Trade};
use crate::way::Tariff;
use crate::{Basket, Error, memory};

/// The quote of a basket as it would be ordered now; `ship`: with the market's cost of a parcel.
pub async fn quote_basket(
    q: &mut impl Query,
    basket: &Basket,
    at: Timestamp,
    ship: bool,
) -> Result<Quote, Error> {
    let trade = memory::load_trade(q, &basket.channel, at).await?;
    quoted(q, &trade, basket, at, ship.then_some(Tariff::Policy(&trade.policy))).await
}

/// The same, brought by a service.
pub async fn quote_service(
    q: &mut impl Query,
    basket: &Basket,
    at: Timestamp,
    service: &Service,
) -> Result<Quote, Error> {
    let trade = memory::load_trade(q, &basket.channel, at).await?;
    quoted(q, &trade, basket, at, Some(Tariff::Service(service))).await
}

async fn quoted(
    q: &mut impl Query,
    trade: &Trade,
    basket: &Basket,
    at: Timestamp,
    tariff: Option<Tariff<'_>>,
) -> Result<Quote, Error> {
    let lines: Vec<_> = basket.lines.iter().map(|line| (line.variant, line.quantity)).collect();
    let goods = pricing::quote_basket(q, &trade.channel, at, &lines, None).await?;
    match tariff.map(|tariff| tariff.fee(goods.goods)).filter(|fee| !fee.is_zero()) {
        None => Ok(goods),
        fee => Ok(pricing::quote_basket(q, &trade.channel, at, &lines, fee).await?),
    }
}

/// One statement: the prices of now.
pub(crate) async fn quote(
    tx: &mut Tx,
    trade: &Trade,
    lines: &[(VariantId, Quantity)],
    labels: &[Label],
    tariff: Option<Tariff<'_>>,
) -> Result<Quote, Error> {
    let (list, at) = (&trade.channel.price_list, tx.now());
    let variants: Vec<VariantId> = lines.iter().map(|(variant, _)| *variant).collect();
    let prices = pricing::prices(tx, list, &variants, at).await?;
    let mut asked = Vec::with_capacity(lines.len());
    for ((variant, quantity), label) in lines.iter().zip(labels) {
        let price = prices
            .get(variant)
            .ok_or_else(|| pricing::Error::NoPrice { variant: *variant, list: list.clone() })?;
        asked.push(QuoteLine {
            variant: *variant,
            quantity: *quantity,
            unit_gross: price.gross,
            tax_class: label.tax_class,
            tax_rate_bp: trade.rates.rate_bp(label.tax_class)?,
        });
    }
    let currency = trade.market.currency;
    let mut goods = asked.iter().map(|line| line.unit_gross.times(line.quantity));
    let goods = goods.try_fold(Money::zero(currency), |sum, line| sum.plus(line?));
    let fee = goods.zip(tariff).map(|(goods, tariff)| tariff.fee(goods)).filter(|fee| !fee.is_zero());
    let delivery = match fee {
        None => None,
        Some(gross) => {
            let tax_class = TaxClass::Standard;
            Some(DeliveryFee { gross, tax_class, tax_rate_bp: trade.rates.rate_bp(tax_class)? })
        }
    };
    let request = QuoteRequest { currency, rounding: Rounding::PerTotal, lines: asked, delivery };
    Ok(pricing::quote(&request)?)
}
