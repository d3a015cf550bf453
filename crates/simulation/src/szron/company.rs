//! The firm behind the brand, its market and the ways it meets people. All of it is invented.

use super::text::{Text, t};

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct LegalSeller {
    pub code: &'static str,
    pub name: &'static str,
    /// NIP with a right check digit, of a range that no tax office gives out.
    pub tax_id: &'static str,
    pub street: &'static str,
    pub postcode: &'static str,
    pub city: &'static str,
    pub country: &'static str,
    pub email: &'static str,
    pub phone: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Brand {
    pub code: &'static str,
    pub name: &'static str,
    pub claim: Text,
    /// A sentence below the claim: what it is, and how to get it.
    pub lead: Text,
    /// The heading above [`Brand::about`].
    pub story: Text,
    pub about: Text,
    /// What the brand stands for, for the home page: a title and a sentence.
    pub promises: [(Text, Text); 4],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Market {
    pub code: &'static str,
    pub country: &'static str,
    pub currency: &'static str,
    pub zone: &'static str,
    pub languages: &'static [&'static str],
    pub price_list: &'static str,
    /// Hundredths of a per cent: 2300 is 23 %.
    pub vat_basis_points: i64,
    /// Gross; free from [`Market::free_delivery_from_minor`].
    pub delivery_minor: i64,
    pub free_delivery_from_minor: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChannelKind {
    Web,
    Store,
    Mobile,
    Phone,
    Chat,
    Social,
    Marketplace,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Channel {
    pub code: &'static str,
    pub kind: ChannelKind,
    pub name: Text,
}

pub const SELLER: LegalSeller = LegalSeller {
    code: "szron",
    name: "Szron sp. z o.o.",
    tax_id: "0000000106",
    street: "ul. Przędzalniana 8",
    postcode: "90-035",
    city: "Łódź",
    country: "PL",
    email: "kontakt@szron.example",
    phone: "+48 42 555 01 00",
};

pub const SZRON: Brand = Brand {
    code: "szron",
    name: "Szron",
    claim: t("Na miasto. Na mróz. Na lata.", "For town. For frost. For years."),
    lead: t(
        "Ubrania i buty na polską pogodę. Zarezerwuj w sieci, przymierz w sklepie za rogiem.",
        "Clothes and shoes for Polish weather. Reserve online, try on in the store around the corner.",
    ),
    story: t("Szyte na tutejszą pogodę", "Made for the weather here"),
    about: t(
        "Szron szyje ubrania i buty na polską pogodę: na przymrozek o świcie, halny po południu i deszcz, który miał przejść bokiem. Projektujemy w Łodzi, sprawdzamy w Beskidach, naprawiamy za darmo przez pięć lat.",
        "Szron makes clothes and shoes for Polish weather: for frost at dawn, a foehn in the afternoon and rain that was meant to pass. We design in Łódź, test in the Beskids and repair for free for five years.",
    ),
    promises: [
        (
            t("Odbiór w sklepie w godzinę", "Pick up in store within an hour"),
            t(
                "Zarezerwuj, przymierz, zapłać na miejscu. Albo nie.",
                "Reserve it, try it on, pay there. Or do not.",
            ),
        ),
        (
            t("Darmowa dostawa od 299 zł", "Free delivery from PLN 299"),
            t(
                "Poniżej tej kwoty 14,99 zł, zawsze z numerem przesyłki.",
                "Below that PLN 14.99, always with a tracking number.",
            ),
        ),
        (
            t("30 dni na zwrot wszędzie", "30 days to return anywhere"),
            t(
                "Kupione w sieci oddasz w dowolnym sklepie i odwrotnie.",
                "Bought online, returned in any store, and the other way round.",
            ),
        ),
        (
            t("Naprawy bez opłat przez 5 lat", "Free repairs for 5 years"),
            t("Zamek, szew, podeszwa: przynieś, naprawimy.", "Zip, seam, sole: bring it, we will mend it."),
        ),
    ],
};

pub const MARKET: Market = Market {
    code: "pl",
    country: "PL",
    currency: "PLN",
    zone: "Europe/Warsaw",
    languages: &["pl", "en"],
    price_list: "pln",
    vat_basis_points: 2300,
    delivery_minor: 14_99,
    free_delivery_from_minor: 299_00,
};

pub const CHANNELS: [Channel; 7] = [
    Channel { code: "shop", kind: ChannelKind::Web, name: t("Sklep internetowy", "E-shop") },
    Channel { code: "store", kind: ChannelKind::Store, name: t("Sklepy stacjonarne", "Stores") },
    Channel { code: "mobile", kind: ChannelKind::Mobile, name: t("Aplikacja mobilna", "Mobile app") },
    Channel { code: "phone", kind: ChannelKind::Phone, name: t("Telefon", "Phone") },
    Channel { code: "chat", kind: ChannelKind::Chat, name: t("Czat", "Chat") },
    Channel { code: "social", kind: ChannelKind::Social, name: t("Media społecznościowe", "Social media") },
    Channel {
        code: "marketplace",
        kind: ChannelKind::Marketplace,
        name: t("Platformy sprzedażowe", "Marketplaces"),
    },
];
