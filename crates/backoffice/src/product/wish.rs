//! Between a stored product and the form that changes it.

use catalog::{ProductMedia, ProductPage, ProductText, SaveProduct, SaveVariant, Status, slug};
use ui::{Form, Words};

use super::texts::LANGS;
use super::{media, texts, variants};

/// What the stored product says, field by field.
pub fn filled(known: &ProductPage) -> Form {
    let product = &known.product;
    let mut form = Form::default()
        .set("version", product.version)
        .set("status", product.status)
        .set("brand", product.brand.as_ref().map(ToString::to_string).unwrap_or_default())
        .set("main", known.categories.first().map(|it| it.key.clone()).unwrap_or_default());
    for lang in LANGS {
        form = texts::fill(form, lang, &product.texts.get(lang).cloned().unwrap_or_default());
    }
    media::fill(variants::fill(form, known), known)
}

/// The stored product as a wish, to be changed by a form.
pub fn as_stored(known: &ProductPage) -> SaveProduct {
    let product = &known.product;
    SaveProduct {
        key: product.key.clone(),
        status: product.status,
        brand: product.brand.clone(),
        texts: product.texts.clone(),
        attributes: product.attributes.clone(),
        categories: known.categories.iter().map(|it| it.key.clone()).collect(),
        variants: known
            .variants
            .iter()
            .map(|variant| SaveVariant {
                sku: variant.sku.clone(),
                ean: variant.ean.clone(),
                options: variant.options.clone(),
                attributes: variant.attributes.clone(),
                weight_g: variant.weight_g,
                tax_class: variant.tax_class,
            })
            .collect(),
        media: known
            .media
            .iter()
            .map(|it| ProductMedia { media: it.media.clone(), alt: it.alt.clone(), color: it.color.clone() })
            .collect(),
        keep_other_variants: false,
        expected_version: Some(product.version),
    }
}

/// What the form wants, and the rows its variants stand in; what cannot be read is said in the form.
pub fn wanted(
    w: Words,
    known: Option<&ProductPage>,
    posted: &mut Form,
    categories: &[String],
) -> (SaveProduct, Vec<usize>) {
    let mut wanted = known.map(as_stored).unwrap_or_default();
    wanted.status = Status::parse(posted.value("status")).unwrap_or(Status::Draft);
    wanted.brand = posted.text("brand").and_then(kernel::BrandCode::new);
    wanted.expected_version = posted.value("version").parse().ok();
    for lang in LANGS {
        let text = texts::typed(posted, lang, wanted.texts.remove(lang).unwrap_or_default());
        if text != ProductText::default() {
            wanted.texts.insert(lang.to_owned(), text);
        }
    }
    if known.is_none() {
        let name = LANGS.iter().find_map(|lang| wanted.texts.get(*lang)).map(|it| slug(&it.name));
        wanted.key = posted.text("key").map(str::to_owned).or(name).unwrap_or_default();
    }
    let main = posted.value("main").to_owned();
    wanted.categories = categories.iter().filter(|it| **it != main).cloned().collect();
    if !main.is_empty() {
        wanted.categories.insert(0, main);
    }
    let (rows, variants) = variants::typed(w, posted, &wanted.variants).into_iter().unzip();
    wanted.variants = variants;
    wanted.media = media::typed(posted, &wanted.media);
    (wanted, rows)
}

/// A field that somebody else changed in the meantime.
pub struct Difference {
    pub field: String,
    pub theirs: String,
    pub yours: String,
}
impl Difference {
    pub fn between(label: String, name: &str, stored: &Form, typed: &Form) -> Option<Self> {
        let (theirs, yours) = (stored.value(name).trim().to_owned(), typed.value(name).trim().to_owned());
        (theirs != yours).then_some(Self { field: label, theirs, yours })
    }
}

/// Where the stored product and the form say different things.
pub fn differences(w: Words, stored: &Form, typed: &Form) -> Vec<Difference> {
    let look = |name: &str, label: &str| Difference::between(w.t(label).into_owned(), name, stored, typed);
    let head = [look("status", "field-state"), look("brand", "product-brand")];
    head.into_iter().flatten().chain(texts::differences(w, stored, typed)).collect()
}
