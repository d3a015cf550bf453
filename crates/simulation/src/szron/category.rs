//! The tree of the shop: who it is for, and what it is.

use super::text::{Text, t};

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Category {
    pub key: &'static str,
    pub parent: Option<&'static str>,
    pub name: Text,
    /// One sentence for the head of the category's page.
    pub about: Text,
}

/// Parents stand before their children.
pub fn categories() -> Vec<Category> {
    CATEGORIES.to_vec()
}

const fn top(key: &'static str, name: Text, about: Text) -> Category {
    Category { key, parent: None, name, about }
}
const fn sub(parent: &'static str, key: &'static str, name: Text, about: Text) -> Category {
    Category { key, parent: Some(parent), name, about }
}

const CATEGORIES: &[Category] = &[
    top(
        "women",
        t("Kobiety", "Women"),
        t(
            "Od pierwszego przymrozku po ostatni śnieg, w mieście i na szlaku.",
            "From the first frost to the last snow, in town and on the trail.",
        ),
    ),
    top(
        "men",
        t("Mężczyźni", "Men"),
        t("Rzeczy, które znoszą deszcz, wiatr i codzienność.", "Things that take rain, wind and every day."),
    ),
    top(
        "kids",
        t("Dzieci", "Kids"),
        t("Ciepło, sucho i gotowe na kolejną górkę.", "Warm, dry and ready for one more run down the hill."),
    ),
    top(
        "jackets",
        t("Kurtki i płaszcze", "Jackets and coats"),
        t(
            "Warstwa, która decyduje, czy zostaniesz na dworze dłużej.",
            "The layer that decides whether you stay out longer.",
        ),
    ),
    sub(
        "jackets",
        "down-jackets",
        t("Kurtki puchowe i pikowane", "Down and quilted"),
        t("Lekkie ciepło na mróz i na postój.", "Light warmth for frost and for standing still."),
    ),
    sub(
        "jackets",
        "rain-jackets",
        t("Kurtki przeciwdeszczowe", "Rain jackets"),
        t(
            "Membrany i klejone szwy, gdy prognoza się nie myli.",
            "Membranes and taped seams for when the forecast is right.",
        ),
    ),
    sub(
        "jackets",
        "softshells",
        t("Softshelle", "Softshells"),
        t(
            "Wiatr zostaje na zewnątrz, ruch zostaje swobodny.",
            "The wind stays out, the movement stays free.",
        ),
    ),
    sub(
        "jackets",
        "parkas",
        t("Parki", "Parkas"),
        t("Długie, ocieplone i z prawdziwymi kieszeniami.", "Long, insulated and with proper pockets."),
    ),
    sub(
        "jackets",
        "coats",
        t("Płaszcze", "Coats"),
        t("Wełna na miejskie chłody.", "Wool for the city cold."),
    ),
    sub(
        "jackets",
        "light-jackets",
        t("Kurtki przejściowe", "Light jackets"),
        t(
            "Na dni, które rano są zimą, a po południu wiosną.",
            "For days that are winter at eight and spring at three.",
        ),
    ),
    top(
        "knitwear",
        t("Swetry i bluzy", "Knitwear and sweatshirts"),
        t(
            "Wełna, polar i bawełna, które trzymają kształt.",
            "Wool, fleece and cotton that keep their shape.",
        ),
    ),
    sub(
        "knitwear",
        "sweaters",
        t("Swetry", "Sweaters"),
        t("Dziane gęsto, noszone latami.", "Knitted densely, worn for years."),
    ),
    sub(
        "knitwear",
        "fleece",
        t("Polary", "Fleece"),
        t("Ciepła warstwa środkowa, która schnie w drodze.", "A warm mid layer that dries on the way."),
    ),
    sub(
        "knitwear",
        "sweatshirts",
        t("Bluzy", "Sweatshirts"),
        t("Gruba bawełna na wolne poranki.", "Heavy cotton for slow mornings."),
    ),
    sub(
        "knitwear",
        "dresses",
        t("Sukienki", "Dresses"),
        t("Dzianina, w której jest po prostu ciepło.", "Knits that are simply warm."),
    ),
    top(
        "shirts",
        t("Koszule", "Shirts"),
        t(
            "Flanela, oksford i sztruks z porządnym kołnierzem.",
            "Flannel, oxford and corduroy with a proper collar.",
        ),
    ),
    top(
        "t-shirts",
        t("T-shirty", "T-shirts"),
        t("Bawełna na co dzień, merino pod plecak.", "Cotton for every day, merino under a pack."),
    ),
    top(
        "trousers",
        t("Spodnie i spódnice", "Trousers and skirts"),
        t("Krój, który nie przeszkadza w kroku.", "A cut that does not get in the way of a stride."),
    ),
    sub(
        "trousers",
        "outdoor-trousers",
        t("Spodnie outdoorowe", "Outdoor trousers"),
        t("Elastyczne, wzmocnione, szybkoschnące.", "Stretchy, reinforced, quick to dry."),
    ),
    sub(
        "trousers",
        "jeans",
        t("Jeansy", "Jeans"),
        t("Denim z odrobiną swobody.", "Denim with a little give."),
    ),
    sub(
        "trousers",
        "casual-trousers",
        t("Spodnie codzienne", "Casual trousers"),
        t("Chinosy, sztruksy i dresy.", "Chinos, cords and joggers."),
    ),
    sub(
        "trousers",
        "skirts",
        t("Spódnice", "Skirts"),
        t("Wełna i podszewka, która nie elektryzuje.", "Wool, and a lining that does not cling."),
    ),
    top("shoes", t("Buty", "Shoes"), t("Podeszwy na bruk, błoto i lód.", "Soles for cobbles, mud and ice.")),
    sub(
        "shoes",
        "trail-shoes",
        t("Buty na szlak", "Trail shoes"),
        t("Przyczepność tam, gdzie ścieżka się kończy.", "Grip where the path ends."),
    ),
    sub(
        "shoes",
        "winter-boots",
        t("Buty zimowe", "Winter boots"),
        t("Ocieplone, wodoodporne, pewne na śniegu.", "Insulated, waterproof, sure on snow."),
    ),
    sub(
        "shoes",
        "sneakers",
        t("Sneakersy", "Sneakers"),
        t("Na miasto, na każdy dzień.", "For town, for every day."),
    ),
    sub(
        "shoes",
        "leather-shoes",
        t("Trzewiki i sztyblety", "Leather boots"),
        t("Skóra, która ładnie się starzeje.", "Leather that ages well."),
    ),
    sub(
        "shoes",
        "sandals",
        t("Sandały i kapcie", "Sandals and slippers"),
        t("Na ciepłe dni i ciepłe podłogi.", "For warm days and warm floors."),
    ),
    top(
        "bags",
        t("Plecaki i torby", "Backpacks and bags"),
        t("Miejsce na laptop, termos i zapasowy sweter.", "Room for a laptop, a flask and a spare sweater."),
    ),
    sub(
        "bags",
        "backpacks",
        t("Plecaki", "Backpacks"),
        t("Od dojazdów po długi weekend.", "From the commute to a long weekend."),
    ),
    sub(
        "bags",
        "shoulder-bags",
        t("Torby i nerki", "Bags and waist packs"),
        t("Na drobiazgi i na duże zakupy.", "For small things and for big shopping."),
    ),
    top(
        "accessories",
        t("Akcesoria", "Accessories"),
        t("Ostatnie dziesięć procent ciepła.", "The last ten per cent of warmth."),
    ),
    sub(
        "accessories",
        "headwear",
        t("Czapki i opaski", "Hats and headbands"),
        t("Wełna blisko głowy.", "Wool close to the head."),
    ),
    sub(
        "accessories",
        "gloves",
        t("Rękawiczki", "Gloves"),
        t("Dłonie ciepłe, palce sprawne.", "Hands warm, fingers able."),
    ),
    sub(
        "accessories",
        "scarves",
        t("Szaliki i kominy", "Scarves and gaiters"),
        t("Zamiast postawionego kołnierza.", "Instead of a turned-up collar."),
    ),
    sub(
        "accessories",
        "socks",
        t("Skarpety", "Socks"),
        t("Bez obtarć, bez marznięcia.", "No blisters, no cold toes."),
    ),
    sub(
        "accessories",
        "belts",
        t("Paski", "Belts"),
        t("Skóra i taśma, porządne klamry.", "Leather and webbing, honest buckles."),
    ),
];
