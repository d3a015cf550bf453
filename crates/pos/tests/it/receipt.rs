use kernel::OrderId;
use serde_json::json;

use crate::world::{cash, each, goods, sale, till};

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_adds_up_and_says_that_it_is_not_fiscal() {
    each(async |world| {
        let browser = till(world, &world.here).await;
        let goods = goods(world, &browser).await;
        let lines: Vec<_> = goods.iter().take(3).map(|(variant, _)| (*variant, 1)).collect();
        let due: i64 = goods.iter().take(3).map(|(_, price)| price).sum();
        let body = sale(world, &lines, json!([cash(world, due, due + 100)]));
        let order: OrderId = body["order"].as_str().unwrap().parse().unwrap();
        let sold = browser.post(world, "/pos/api/sales", body).await.fine();

        let mut q = world.db.read().await.unwrap();
        let receipt = orders::receipts(&mut q, order).await.unwrap().remove(0);
        let (net, tax, gross) = receipt
            .taxes
            .iter()
            .fold((0, 0, 0), |sum, it| (sum.0 + it.net.minor, sum.1 + it.tax.minor, sum.2 + it.gross.minor));
        assert_eq!((gross, net + tax), (due, due));
        assert_eq!(receipt.taxes.iter().map(|it| it.letter()).collect::<String>(), "AC");
        assert_eq!(receipt.lines.iter().map(|it| it.tax.minor).sum::<i64>(), tax);
        drop(q);

        let page = browser.get(world, sold["url"].as_str().unwrap()).await;
        assert_eq!(page.status, 200);
        for words in
            ["Wydruk niefiskalny", "NIP", "Reszta", "1,00", sold["number"].as_str().unwrap(), "A 23%", "C 5%"]
        {
            assert!(page.text.contains(words), "{words} in {}", page.text);
        }
        assert!(page.text.contains("<rect") && !page.text.contains("style="));
        let again = browser.get(world, &format!("/pos/receipt/{order}")).await;
        assert!(again.text.contains(&receipt.number));
        let unknown = OrderId::fresh(world.db.now());
        browser.get(world, &format!("/pos/receipt/{unknown}")).await.refused(404, "orders/unknown-order");
    })
    .await;
}
