use super::*;

fn frame(lang: Language) -> Frame {
    Frame {
        lang,
        brand: "Szron".into(),
        shop: "https://szron.example".into(),
        imprint: "Szron sp. z o.o., ul. Mroźna 1, 30-001 Kraków, NIP 1234563218".into(),
        subject: String::new(),
        preheader: String::new(),
    }
}
fn order() -> OrderView {
    let line = |name: &str, detail: &str, quantity, amount: &str| LineView {
        name: name.into(),
        detail: detail.into(),
        quantity,
        amount: amount.into(),
    };
    OrderView {
        number: "7KQ4-M2XR".into(),
        url: "https://szron.example/orders/order_1".into(),
        lines: vec![
            line("Kurtka Świnica", "M, granatowy", 1, "899,00 zł"),
            line("Skarpety <zimowe>", "", 2, "78,00 zł"),
        ],
        delivery: None,
        total: "977,00 zł".into(),
    }
}
fn place() -> PlaceView {
    PlaceView {
        name: "Szron Kraków Floriańska".into(),
        address: vec!["ul. Floriańska 12".into(), "31-021 Kraków".into()],
        phone: Some("+48 12 345 67 89".into()),
        hours: vec![HoursRow { days: "pon.–sob.".into(), hours: "09:00–21:00".into() }],
        map_url: Some("https://www.openstreetmap.org/?mlat=50.06&mlon=19.94".into()),
        code: Some("481 503".into()),
        until: Some("wtorek, 24 listopada, 20:00".into()),
    }
}
fn letters() -> Vec<Letter> {
    let order = order();
    let receipt = ReceiptView {
        number: "KRK1/000123".into(),
        rows: vec![AmountRow { name: "VAT 23%".into(), amount: "182,69 zł".into() }],
    };
    vec![
        Letter::OrderPlaced(OrderPlaced {
            order: order.clone(),
            payment: "Zapłacisz przy odbiorze.".into(),
            pay_url: None,
            places: vec![place()],
            ship_to: vec![],
        }),
        Letter::OrderReady(OrderReady {
            order: order.clone(),
            place: place(),
            to_pay: Some("977,00 zł".into()),
        }),
        Letter::OrderReminder(OrderReady { order: order.clone(), place: place(), to_pay: None }),
        Letter::OrderExpired(OrderExpired { order: order.clone(), reason: "nie zostało odebrane.".into() }),
        Letter::OrderCancelled(OrderCancelled {
            order: order.clone(),
            partial: false,
            asked: false,
            refund: "Zwrócimy pieniądze.".into(),
        }),
        Letter::HandedOver(HandedOver {
            order: order.clone(),
            place: "Szron Kraków Floriańska".into(),
            receipt: Some(receipt),
            account_url: "https://szron.example/account".into(),
        }),
        Letter::Shipped(Shipped {
            order: order.clone(),
            tracking: Some("630012345678".into()),
            tracking_url: Some("https://track.example/630012345678".into()),
            ship_to: vec!["Anna Nowak".into(), "ul. Długa 5".into()],
        }),
        Letter::ParcelReady(ParcelReady {
            order: order.clone(),
            tracking: Some("630012345678".into()),
            tracking_url: None,
            place: vec!["POZ01S".into(), "ul. Cienista 4".into(), "61-001 Poznań".into()],
        }),
        Letter::PaymentFailed(PaymentFailed { order: order.clone() }),
        Letter::ReturnOpened(ReturnOpened {
            order: order.clone(),
            code: "R-7KQ4-M2XR".into(),
            until: "wtorek, 24 listopada".into(),
            label_url: "https://szron.example/orders/order_1".into(),
            by_parcel: true,
            at: "wtorek, 10 listopada, 20:00".into(),
        }),
        Letter::ReturnReceived(ReturnReceived { order: order.clone(), place: "Szron Gdańsk".into() }),
        Letter::ReturnAccepted(ReturnAccepted {
            order: order.clone(),
            refund: "899,00 zł".into(),
            document: Some("ZW/GDA-1/2026/000001".into()),
            way: "Pieniądze wrócą.".into(),
        }),
        Letter::ReturnRejected(ReturnRejected {
            order: order.clone(),
            place: "Szron Gdańsk".into(),
            reason: "Rzeczy były noszone.".into(),
        }),
        Letter::OrderChanged(News {
            order: order.clone(),
            title: "C-7KQ4-M2XR".into(),
            words: vec!["…".into()],
        }),
        Letter::ComplaintOpened(News {
            order: order.clone(),
            title: "C-7KQ4-M2XR".into(),
            words: vec!["…".into()],
        }),
        Letter::ComplaintAnswered(News {
            order: order.clone(),
            title: "C-7KQ4-M2XR".into(),
            words: vec!["…".into()],
        }),
        Letter::LoginCode(LoginCode { code: "481503".into() }),
    ]
}

#[test]
fn every_template_has_a_letter_in_both_languages() {
    let letters = letters();
    assert_eq!(letters.iter().map(Letter::template).collect::<Vec<_>>(), Template::ALL);
    for letter in letters {
        let polish = letter.write(frame(Language::Pl)).unwrap();
        let english = letter.write(frame(Language::En)).unwrap();
        assert_ne!(polish.subject, english.subject);
        for (written, lang) in [(&polish, "pl"), (&english, "en")] {
            assert!(written.html.contains(&format!("<html lang=\"{lang}\"")));
            assert!(written.html.contains("Szron") && written.text.contains("Szron"));
            assert!(!written.text.contains("{{") && !written.text.contains("\n\n\n"), "{}", written.text);
            assert!(!written.html.contains("{{") && !written.html.contains("{%"));
            assert!(!written.text.contains("&#"), "plain text is not escaped: {}", written.text);
        }
        // Words of one language do not slip into the other.
        let english_words = ["Razem", "Zamówienie", "Zobacz", "Odbiór", "kod odbioru"];
        assert!(english_words.iter().all(|it| !english.html.contains(it)), "{}", english.html);
        assert!(["Total", "View the", "Pickup"].iter().all(|it| !polish.html.contains(it)));
    }
}

#[test]
fn what_people_typed_cannot_become_markup() {
    let written = letters()[0].write(frame(Language::Pl)).unwrap();
    assert!(!written.html.contains("<zimowe>"));
    assert!(written.text.contains("2 x Skarpety <zimowe>: 78,00 zł"), "{}", written.text);
}

#[test]
fn a_ready_letter_says_where_when_and_with_which_code() {
    let written = letters()[1].write(frame(Language::Pl)).unwrap();
    assert_eq!(written.subject, "Zamówienie 7KQ4-M2XR czeka na odbiór");
    for part in ["481 503", "Floriańska 12", "09:00–21:00", "20:00", "977,00 zł", "openstreetmap"] {
        assert!(written.html.contains(part), "{part}");
        assert!(written.text.contains(part), "{part} in {}", written.text);
    }
}

#[test]
fn the_code_stands_in_the_letter_and_nowhere_else() {
    let letter = letters().pop().unwrap();
    let written = letter.write(frame(Language::En)).unwrap();
    assert!(written.text.contains("481503") && written.html.contains("481503"));
    assert!(!written.subject.contains("481503") && !format!("{letter:?}").contains("481503"));
}
