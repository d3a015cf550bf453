use std::collections::BTreeSet;

use simulation::szron::{
    Frame, Product, Scene, View, categories, draw, icon, mark, products, scene, tile, wordmark,
};

/// Well-formed, at home under a strict content policy, and with ids of its own that all lead somewhere.
fn is_sound(svg: &str, what: &str) -> BTreeSet<String> {
    let tree = roxmltree::Document::parse(svg).unwrap_or_else(|fault| panic!("{what}: {fault}"));
    let mut ids = BTreeSet::new();
    for node in tree.descendants().filter(|n| n.is_element()) {
        let name = node.tag_name().name();
        assert!(
            !["script", "style", "text", "image", "foreignObject"].contains(&name),
            "{what} has <{name}>"
        );
        for attribute in node.attributes() {
            let (key, value) = (attribute.name(), attribute.value());
            assert!(key != "style" && !key.starts_with("on"), "{what} has {key}");
            assert!(!value.contains("NaN") && !value.contains("inf"), "{what}: {key}={value}");
            assert!(!value.contains("//") && !value.contains("data:"), "{what} reaches outside: {value}");
            if key == "id" {
                assert!(ids.insert(value.to_owned()), "{what}: id {value} twice");
            }
        }
    }
    for node in tree.descendants().filter(|n| n.is_element()) {
        for attribute in node.attributes() {
            let value = attribute.value();
            let target =
                value.strip_prefix("url(#").and_then(|v| v.strip_suffix(')')).or(match attribute.name() {
                    "href" => value.strip_prefix('#'),
                    _ => None,
                });
            assert!(target.is_none_or(|id| ids.contains(id)), "{what}: {value} leads nowhere");
        }
    }
    ids
}

fn each(view: View, check: impl Fn(&Product, &str, String)) {
    for product in products() {
        for colour in product.colours {
            check(
                &product,
                &format!("{} {} {}", product.key, colour.key, view.key()),
                draw(&product, colour, view),
            );
        }
    }
}

#[test]
fn every_picture_of_every_colour_is_sound_and_small() {
    for (view, limit) in
        [(View::Front, 26_000), (View::Back, 25_000), (View::Detail, 25_000), (View::Worn, 35_000)]
    {
        each(view, |_, what, svg| {
            is_sound(&svg, what);
            assert!(svg.len() <= limit, "{what} has {} bytes", svg.len());
            assert!(svg.contains(r#"viewBox="0 0 800 1000""#));
        });
    }
}

#[test]
fn pictures_differ_and_repeat() {
    let all = products();
    let (a, b) = (&all[0], &all[1]);
    let front = draw(a, &a.colours[0], View::Front);
    assert_eq!(front, draw(a, &a.colours[0], View::Front));
    let mut seen = BTreeSet::new();
    for (product, view) in [(a, View::Front), (a, View::Back), (a, View::Worn), (b, View::Front)] {
        for id in is_sound(&draw(product, &product.colours[0], view), product.key) {
            assert!(seen.insert(id.clone()), "{id} is used by two drawings");
        }
    }
}

#[test]
fn places_tiles_and_the_mark_are_sound() {
    for place in [Scene::Ridge, Scene::Evening, Scene::Storefront] {
        for frame in [Frame::Wide, Frame::Square] {
            let svg = scene(place, frame);
            is_sound(&svg, &format!("{place:?} {frame:?}"));
            assert!(svg.len() < 200_000, "{place:?} {frame:?} has {} bytes", svg.len());
        }
    }
    for category in categories() {
        is_sound(&tile(category.key), category.key);
    }
    is_sound(&wordmark("#26332f"), "wordmark");
    is_sound(&mark("#26332f"), "mark");
    is_sound(&icon("#26332f"), "icon");
}
