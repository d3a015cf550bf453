//! Words and size runs that several products share.

use crate::szron::text::{Text, t};

pub const CARE_DOWN: Text = t(
    "Prać w 30 °C środkiem do puchu, suszyć w suszarce na niskiej temperaturze z piłkami tenisowymi, aż kęsy puchu się rozbiją. Przechowywać luzem, nie w worku kompresyjnym.",
    "Wash at 30 °C with a down detergent, tumble dry on low with tennis balls until the clumps are gone. Store it loose, not in a compression sack.",
);
pub const CARE_FILL: Text = t(
    "Prać w 30 °C na programie delikatnym, nie prasować, nie wybielać. Suszyć na wieszaku.",
    "Wash at 30 °C on a gentle cycle, do not iron, do not bleach. Dry on a hanger.",
);
pub const CARE_SHELL: Text = t(
    "Prać w 30 °C płynem do odzieży z membraną, bez płynu zmiękczającego. Impregnować po 4–5 praniach, suszyć w cieple: to odnawia impregnat.",
    "Wash at 30 °C with a detergent for membranes, no softener. Re-proof after 4–5 washes and dry warm: heat revives the finish.",
);
pub const CARE_WOOL: Text = t(
    "Prać ręcznie lub na programie do wełny w 20 °C, suszyć płasko. Między praniami wystarczy wietrzyć na mrozie.",
    "Wash by hand or on a wool cycle at 20 °C, dry flat. Between washes, airing in the frost is enough.",
);
pub const CARE_COAT: Text = t(
    "Czyścić chemicznie, między sezonami szczotkować i wieszać na szerokim wieszaku.",
    "Dry clean; brush between seasons and keep on a wide hanger.",
);
pub const CARE_COTTON: Text = t(
    "Prać w 40 °C na lewej stronie z podobnymi kolorami, prasować w średniej temperaturze.",
    "Wash inside out at 40 °C with similar colours, iron at medium heat.",
);
pub const CARE_DENIM: Text = t(
    "Prać rzadko, w 30 °C, na lewej stronie. Pierwsze dwa prania osobno.",
    "Wash rarely, inside out at 30 °C. The first two times on their own.",
);
pub const CARE_FLEECE: Text = t(
    "Prać w 30 °C w worku na mikrowłókna, bez płynu zmiękczającego, nie prasować.",
    "Wash at 30 °C in a microfibre bag, no softener, do not iron.",
);
pub const CARE_SYNTH: Text = t(
    "Prać w 30 °C, nie używać płynu zmiękczającego, nie prasować. Schnie w kilka godzin.",
    "Wash at 30 °C, no softener, do not iron. Dries within hours.",
);
pub const CARE_LEATHER: Text = t(
    "Czyścić miękką szczotką, pastować raz w miesiącu, suszyć z dala od kaloryfera na prawidłach.",
    "Clean with a soft brush, wax once a month, dry on shoe trees away from the radiator.",
);
pub const CARE_TRAIL: Text = t(
    "Opłukać letnią wodą, wyjąć wkładki, suszyć w temperaturze pokojowej z gazetą w środku.",
    "Rinse with lukewarm water, take the insoles out, dry at room temperature stuffed with newspaper.",
);
pub const CARE_BAG: Text = t(
    "Czyścić wilgotną szmatką z szarym mydłem. Nie prać w pralce.",
    "Wipe with a damp cloth and plain soap. Do not machine wash.",
);

pub const DWR: Text = t(
    "Trwała impregnacja bez związków fluoru: krople spływają, zamiast wsiąkać",
    "Durable water-repellent finish without fluorine compounds: drops run off instead of soaking in",
);
pub const TAPED: Text = t("Wszystkie szwy klejone od wewnątrz", "All seams taped on the inside");
pub const TWO_WAY: Text = t("Dwukierunkowy zamek z listwą pod brodą", "Two-way zip with a chin guard");
pub const HOOD: Text =
    t("Kaptur regulowany jedną ręką w dwóch kierunkach", "Hood adjusts in two directions with one hand");
pub const INNER: Text =
    t("Wewnętrzna kieszeń na dokumenty zapinana na zamek", "Inner zipped pocket for documents");
pub const WARM_POCKETS: Text =
    t("Kieszenie na dłonie z ciepłą podszewką z mikropolaru", "Hand pockets lined with warm microfleece");
pub const REPAIR: Text = t(
    "W metce łatka i nić w kolorze tkaniny: naprawiamy bez opłat przez 5 lat",
    "A patch and thread in the colour of the cloth come with it: free repairs for 5 years",
);
pub const SEWN_PL: Text = t("Uszyte w szwalni pod Łodzią", "Sewn in a workshop near Łódź");
pub const KNIT_PL: Text =
    t("Dziane w Polsce, zszywane łańcuszkiem oczko w oczko", "Knitted in Poland, linked stitch by stitch");
pub const FLAT_SEAMS: Text = t(
    "Płaskie szwy, które nie obcierają pod szelkami plecaka",
    "Flat seams that do not chafe under pack straps",
);
pub const STRETCH: Text = t("Materiał rozciąga się w czterech kierunkach", "Four-way stretch fabric");
pub const ZIP_POCKETS: Text = t("Dwie kieszenie boczne na zamek", "Two zipped side pockets");
pub const REFLECT: Text = t("Odblaskowe detale widoczne ze 150 m", "Reflective details visible from 150 m");
pub const RESOLE: Text = t(
    "Szyta podeszwa, którą da się wymienić w naszym warsztacie",
    "Stitched sole that our workshop can replace",
);
pub const INSOLE: Text =
    t("Wyjmowana wkładka, zapas miejsca na własną", "Removable insole with room for your own");
pub const ICE_SOLE: Text = t(
    "Mieszanka gumy miękka do −25 °C, dobrze trzyma na ubitym śniegu",
    "Rubber compound stays soft down to −25 °C and holds on packed snow",
);

pub const XS_XXL: &[&str] = &["XS", "S", "M", "L", "XL", "XXL"];
pub const S_XXL: &[&str] = &["S", "M", "L", "XL", "XXL"];
pub const S_XL: &[&str] = &["S", "M", "L", "XL"];
pub const XS_XL: &[&str] = &["XS", "S", "M", "L", "XL"];
pub const S_L: &[&str] = &["S", "M", "L"];
pub const KIDS: &[&str] = &["104", "116", "128", "140"];
pub const KIDS_SHOES: &[&str] = &["28", "30", "32", "34"];
pub const SHOES_W: &[&str] = &["36", "37", "38", "39", "40", "41"];
pub const SHOES_M: &[&str] = &["41", "42", "43", "44", "45", "46"];
pub const SHOES_U: &[&str] = &["36", "37", "38", "39", "40", "41", "42", "43", "44", "45"];
pub const JEANS: &[&str] = &["W29", "W30", "W31", "W32", "W33", "W34", "W36"];
pub const JEANS_W: &[&str] = &["W25", "W26", "W27", "W28", "W29", "W30"];
pub const SOCKS: &[&str] = &["36-38", "39-41", "42-44", "45-47"];
pub const BELTS: &[&str] = &["85", "95", "105"];
pub const ONE: &[&str] = &["UNI"];
