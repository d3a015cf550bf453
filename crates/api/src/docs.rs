//! The document as a page for people: plain HTML, no script, made once when the server starts.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::Value;

pub const STYLE: &str = include_str!("../assets/docs.css");

/// Text between tags, or in a quoted attribute.
fn safe(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// `code` in backticks; paragraphs by empty lines.
fn prose(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| {
        let mut out = String::from("<p>");
        for (i, piece) in safe(paragraph).split('`').enumerate() {
            let _ = if i % 2 == 1 { write!(out, "<code>{piece}</code>") } else { write!(out, "{piece}") };
        }
        out + "</p>"
    });
    paragraphs.collect()
}

/// A schema in one line, with links to the named ones.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|it| it.rsplit('/').next()) {
        return format!("<a href=\"#schema-{0}\">{0}</a>", safe(name));
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        if let Some(items) = schema[choice].as_array() {
            return items.iter().map(kind).collect::<Vec<_>>().join(" | ");
        }
    }
    if schema["items"].is_object() {
        return format!("[{}]", kind(&schema["items"]));
    }
    let mut told = match &schema["type"] {
        Value::String(name) => name.clone(),
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | "),
        _ => "any".to_owned(),
    };
    if let Some(choices) = schema["enum"].as_array() {
        told = choices.iter().map(Value::to_string).collect::<Vec<_>>().join(" | ");
    }
    for (field, word) in [
        ("format", ""),
        ("pattern", "matches "),
        ("minimum", "≥ "),
        ("maximum", "≤ "),
        ("maxLength", "length ≤ "),
    ] {
        match &schema[field] {
            Value::Null => {}
            Value::String(text) => {
                let _ = write!(told, ", {word}{text}");
            }
            other => {
                let _ = write!(told, ", {word}{other}");
            }
        }
    }
    safe(&told)
}

fn table(out: &mut String, rows: impl Iterator<Item = (String, bool, String, String)>) {
    out.push_str("<table><thead><tr><th>name</th><th>type</th><th>meaning</th></tr></thead><tbody>");
    for (name, required, kind, meaning) in rows {
        let star = if required { "<abbr title=\"required\">*</abbr>" } else { "" };
        let _ = write!(
            out,
            "<tr><td><code>{}</code>{star}</td><td>{kind}</td><td>{meaning}</td></tr>",
            safe(&name)
        );
    }
    out.push_str("</tbody></table>");
}

fn fields(out: &mut String, schema: &Value) {
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let Some(properties) = schema["properties"].as_object() else {
        let _ = write!(out, "<p>{}</p>", kind(schema));
        return;
    };
    let rows = properties.iter().map(|(name, field)| {
        let about = field["description"].as_str().map(prose).unwrap_or_default();
        (name.clone(), required.contains(&name.as_str()), kind(field), about)
    });
    table(out, rows);
}

fn operation(out: &mut String, method: &str, path: &str, it: &Value) {
    let id = it["operationId"].as_str().unwrap_or_default();
    let _ = write!(
        out,
        "<article id=\"{}\"><h3><span class=\"method {method}\">{}</span> <code>{}</code></h3>",
        safe(id),
        method.to_uppercase(),
        safe(path)
    );
    let _ = write!(out, "<p class=\"summary\">{}</p>", safe(it["summary"].as_str().unwrap_or_default()));
    if let Some(text) = it["description"].as_str() {
        out.push_str(&prose(text));
    }
    if let Some(parameters) = it["parameters"].as_array() {
        let rows = parameters.iter().map(|it| {
            let name = format!(
                "{} ({})",
                it["name"].as_str().unwrap_or_default(),
                it["in"].as_str().unwrap_or_default()
            );
            let about = it["description"].as_str().map(prose).unwrap_or_default();
            (name, it["required"] == Value::Bool(true), kind(&it["schema"]), about)
        });
        table(out, rows);
    }
    for (media, content) in it["requestBody"]["content"].as_object().into_iter().flatten() {
        let _ = write!(out, "<p>Body, <code>{}</code>: {}</p>", safe(media), kind(&content["schema"]));
    }
    out.push_str("<ul class=\"answers\">");
    for (status, answer) in it["responses"].as_object().into_iter().flatten() {
        let body = answer["content"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(media, content)| format!("<code>{}</code> {}", safe(media), kind(&content["schema"])));
        let body = body.collect::<Vec<_>>().join(", ");
        let about = answer["description"].as_str().unwrap_or_default();
        let _ = write!(out, "<li><strong>{}</strong> {} {body}</li>", safe(status), safe(about));
    }
    out.push_str("</ul></article>");
}

pub fn page(document: &Value) -> String {
    let mut by_tag: BTreeMap<&str, Vec<(&str, &str, &Value)>> = BTreeMap::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, it) in item.as_object().into_iter().flatten() {
            let tag = it["tags"][0].as_str().unwrap_or("operation");
            by_tag.entry(tag).or_default().push((method, path, it));
        }
    }
    let tags: Vec<(&str, &str)> = document["tags"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|tag| Some((tag["name"].as_str()?, tag["description"].as_str().unwrap_or_default())))
        .collect();
    let info = &document["info"];
    let title = safe(info["title"].as_str().unwrap_or_default());
    let mut out = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title} API</title>\
         <link rel=\"stylesheet\" href=\"docs.css\"></head><body><nav aria-label=\"Operations\"><h2>{title} API</h2>"
    );
    for (tag, _) in &tags {
        let _ = write!(out, "<h3>{}</h3><ul>", safe(tag));
        for (method, path, it) in by_tag.get(tag).into_iter().flatten() {
            let id = safe(it["operationId"].as_str().unwrap_or_default());
            let (word, path) = (method.to_uppercase(), safe(path.trim_start_matches("/api/v1")));
            let _ = write!(
                out,
                "<li><a href=\"#{id}\"><span class=\"method {method}\">{word}</span> {path}</a></li>"
            );
        }
        out.push_str("</ul>");
    }
    let _ = write!(
        out,
        "</nav><main><h1>{title} API, version {}</h1>{}\
         <p>For machines: <a href=\"openapi.json\">openapi.json</a></p>",
        safe(info["version"].as_str().unwrap_or_default()),
        prose(info["description"].as_str().unwrap_or_default())
    );
    for (tag, about) in &tags {
        let _ = write!(out, "<section><h2>{}</h2><p>{}</p>", safe(tag), safe(about));
        for (method, path, it) in by_tag.get(tag).into_iter().flatten() {
            operation(&mut out, method, path, it);
        }
        out.push_str("</section>");
    }
    out.push_str("<section><h2>Schemas</h2>");
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        let _ = write!(out, "<article id=\"schema-{0}\"><h3>{0}</h3>", safe(name));
        if let Some(text) = schema["description"].as_str() {
            out.push_str(&prose(text));
        }
        fields(&mut out, schema);
        out.push_str("</article>");
    }
    out.push_str("</section></main></body></html>");
    out
}
