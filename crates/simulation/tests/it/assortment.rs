use std::collections::BTreeSet;

use simulation::szron::{Text, attributes, categories, ean_is_valid, products, variants};

#[test]
fn the_shop_is_full() {
    let products = products();
    let count: usize = products.iter().map(|p| variants(p).len()).sum();
    assert!(products.len() >= 64, "{} products", products.len());
    assert!(count >= 420, "{count} variants");
}

#[test]
fn codes_are_unique_and_barcodes_vouch_for_themselves() {
    let (mut skus, mut eans, mut keys, mut numbers) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for product in products() {
        assert!(keys.insert(product.key) && numbers.insert(product.number), "{}", product.key);
        assert!(
            product.sizes.len() <= 12 && product.colours.len() <= 8,
            "{} has too many variants",
            product.key
        );
        assert!(product.key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
        for variant in variants(&product) {
            assert!(ean_is_valid(&variant.ean), "{}", variant.ean);
            assert!(variant.sku.is_ascii() && variant.sku.len() <= 64);
            assert!(variant.weight_g > 0);
            assert!(skus.insert(variant.sku) && eans.insert(variant.ean));
        }
    }
    assert!(!ean_is_valid("5900000101001") && !ean_is_valid("590"));
}

#[test]
fn every_text_speaks_both_languages() {
    let said = |text: Text| !text.pl.trim().is_empty() && !text.en.trim().is_empty();
    for p in products() {
        let words = [p.name, p.lead, p.description, p.composition, p.care];
        assert!(words.into_iter().chain(p.features.iter().copied()).all(said), "{}", p.key);
        assert!(
            p.features.len() >= 2 && p.description.pl.len() > 90 && p.description.en.len() > 90,
            "{}",
            p.key
        );
        assert!(p.colours.iter().all(|c| said(c.name)));
    }
    assert!(categories().iter().all(|c| said(c.name) && said(c.about)));
    assert!(attributes().iter().all(|a| said(a.name) && a.choices.iter().all(|c| said(c.1))));
}

#[test]
fn products_refer_to_what_exists() {
    let all = products();
    let keys: BTreeSet<_> = all.iter().map(|p| p.key).collect();
    let tree = categories();
    let attributes = attributes();
    for (n, category) in tree.iter().enumerate() {
        assert!(category.parent.is_none_or(|parent| tree[..n].iter().any(|c| c.key == parent)));
    }
    for p in &all {
        for other in p.goes_with {
            assert!(keys.contains(other) && *other != p.key, "{} goes with {other}", p.key);
        }
        assert!(!p.goes_with.is_empty());
        for key in p.categories() {
            assert!(tree.iter().any(|c| c.key == key), "{} in {key}", p.key);
        }
        for (key, value) in p.attributes() {
            let attribute = attributes.iter().find(|a| a.key == key).unwrap_or_else(|| panic!("{key}"));
            if let simulation::szron::Value::Choice(choice) = value {
                assert!(attribute.choices.iter().any(|c| c.0 == choice), "{key} {choice}");
            }
            assert!(!attribute.words(value).0.is_empty());
        }
        assert!(p.earlier_minor.is_none_or(|earlier| earlier > p.price_minor), "{}", p.key);
    }
}
