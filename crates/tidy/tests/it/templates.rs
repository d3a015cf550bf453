//! Templates obey the content security policy: no inline script, style or handler, or the browser refuses the page.

use std::sync::LazyLock;

use regex::Regex;

use crate::tree::{Breach, File, check, line_at, said};

static COMMENT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?s)<!--.*?-->|\{#.*?#\}").expect("a valid pattern"));
static SCRIPT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?is)<script\b([^>]*)>").expect("a valid pattern"));
static FORBIDDEN: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
    [
        (r#"(?i)\sstyle\s*=\s*["'{]"#, "inline style: use a class"),
        (r"(?i)<style\b", "inline style sheet: put it into an asset"),
        (r#"(?i)\son[a-z]{3,}\s*=\s*["'{]"#, "inline handler: use a module that listens"),
        (r"(?i)\bhx-on\b", "hx-on evaluates text: use a module that listens"),
        (r"(?i)\bjavascript:", "javascript: address"),
    ]
    .map(|(pattern, why)| (Regex::new(pattern).expect("a valid pattern"), why))
    .into()
});

/// Mails are read by mail programs, which know nothing else than inline styles.
fn is_page(file: &File) -> bool {
    let is_template = file.path.contains("/templates/") && ["html", "svg"].contains(&file.extension());
    is_template && !file.path.contains("mail") && !file.is_vendored()
}

fn inline_code(file: &File) -> Vec<Breach> {
    if !is_page(file) {
        return Vec::new();
    }
    let text = COMMENT.replace_all(&file.text, |comment: &regex::Captures| {
        "\n".repeat(line_at(&comment[0], comment[0].len()) - 1)
    });
    let mut breaches = Vec::new();
    for (pattern, why) in FORBIDDEN.iter() {
        breaches
            .extend(pattern.find_iter(&text).map(|hit| file.breach(line_at(&text, hit.start() + 1), *why)));
    }
    for script in SCRIPT.captures_iter(&text) {
        let attributes = script[1].to_lowercase();
        let is_data = attributes.contains("application/json") || attributes.contains("application/ld+json");
        if !attributes.contains("src=") && !is_data {
            let line = line_at(&text, script.get(0).expect("the whole match").start());
            breaches.push(file.breach(line, "inline script: put it into an asset"));
        }
    }
    breaches
}

#[test]
fn templates_have_no_inline_code() {
    check("content-security-policy: default-src 'self'", inline_code);
}

#[test]
fn each_kind_of_inline_code_is_seen() {
    for html in [
        "<p style=\"color: red\">",
        "<p class=\"a\"\nstyle='x'>",
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        "<script type=\"module\">x</script>",
        "<button onclick=\"go()\">",
        "<button hx-on:click=\"go()\">",
        "<a href=\"javascript:go()\">",
    ] {
        let breaches = inline_code(&File::new("crates/pos/templates/till.html", &format!("\n{html}")));
        assert_eq!(breaches.len(), 1, "{html}: {breaches:?}");
        assert!(said(&breaches)[0].0 >= 2, "{html}");
    }
}

#[test]
fn what_the_policy_allows_passes() {
    let good = "<!-- <script>x</script> -->\n<script type=\"module\" src=\"/a.js\"></script>
        <script type=\"application/ld+json\">{}</script> <p class=\"style-guide\" data-once=\"1\"> only = \"here\"";
    assert_eq!(said(&inline_code(&File::new("crates/pos/templates/till.html", good))), []);
    assert_eq!(
        inline_code(&File::new("crates/conversations/templates/mail/ready.html", "<p style=\"a\">")).len(),
        0
    );
}
