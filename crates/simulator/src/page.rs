//! The shopper's side: the hosted page.

use axum::Form;
use axum::extract::{Path, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::payment::{Decision, Decline, Payment, Payments, State};

struct Words {
    lang: &'static str,
    title: &'static str,
    pay: &'static str,
    blik: &'static str,
    blik_hint: &'static str,
    card: &'static str,
    card_hint: &'static str,
    by_blik: &'static str,
    by_card: &'static str,
    refuse: &'static str,
    later: &'static str,
    over: &'static str,
    back: &'static str,
    wrong_blik: &'static str,
    wrong_card: &'static str,
    test: &'static str,
}
const PL: Words = Words {
    lang: "pl",
    title: "Płatność SimPay",
    pay: "Do zapłaty",
    blik: "Kod BLIK",
    blik_hint: "Sześć cyfr z aplikacji banku, na przykład 777123. Kod 000000 bank odrzuca, kodu 111111 nikt nie potwierdza na czas.",
    card: "Numer karty",
    card_hint: "Na przykład 4242 4242 4242 4242. Kartę 4000 0000 0000 0002 bank odrzuca, na 4000 0000 0000 9995 brakuje środków.",
    by_blik: "Zapłać BLIK-iem",
    by_card: "Zapłać kartą",
    refuse: "Odrzuć płatność",
    later: "Wróć do sklepu bez płacenia",
    over: "Ta płatność jest już zakończona.",
    back: "Wróć do sklepu",
    wrong_blik: "Kod BLIK ma sześć cyfr.",
    wrong_card: "To nie jest numer karty.",
    test: "To symulator: żadne prawdziwe pieniądze nie zmieniają właściciela.",
};
const EN: Words = Words {
    lang: "en",
    title: "SimPay payment",
    pay: "To pay",
    blik: "BLIK code",
    blik_hint: "Six digits from your bank's app, for example 777123. The bank refuses 000000; nobody confirms 111111 in time.",
    card: "Card number",
    card_hint: "For example 4242 4242 4242 4242. The bank refuses 4000 0000 0000 0002; 4000 0000 0000 9995 has too little money.",
    by_blik: "Pay with BLIK",
    by_card: "Pay by card",
    refuse: "Refuse the payment",
    later: "Back to the shop without paying",
    over: "This payment is over.",
    back: "Back to the shop",
    wrong_blik: "A BLIK code has six digits.",
    wrong_card: "This is not a card number.",
    test: "This is a simulator: no real money changes hands.",
};

fn words(lang: &str) -> &'static Words {
    if lang.starts_with("en") { &EN } else { &PL }
}

pub async fn show(Shared(provider): Shared<Payments>, Path(id): Path<String>) -> Response {
    match provider.payment(&id) {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(payment) => Html(html(&payment, None)).into_response(),
    }
}

#[derive(Deserialize)]
pub struct Choice {
    choice: String,
    #[serde(default)]
    blik: String,
    #[serde(default)]
    card: String,
}

pub async fn decide(
    Shared(provider): Shared<Payments>,
    Path(id): Path<String>,
    Form(form): Form<Choice>,
) -> Response {
    let Some(payment) = provider.payment(&id) else { return StatusCode::NOT_FOUND.into_response() };
    let words = words(&payment.lang);
    let digits = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let again = |why| (StatusCode::UNPROCESSABLE_ENTITY, Html(html(&payment, Some(why)))).into_response();
    let decision = match form.choice.as_str() {
        "blik" => match digits(&form.blik) {
            code if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) => {
                return again(words.wrong_blik);
            }
            code if code == "000000" => Decision::Refuse,
            code if code == "111111" => Decision::Decline(Decline::TimedOut),
            _ => Decision::PayAtOnce,
        },
        "card" => match digits(&form.card) {
            number if !is_card(&number) => return again(words.wrong_card),
            number if number == "4000000000000002" => Decision::Decline(Decline::Declined),
            number if number == "4000000000009995" => Decision::Decline(Decline::InsufficientFunds),
            _ => Decision::Pay,
        },
        "refuse" => Decision::Refuse,
        _ => Decision::Later,
    };
    provider.decide(&id, decision);
    Redirect::to(&payment.return_url).into_response()
}

