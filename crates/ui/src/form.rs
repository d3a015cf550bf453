//! A form on its way back: what was typed stays, and every complaint stands by its field.

use std::collections::HashMap;

/// Values and errors by field name. `Form::default()` is an empty, untouched form.
#[derive(Debug, Clone, Default)]
pub struct Form {
    values: HashMap<String, String>,
    errors: Vec<(String, String)>,
}

impl Form {
    /// From decoded pairs, as `axum::Form<Vec<(String, String)>>` gives them.
    pub fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { values: pairs.into_iter().collect(), errors: Vec::new() }
    }

    pub fn set(mut self, field: &str, value: impl ToString) -> Self {
        self.values.insert(field.to_owned(), value.to_string());
        self
    }

    /// What stands in the field; empty if nothing does.
    pub fn value(&self, field: impl AsRef<str>) -> &str {
        self.values.get(field.as_ref()).map_or("", String::as_str)
    }

    /// Trimmed, or `None` if nothing was typed.
    pub fn text(&self, field: &str) -> Option<&str> {
        Some(self.value(field).trim()).filter(|text| !text.is_empty())
    }

    pub fn is_on(&self, field: impl AsRef<str>) -> bool {
        matches!(self.value(field), "on" | "true" | "1" | "yes")
    }

    pub fn is(&self, field: impl AsRef<str>, value: impl AsRef<str>) -> bool {
        self.value(field) == value.as_ref()
    }

    pub fn fail(&mut self, field: &str, text: impl Into<String>) {
        self.errors.push((field.to_owned(), text.into()));
    }

    /// An error of a problem document (RFC 9457): `/lines/0/quantity` is the field `lines.0.quantity`.
    pub fn fail_at(&mut self, pointer: &str, text: impl Into<String>) {
        let field = pointer.trim_start_matches(['#', '/']).replace('/', ".");
        self.fail(&field, text);
    }

    /// What a verb refused: its field errors, or its one reason without a field.
    pub fn refuse(&mut self, problem: &kernel::Problem) {
        for error in &problem.errors {
            self.fail_at(&error.pointer, error.detail.clone());
        }
        if problem.errors.is_empty() {
            self.fail("", problem.detail.clone().unwrap_or_else(|| problem.title.to_owned()));
        }
    }

    pub fn error(&self, field: impl AsRef<str>) -> Option<&str> {
        let field = field.as_ref();
        self.errors.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str())
    }

    pub fn errors(&self) -> &[(String, String)] {
        &self.errors
    }

    pub fn is_fine(&self) -> bool {
        self.errors.is_empty()
    }
}

/// A choice of a select, of radio buttons or of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}
