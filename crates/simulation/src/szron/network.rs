//! The stores and the warehouse. Cities, coordinates and postal codes are real, streets with numbers and telephone
//! numbers are invented.

use super::text::{Text, t};

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Warehouse,
    Store,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capability {
    Pickup,
    ShipFromStore,
    ShipFromWarehouse,
    Returns,
    FittingRoom,
    Repairs,
    Kiosk,
    StepFree,
}

impl Capability {
    pub fn key(self) -> &'static str {
        match self {
            Self::Pickup => "pickup",
            Self::ShipFromStore => "ship-from-store",
            Self::ShipFromWarehouse => "ship-from-warehouse",
            Self::Returns => "returns",
            Self::FittingRoom => "fitting-room",
            Self::Repairs => "repairs",
            Self::Kiosk => "kiosk",
            Self::StepFree => "step-free",
        }
    }
}

/// Opening and closing in minutes after midnight, local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Day {
    pub opens: u16,
    pub closes: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Location {
    pub code: &'static str,
    pub kind: Kind,
    pub name: &'static str,
    pub street: &'static str,
    pub postcode: &'static str,
    pub city: &'static str,
    pub latitude: f64,
    pub longitude: f64,
    /// Monday first; `None` when closed.
    pub hours: [Option<Day>; 7],
    pub phone: &'static str,
    pub email: &'static str,
    pub capabilities: &'static [Capability],
    /// How to get there.
    pub hint: Text,
    /// 1 a small store, 3 a large one; the warehouse is 9.
    pub size: u8,
}

/// The warehouse first, then the stores from north to south.
pub fn locations() -> Vec<Location> {
    LOCATIONS.to_vec()
}

const fn week(weekday: (u16, u16), saturday: (u16, u16)) -> [Option<Day>; 7] {
    let w = Some(Day { opens: weekday.0 * 60, closes: weekday.1 * 60 });
    let s = Some(Day { opens: saturday.0 * 60, closes: saturday.1 * 60 });
    [w, w, w, w, w, s, None]
}
const STREET: [Option<Day>; 7] = week((10, 19), (10, 17));
const CENTRE: [Option<Day>; 7] = week((10, 21), (10, 21));
const TOWN: [Option<Day>; 7] = week((10, 20), (10, 18));

use Capability::{FittingRoom, Kiosk, Pickup, Repairs, Returns, ShipFromStore, ShipFromWarehouse, StepFree};
const SMALL: &[Capability] = &[Pickup, Returns, FittingRoom];
const MEDIUM: &[Capability] = &[Pickup, ShipFromStore, Returns, FittingRoom, StepFree];
const LARGE: &[Capability] = &[Pickup, ShipFromStore, Returns, FittingRoom, Repairs, Kiosk, StepFree];

