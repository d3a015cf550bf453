//! A house without a payment provider: shoppers pay when they collect; whoever tries to pay online is told that it cannot be
//! done, and the order waits until it expires.

use kernel::Timestamp;
use payments::{
    Answer, Headers, Provider, ProviderError, ProviderEvent, RefundAnswer, RefundRequest, Standing, Start,
    Started,
};

pub struct NoProvider;

fn refused<T: Send + 'static>() -> Answer<'static, T> {
    Box::pin(std::future::ready(Err(ProviderError::Refused("no payment provider is configured".to_owned()))))
}

impl Provider for NoProvider {
    fn name(&self) -> &str {
        "none"
    }
    fn start(&self, _: Start) -> Answer<'_, Started> {
        refused()
    }
    fn verify<'a>(&'a self, _: &'a Headers, _: &'a str, _: Timestamp) -> Answer<'a, ProviderEvent> {
        refused()
    }
    fn refund(&self, _: RefundRequest) -> Answer<'_, RefundAnswer> {
        refused()
    }
    fn void<'a>(&'a self, _: &'a str) -> Answer<'a, Standing> {
        refused()
    }
    fn query<'a>(&'a self, _: &'a str) -> Answer<'a, Standing> {
        refused()
    }
}
