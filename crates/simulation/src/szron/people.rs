//! Who works at Szron and who buys there. Names are combined by code; no such people are meant.

use super::network::{Kind, locations};

/// Everybody's password in the demo, so that it fits on one screen.
pub const DEMO_PASSWORD: &str = "szron-demo-2026";

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Administrator,
    Merchandiser,
    Agent,
    StoreManager,
    StoreAssistant,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Staff {
    pub name: String,
    pub email: String,
    pub role: Role,
    /// The code of the location where they work; none for the whole firm.
    pub location: Option<&'static str>,
    pub password: &'static str,
    /// Six digits, unique.
    pub pin: String,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Customer {
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    /// `+48 5xx xxx xxx`.
    pub phone: String,
    pub street: String,
    pub postcode: &'static str,
    pub city: &'static str,
    /// The store nearest to home.
    pub store: &'static str,
    pub woman: bool,
    pub language: &'static str,
    /// Position in a run of sizes, 0 small to 100 large.
    pub size: u8,
}

impl Customer {
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

const WOMEN: [&str; 24] = [
    "Agata",
    "Alicja",
    "Anna",
    "Barbara",
    "Dorota",
    "Ewa",
    "Gabriela",
    "Hanna",
    "Iga",
    "Joanna",
    "Julia",
    "Kalina",
    "Katarzyna",
    "Lena",
    "Magdalena",
    "Maja",
    "Monika",
    "Natalia",
    "Olga",
    "Pola",
    "Renata",
    "Urszula",
    "Weronika",
    "Zofia",
];
const MEN: [&str; 24] = [
    "Adam", "Antoni", "Bartosz", "Cezary", "Damian", "Filip", "Grzegorz", "Igor", "Jakub", "Jan", "Kacper",
    "Karol", "Leon", "Łukasz", "Maciej", "Marcin", "Mateusz", "Michał", "Oskar", "Paweł", "Piotr", "Rafał",
    "Szymon", "Tomasz",
];
/// Surnames that end alike for women and men, and pairs that do not.
const SURNAMES: [(&str, &str); 36] = [
    ("Brzezińska", "Brzeziński"),
    ("Cichoń", "Cichoń"),
    ("Czarnecka", "Czarnecki"),
    ("Dąbek", "Dąbek"),
    ("Drozd", "Drozd"),
    ("Głowacka", "Głowacki"),
    ("Grabowska", "Grabowski"),
    ("Jagoda", "Jagoda"),
    ("Jaworska", "Jaworski"),
    ("Kalinowska", "Kalinowski"),
    ("Kłos", "Kłos"),
    ("Kowalik", "Kowalik"),
    ("Kozak", "Kozak"),
    ("Krajewska", "Krajewski"),
    ("Kruk", "Kruk"),
    ("Leśniak", "Leśniak"),
    ("Lipińska", "Lipiński"),
    ("Łoś", "Łoś"),
    ("Malinowska", "Malinowski"),
    ("Maślanka", "Maślanka"),
    ("Mróz", "Mróz"),
    ("Nowicka", "Nowicki"),
    ("Olszewska", "Olszewski"),
    ("Pawlak", "Pawlak"),
    ("Piasecka", "Piasecki"),
    ("Rogala", "Rogala"),
    ("Sikora", "Sikora"),
    ("Sokół", "Sokół"),
    ("Stachura", "Stachura"),
    ("Szczepańska", "Szczepański"),
    ("Świerk", "Świerk"),
    ("Wierzba", "Wierzba"),
    ("Wilk", "Wilk"),
    ("Zając", "Zając"),
    ("Zielińska", "Zieliński"),
    ("Żuraw", "Żuraw"),
];
const STREETS: [&str; 16] = [
    "Akacjowa",
    "Brzozowa",
    "Cicha",
    "Dębowa",
    "Jaśminowa",
    "Kalinowa",
    "Kwiatowa",
    "Leśna",
    "Lipowa",
    "Łąkowa",
    "Ogrodowa",
    "Polna",
    "Słoneczna",
    "Spacerowa",
    "Wiosenna",
    "Zielona",
];

/// Latin letters only, for e-mail addresses.
pub(crate) fn plain(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .map(|c| match c {
            'ą' => 'a',
            'ć' => 'c',
            'ę' => 'e',
            'ł' => 'l',
            'ń' => 'n',
            'ó' => 'o',
            'ś' => 's',
            'ź' | 'ż' => 'z',
            other => other,
        })
        .collect()
}

/// The head office first, then every store with its manager and two assistants.
pub fn staff() -> Vec<Staff> {
    let mut all = Vec::new();
    let mut hire = |role: Role, location: Option<&'static str>, email: String| {
        let n = all.len();
        let (first, last) = if n % 2 == 0 {
            (WOMEN[(n * 7 + 3) % 24], SURNAMES[(n * 11 + 5) % 36].0)
        } else {
            (MEN[(n * 7 + 1) % 24], SURNAMES[(n * 11 + 5) % 36].1)
        };
        let pin = format!("{:06}", 204_613 + (n as u32 * 7919) % 700_000);
        all.push(Staff {
            name: format!("{first} {last}"),
            email,
            role,
            location,
            password: DEMO_PASSWORD,
            pin,
        });
    };
    for (role, email) in [
        (Role::Administrator, "admin"),
        (Role::Administrator, "wlasciciel"),
        (Role::Merchandiser, "oferta"),
        (Role::Merchandiser, "zatowarowanie"),
        (Role::Agent, "czat"),
        (Role::Agent, "pomoc"),
        (Role::Agent, "telefon"),
        (Role::Agent, "social"),
    ] {
        hire(role, None, format!("{email}@szron.example"));
    }
    for store in locations().iter().filter(|l| l.kind == Kind::Store) {
        hire(Role::StoreManager, Some(store.code), format!("{}.kierownik@szron.example", store.code));
        hire(Role::StoreAssistant, Some(store.code), format!("{}.kasa1@szron.example", store.code));
        hire(Role::StoreAssistant, Some(store.code), format!("{}.kasa2@szron.example", store.code));
    }
    all
}

/// 120 shoppers, more of them where the stores are larger.
pub fn customers() -> Vec<Customer> {
    let stores: Vec<_> = locations()
        .into_iter()
        .filter(|l| l.kind == Kind::Store)
        .flat_map(|l| std::iter::repeat_n(l, usize::from(l.size)))
        .collect();
    (0..120usize)
        .map(|n| {
            let woman = n % 9 % 2 == 0;
            let pair = SURNAMES[(n * 5 + n / 36) % 36];
            let (first, last) = if woman {
                (WOMEN[(n * 11 + n / 24) % 24], pair.0)
            } else {
                (MEN[(n * 13 + n / 24) % 24], pair.1)
            };
            let store = &stores[(n * 7) % stores.len()];
            Customer {
                first_name: first.to_owned(),
                last_name: last.to_owned(),
                email: format!("{}.{}{}@example.com", plain(first), plain(last), n + 1),
                phone: format!(
                    "+48 5{:02} {:03} {:03}",
                    10 + n % 80,
                    (n * 37 + 104) % 1000,
                    (n * 91 + 218) % 1000
                ),
                street: format!("ul. {} {}", STREETS[(n * 3) % 16], 2 + (n * 17) % 86),
                postcode: store.postcode,
                city: store.city,
                store: store.code,
                woman,
                language: if n % 17 == 4 { "en" } else { "pl" },
                size: (15 + (n * 29) % 71) as u8,
            }
        })
        .collect()
}