const LOCATIONS: &[Location] = &[
    Location {
        code: "strykow",
        kind: Kind::Warehouse,
        name: "Magazyn Stryków",
        street: "ul. Bawełniana 2",
        postcode: "95-010",
        city: "Stryków",
        latitude: 51.9012,
        longitude: 19.6046,
        hours: week((6, 22), (6, 14)),
        phone: "+48 42 555 01 90",
        email: "magazyn@szron.example",
        capabilities: &[ShipFromWarehouse, Returns],
        hint: t(
            "Przy skrzyżowaniu autostrad A1 i A2; bez sprzedaży na miejscu.",
            "At the crossing of the A1 and A2 motorways; no sales on site.",
        ),
        size: 9,
    },
    Location {
        code: "gdynia",
        kind: Kind::Store,
        name: "Szron Gdynia",
        street: "ul. Świętojańska 143",
        postcode: "81-401",
        city: "Gdynia",
        latitude: 54.5098,
        longitude: 18.5402,
        hours: TOWN,
        phone: "+48 58 555 02 11",
        email: "gdynia@szron.example",
        capabilities: MEDIUM,
        hint: t(
            "Pięć minut od plaży, wejście od podwórza z ławkami.",
            "Five minutes from the beach, entrance from the yard with benches.",
        ),
        size: 2,
    },
    Location {
        code: "gdansk",
        kind: Kind::Store,
        name: "Szron Gdańsk Wrzeszcz",
        street: "ul. Wajdeloty 31",
        postcode: "80-437",
        city: "Gdańsk",
        latitude: 54.3838,
        longitude: 18.6068,
        hours: TOWN,
        phone: "+48 58 555 02 24",
        email: "gdansk@szron.example",
        capabilities: MEDIUM,
        hint: t("Dwie przecznice od stacji Gdańsk Wrzeszcz.", "Two blocks from Gdańsk Wrzeszcz station."),
        size: 2,
    },
    Location {
        code: "szczecin",
        kind: Kind::Store,
        name: "Szron Szczecin",
        street: "ul. Bogusława X 46",
        postcode: "70-440",
        city: "Szczecin",
        latitude: 53.4307,
        longitude: 14.5479,
        hours: STREET,
        phone: "+48 91 555 02 37",
        email: "szczecin@szron.example",
        capabilities: SMALL,
        hint: t("Na deptaku, obok kina.", "On the pedestrian street, next to the cinema."),
        size: 1,
    },
    Location {
        code: "bydgoszcz",
        kind: Kind::Store,
        name: "Szron Bydgoszcz",
        street: "ul. Gdańska 88",
        postcode: "85-021",
        city: "Bydgoszcz",
        latitude: 53.1317,
        longitude: 18.0075,
        hours: STREET,
        phone: "+48 52 555 02 45",
        email: "bydgoszcz@szron.example",
        capabilities: SMALL,
        hint: t(
            "Kamienica z zieloną bramą, tramwaj zatrzymuje się naprzeciwko.",
            "The house with the green gate; the tram stops opposite.",
        ),
        size: 1,
    },
    Location {
        code: "poznan",
        kind: Kind::Store,
        name: "Szron Poznań",
        street: "ul. Półwiejska 59",
        postcode: "61-888",
        city: "Poznań",
        latitude: 52.4016,
        longitude: 16.9281,
        hours: CENTRE,
        phone: "+48 61 555 02 58",
        email: "poznan@szron.example",
        capabilities: LARGE,
        hint: t(
            "Dwa poziomy, warsztat naprawczy na piętrze.",
            "Two floors, the repair workshop is upstairs.",
        ),
        size: 3,
    },
    Location {
        code: "warszawa-srodmiescie",
        kind: Kind::Store,
        name: "Szron Warszawa Śródmieście",
        street: "ul. Hoża 71",
        postcode: "00-681",
        city: "Warszawa",
        latitude: 52.2242,
        longitude: 21.0099,
        hours: CENTRE,
        phone: "+48 22 555 02 60",
        email: "srodmiescie@szron.example",
        capabilities: LARGE,
        hint: t(
            "Największy sklep: trzy przymierzalnie z lustrem i warsztat.",
            "Our largest store: three fitting rooms with a mirror, and the workshop.",
        ),
        size: 3,
    },
    Location {
        code: "warszawa-praga",
        kind: Kind::Store,
        name: "Szron Warszawa Praga",
        street: "ul. Ząbkowska 44",
        postcode: "03-735",
        city: "Warszawa",
        latitude: 52.2536,
        longitude: 21.0451,
        hours: TOWN,
        phone: "+48 22 555 02 73",
        email: "praga@szron.example",
        capabilities: MEDIUM,
        hint: t(
            "W dawnej hali, wejście pod łukiem z cegły.",
            "In a former works hall, under the brick arch.",
        ),
        size: 2,
    },
    Location {
        code: "lodz",
        kind: Kind::Store,
        name: "Szron Łódź",
        street: "ul. Piotrkowska 217",
        postcode: "90-451",
        city: "Łódź",
        latitude: 51.7533,
        longitude: 19.4604,
        hours: TOWN,
        phone: "+48 42 555 02 86",
        email: "lodz@szron.example",
        capabilities: LARGE,
        hint: t(
            "Sklep przy pracowni: tu zaczynają się nasze wzory.",
            "The store beside the studio: our patterns start here.",
        ),
        size: 3,
    },
    Location {
        code: "wroclaw",
        kind: Kind::Store,
        name: "Szron Wrocław",
        street: "ul. Świdnicka 57",
        postcode: "50-030",
        city: "Wrocław",
        latitude: 51.1015,
        longitude: 17.0302,
        hours: CENTRE,
        phone: "+48 71 555 02 92",
        email: "wroclaw@szron.example",
        capabilities: LARGE,
        hint: t(
            "Pięć minut od Rynku, w podcieniach.",
            "Five minutes from the market square, under the arcades.",
        ),
        size: 3,
    },
    Location {
        code: "lublin",
        kind: Kind::Store,
        name: "Szron Lublin",
        street: "ul. Krakowskie Przedmieście 83",
        postcode: "20-076",
        city: "Lublin",
        latitude: 51.2478,
        longitude: 22.5487,
        hours: STREET,
        phone: "+48 81 555 03 04",
        email: "lublin@szron.example",
        capabilities: SMALL,
        hint: t("Na deptaku, przed placem Litewskim.", "On the promenade, before Litewski Square."),
        size: 1,
    },
    Location {
        code: "katowice",
        kind: Kind::Store,
        name: "Szron Katowice",
        street: "ul. Mariacka 39",
        postcode: "40-014",
        city: "Katowice",
        latitude: 50.2577,
        longitude: 19.0269,
        hours: TOWN,
        phone: "+48 32 555 03 12",
        email: "katowice@szron.example",
        capabilities: MEDIUM,
        hint: t(
            "Trzy minuty od dworca, narożnik z szyldem z neonu.",
            "Three minutes from the station, the corner with the neon sign.",
        ),
        size: 2,
    },
    Location {
        code: "krakow",
        kind: Kind::Store,
        name: "Szron Kraków",
        street: "ul. Karmelicka 68",
        postcode: "31-128",
        city: "Kraków",
        latitude: 50.0668,
        longitude: 19.9279,
        hours: CENTRE,
        phone: "+48 12 555 03 25",
        email: "krakow@szron.example",
        capabilities: LARGE,
        hint: t(
            "Przystanek Batorego, wejście od ulicy bez progu.",
            "Tram stop Batorego, step-free entrance from the street.",
        ),
        size: 3,
    },
    Location {
        code: "rzeszow",
        kind: Kind::Store,
        name: "Szron Rzeszów",
        street: "ul. 3 Maja 33",
        postcode: "35-030",
        city: "Rzeszów",
        latitude: 50.0369,
        longitude: 22.0021,
        hours: STREET,
        phone: "+48 17 555 03 38",
        email: "rzeszow@szron.example",
        capabilities: SMALL,
        hint: t("Na deptaku, między lipami.", "On the pedestrian street, between the lime trees."),
        size: 1,
    },
    Location {
        code: "zakopane",
        kind: Kind::Store,
        name: "Szron Zakopane",
        street: "ul. Krupówki 98",
        postcode: "34-500",
        city: "Zakopane",
        latitude: 49.2937,
        longitude: 19.9563,
        hours: week((9, 20), (9, 20)),
        phone: "+48 18 555 03 41",
        email: "zakopane@szron.example",
        capabilities: MEDIUM,
        hint: t(
            "Drewniany dom z gankiem; suszarnia butów czynna w sezonie.",
            "The wooden house with a porch; boot drying in season.",
        ),
        size: 2,
    },
];
