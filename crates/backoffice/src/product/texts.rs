//! What a product says of itself, in each language, between its fields and the form's.

use catalog::ProductText;
use ui::{Form, Words};

use super::wish::Difference;

pub const LANGS: [&str; 2] = ["pl", "en"];

/// The fields of a text, each with its kind of input.
pub const FIELDS: [(&str, &str); 8] = [
    ("name", "text"),
    ("lead", "text"),
    ("description", "textarea"),
    ("features", "textarea"),
    ("material", "text"),
    ("care", "text"),
    ("seo_title", "text"),
    ("seo_description", "text"),
];

/// A field as it stands in an input.
fn read(text: &ProductText, field: &str) -> String {
    if field == "features" {
        return text.features.join("\n");
    }
    place_of(&mut text.clone(), field).cloned().unwrap_or_default()
}

fn write(text: &mut ProductText, field: &str, typed: &str) {
    if field == "features" {
        text.features = typed.lines().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect();
    } else if let Some(place) = place_of(text, field) {
        *place = typed.trim().to_owned();
    }
}

fn place_of<'t>(text: &'t mut ProductText, field: &str) -> Option<&'t mut String> {
    Some(match field {
        "name" => &mut text.name,
        "lead" => &mut text.lead,
        "description" => &mut text.description,
        "material" => &mut text.material,
        "care" => &mut text.care,
        "seo_title" => &mut text.seo_title,
        "seo_description" => &mut text.seo_description,
        _ => return None,
    })
}

pub fn fill(mut form: Form, lang: &str, text: &ProductText) -> Form {
    for (field, _) in FIELDS {
        form = form.set(&format!("texts.{lang}.{field}"), read(text, field));
    }
    form
}

/// The text of a language as typed, over what it was.
pub fn typed(posted: &Form, lang: &str, mut text: ProductText) -> ProductText {
    for (field, _) in FIELDS {
        write(&mut text, field, posted.value(format!("texts.{lang}.{field}")));
    }
    text
}

/// Where the stored texts and the form say different things.
pub fn differences(w: Words, stored: &Form, typed: &Form) -> Vec<Difference> {
    let fields = LANGS.into_iter().flat_map(|lang| FIELDS.map(|(field, _)| (lang, field)));
    let look = |(lang, field): (&str, &str)| {
        let label = w.t(format!("product-{}", field.replace('_', "-")));
        let label = format!("{label} · {}", lang.to_uppercase());
        Difference::between(label, &format!("texts.{lang}.{field}"), stored, typed)
    };
    fields.filter_map(look).collect()
}