/// The check digit of ISO/IEC 7812-1 (Luhn).
fn is_card(number: &str) -> bool {
    let digits: Option<Vec<u32>> = number.chars().map(|c| c.to_digit(10)).collect();
    let Some(digits) = digits.filter(|digits| (13..=19).contains(&digits.len())) else { return false };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => *digit,
            (_, doubled) => doubled / 10 + doubled % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}

pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

fn html(payment: &Payment, wrong: Option<&str>) -> String {
    let w = words(&payment.lang);
    let decimal = if w.lang == "pl" { ',' } else { '.' };
    let amount =
        format!("{}{decimal}{:02} {}", payment.amount / 100, payment.amount % 100, escape(&payment.currency));
    let back = escape(&payment.return_url);
    let body = if payment.state == State::Pending {
        let alert = wrong.map(|why| format!("<p role=\"alert\">{}</p>", escape(why))).unwrap_or_default();
        format!(
            r#"{alert}
<form method="post">
<label for="blik">{blik}</label>
<input id="blik" name="blik" inputmode="numeric" autocomplete="one-time-code" maxlength="7" aria-describedby="blik-hint">
<p id="blik-hint" class="hint">{blik_hint}</p>
<button name="choice" value="blik">{by_blik}</button>
</form>
<form method="post">
<label for="card">{card}</label>
<input id="card" name="card" inputmode="numeric" autocomplete="cc-number" maxlength="23" aria-describedby="card-hint">
<p id="card-hint" class="hint">{card_hint}</p>
<button name="choice" value="card">{by_card}</button>
</form>
<form method="post" class="quiet">
<button name="choice" value="refuse">{refuse}</button>
<button name="choice" value="later">{later}</button>
</form>"#,
            blik = w.blik,
            blik_hint = w.blik_hint,
            by_blik = w.by_blik,
            card = w.card,
            card_hint = w.card_hint,
            by_card = w.by_card,
            refuse = w.refuse,
            later = w.later,
        )
    } else {
        format!("<p>{}</p>\n<p><a href=\"{back}\">{}</a></p>", w.over, w.back)
    };
    format!(
        r#"<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="../pay.css">
</head>
<body>
<main>
<h1>{title}</h1>
<p class="amount">{pay}: <strong>{amount}</strong></p>
<p>{description}</p>
{body}
<p class="hint">{test}</p>
</main>
</body>
</html>
"#,
        lang = w.lang,
        title = w.title,
        pay = w.pay,
        description = escape(&payment.description),
        test = w.test,
    )
}

pub async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)
}

const STYLE: &str = "\
:root { color-scheme: light dark; }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
main { max-width: 26rem; margin: 0 auto; padding: 2rem 1rem; }
h1 { font-size: 1.5rem; }
.amount { font-size: 1.25rem; }
form { border: 1px solid GrayText; border-radius: .5rem; padding: 1rem; margin: 1rem 0; display: grid; gap: .5rem; }
form.quiet { border: 0; padding: 0; }
label { font-weight: 600; }
input { font: inherit; padding: .75rem; min-height: 1.5rem; }
button { font: inherit; min-height: 3rem; border-radius: .5rem; border: 1px solid currentColor; background: #0b4f6c; color: #fff; cursor: pointer; }
.quiet button { background: Canvas; color: CanvasText; }
.hint { font-size: .875rem; margin: 0; }
[role=alert] { border-left: .25rem solid #b3261e; padding-left: .75rem; }
:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_number_has_its_check_digit() {
        assert!(is_card("4242424242424242") && is_card("4000000000000002"));
        assert!(!is_card("4242424242424241") && !is_card("42") && !is_card("kurtka"));
    }
}
