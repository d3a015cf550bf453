//! What hardly ever changes and every page needs: the channel, the tree of categories, the words of filters.

use std::sync::Arc;

use catalog::{Attribute, Category, Channel, Market, Tree};
use kernel::Problem;

use crate::State;

pub struct Reference {
    pub channel: Channel,
    pub market: Market,
    pub tree: Tree,
    pub attributes: Vec<Attribute>,
    pub seller: Option<catalog::Seller>,
    /// What the market promises after the sale.
    pub returns: orders::ReturnPolicy,
}

impl Reference {
    /// So long a thing can come back, by law or by the brand's own promise.
    pub fn return_days(&self) -> i64 {
        self.returns.withdrawal_days.max(self.returns.goodwill_days)
    }
    pub fn attribute(&self, key: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.key == key)
    }
    pub fn roots(&self) -> impl Iterator<Item = &Category> {
        self.tree.roots()
    }
}

impl State {
    pub(crate) async fn reference(&self) -> Result<Arc<Reference>, Problem> {
        if let Some(kept) = self.memory.reference.get(&()) {
            return Ok(kept);
        }
        let epoch = self.memory.epoch();
        let mut q = self.db.read().await?;
        let channel = catalog::channel(&mut q, &self.site.channel).await?;
        let market = catalog::market(&mut q, &channel.market).await?;
        let tree = catalog::categories(&mut q).await?;
        let attributes = catalog::attributes(&mut q).await?;
        let seller = catalog::sellers(&mut q).await?.into_iter().next();
        let returns = orders::return_policy(&mut q, &market.code, market.currency).await?;
        let reference = Reference { channel, market, tree, attributes, seller, returns };
        Ok(self.memory.keep(&self.memory.reference, (), epoch, reference))
    }
}
