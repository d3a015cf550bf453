//! Pricing a basket of a channel: finds prices and rates, then asks the pure quote.

use catalog::Channel;
use kernel::{Money, Quantity, Query, Timestamp, VariantId};

use crate::{
    DeliveryFee, Error, Quote, QuoteLine, QuoteRequest, Rounding, TaxClass, prices, quote, tax_rates,
};

/// What these lines cost in this channel at this moment; lines in the order asked. A delivery fee bears the standard rate.
pub async fn quote_basket(
    q: &mut impl Query,
    channel: &Channel,
    at: Timestamp,
    lines: &[(VariantId, Quantity)],
    delivery_fee: Option<Money>,
) -> Result<Quote, Error> {
    let market = catalog::market(q, &channel.market).await?;
    let variants: Vec<VariantId> = lines.iter().map(|(variant, _)| *variant).collect();
    let classes = catalog::tax_classes(q, &variants).await?;
    let prices = prices(q, &channel.price_list, &variants, at).await?;
    let rates = tax_rates(q, &market.country, at).await?;
    let mut asked = Vec::with_capacity(lines.len());
    for (variant, quantity) in lines {
        let variant = *variant;
        let tax_class = *classes.get(&variant).ok_or(Error::UnknownVariant { variant })?;
        let price = prices
            .get(&variant)
            .ok_or_else(|| Error::NoPrice { variant, list: channel.price_list.clone() })?;
        asked.push(QuoteLine {
            variant,
            quantity: *quantity,
            unit_gross: price.gross,
            tax_class,
            tax_rate_bp: rates.rate_bp(tax_class)?,
        });
    }
    let delivery = match delivery_fee {
        Some(gross) => {
            let tax_class = TaxClass::Standard;
            Some(DeliveryFee { gross, tax_class, tax_rate_bp: rates.rate_bp(tax_class)? })
        }
        None => None,
    };
    quote(&QuoteRequest { currency: market.currency, rounding: Rounding::PerTotal, lines: asked, delivery })
}
