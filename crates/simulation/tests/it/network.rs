use std::collections::BTreeSet;

use simulation::szron::{Kind, Role, SELLER, customers, locations, staff};

/// City centres, from GeoNames (CC BY 4.0).
const CENTRES: [(&str, f64, f64); 15] = [
    ("Stryków", 51.9, 19.6),
    ("Gdynia", 54.51889, 18.53188),
    ("Gdańsk", 54.35205, 18.64637),
    ("Szczecin", 53.42894, 14.55302),
    ("Bydgoszcz", 53.1235, 18.00762),
    ("Poznań", 52.40692, 16.92993),
    ("Warszawa", 52.22977, 21.01178),
    ("Łódź", 51.75, 19.46667),
    ("Wrocław", 51.1, 17.03333),
    ("Lublin", 51.25, 22.56667),
    ("Katowice", 50.25842, 19.02754),
    ("Kraków", 50.08333, 19.91667),
    ("Rzeszów", 50.04132, 21.99901),
    ("Zakopane", 49.29899, 19.94885),
    ("Białystok", 53.13333, 23.15),
];

#[test]
fn fourteen_stores_and_a_warehouse_stand_in_their_cities() {
    let all = locations();
    assert_eq!(all.iter().filter(|l| l.kind == Kind::Store).count(), 14);
    assert_eq!(all.iter().filter(|l| l.kind == Kind::Warehouse).count(), 1);
    for place in &all {
        let centre = CENTRES.iter().find(|c| c.0 == place.city).unwrap_or_else(|| panic!("{}", place.city));
        let north = (place.latitude - centre.1) * 111.2;
        let east = (place.longitude - centre.2) * 111.2 * centre.1.to_radians().cos();
        assert!(north.hypot(east) < 6.0, "{} is {:.1} km off", place.code, north.hypot(east));
        assert!((49.0..54.9).contains(&place.latitude) && (14.1..24.2).contains(&place.longitude));
        let postcode = place.postcode.as_bytes();
        assert!(postcode.len() == 6 && postcode[2] == b'-');
        assert!(place.hours[6].is_none() && place.hours[..5].iter().all(Option::is_some));
    }
    assert_eq!(all.iter().map(|l| l.code).collect::<BTreeSet<_>>().len(), all.len());
}

#[test]
fn people_are_told_apart() {
    let (staff, customers) = (staff(), customers());
    assert_eq!(staff.iter().map(|s| &s.pin).collect::<BTreeSet<_>>().len(), staff.len());
    assert_eq!(staff.iter().map(|s| &s.email).collect::<BTreeSet<_>>().len(), staff.len());
    assert!(staff.iter().all(|s| s.pin.len() == 6 && s.email.ends_with("@szron.example")));
    assert_eq!(staff.iter().filter(|s| s.role == Role::StoreManager).count(), 14);
    assert_eq!(customers.iter().map(|c| &c.email).collect::<BTreeSet<_>>().len(), 120);
    assert_eq!(customers.iter().map(|c| &c.phone).collect::<BTreeSet<_>>().len(), 120);
    let names: BTreeSet<_> = customers.iter().map(|c| c.name()).collect();
    assert!(names.len() > 100, "{} different names", names.len());
    assert!(customers.iter().all(|c| c.email.is_ascii() && c.phone.len() == 15));
}

#[test]
fn the_tax_number_has_its_check_digit() {
    let digits: Vec<u32> = SELLER.tax_id.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = [6, 5, 7, 2, 3, 4, 5, 6, 7].iter().zip(&digits).map(|(w, d)| w * d).sum();
    assert_eq!((digits.len(), sum % 11), (10, digits[9]));
}
