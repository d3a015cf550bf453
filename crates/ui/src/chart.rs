//! Small charts as SVG, drawn before the page leaves the server; a table with the same numbers
//! stands beside each for those who do not see pictures. Colours are classes, so themes apply.

use std::fmt::Write;

/// One value of a chart with its label and the way its value is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub label: String,
    pub value: f64,
    pub text: String,
}

impl Point {
    pub fn new(label: impl Into<String>, value: f64, text: impl Into<String>) -> Self {
        Self { label: label.into(), value, text: text.into() }
    }
}

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 240.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 28.0;

/// Vertical bars. Print with `|safe`.
pub fn bars(title: &str, points: &[Point]) -> String {
    let top = ceiling(points);
    let mut svg = grid(top, points);
    let step = WIDTH / points.len().max(1) as f64;
    let width = (step * 0.62).min(56.0);
    for (i, point) in points.iter().enumerate() {
        let height = (HEIGHT - TOP - BOTTOM) * (point.value.max(0.0) / top);
        let x = step * i as f64 + (step - width) / 2.0;
        let y = HEIGHT - BOTTOM - height;
        let _ = write!(
            svg,
            r#"<rect class="chart-bar" x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}" rx="3"><title>{}: {}</title></rect>"#,
            escape(&point.label),
            escape(&point.text)
        );
    }
    labels(&mut svg, points, step, step / 2.0);
    frame("columns", title, points, &svg)
}

/// One line over time, with the area below it.
pub fn line(title: &str, points: &[Point]) -> String {
    let top = ceiling(points);
    let mut svg = grid(top, points);
    let step = if points.len() > 1 { (WIDTH - 24.0) / (points.len() - 1) as f64 } else { 0.0 };
    let mut path = String::new();
    for (i, point) in points.iter().enumerate() {
        let x = 12.0 + step * i as f64;
        let y = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (point.value.max(0.0) / top);
        let _ = write!(path, "{}{x:.1} {y:.1}", if i == 0 { "M" } else { "L" });
    }
    if !points.is_empty() {
        let end = 12.0 + step * (points.len() - 1) as f64;
        let floor = HEIGHT - BOTTOM;
        let _ = write!(svg, r#"<path class="chart-area" d="{path}L{end:.1} {floor}L12 {floor}Z"/>"#);
        let _ = write!(svg, r#"<path class="chart-line" d="{path}"/>"#);
    }
    for (i, point) in points.iter().enumerate() {
        let x = 12.0 + step * i as f64;
        let y = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (point.value.max(0.0) / top);
        let _ = write!(
            svg,
            r#"<circle class="chart-dot" cx="{x:.1}" cy="{y:.1}" r="{}"><title>{}: {}</title></circle>"#,
            if points.len() > 31 { 2 } else { 4 },
            escape(&point.label),
            escape(&point.text)
        );
    }
    labels(&mut svg, points, step, 12.0);
    frame("curve", title, points, &svg)
}

/// Shares of a whole, at most eight of them; `middle` is written inside the ring.
pub fn donut(title: &str, middle: &str, points: &[Point]) -> String {
    let total: f64 = points.iter().map(|point| point.value.max(0.0)).sum();
    let around = 2.0 * std::f64::consts::PI * 40.0;
    let (mut svg, mut seen) = (String::new(), 0.0);
    let _ = write!(svg, r#"<circle class="chart-ring" cx="60" cy="60" r="40"/>"#);
    for (i, point) in points.iter().enumerate() {
        if total <= 0.0 {
            break;
        }
        let share = around * point.value.max(0.0) / total;
        let gap = if points.len() > 1 { 1.5 } else { 0.0 };
        let _ = write!(
            svg,
            r#"<circle class="chart-slice chart-c{}" cx="60" cy="60" r="40" stroke-dasharray="{:.2} {:.2}" stroke-dashoffset="{:.2}" transform="rotate(-90 60 60)"><title>{}: {}</title></circle>"#,
            i % 8,
            (share - gap).max(0.5),
            around - (share - gap).max(0.5),
            -seen,
            escape(&point.label),
            escape(&point.text)
        );
        seen += share;
    }
    let _ = write!(
        svg,
        r#"<text class="chart-middle" x="60" y="65" text-anchor="middle">{}</text>"#,
        escape(middle)
    );
    let mut legend = String::from(r#"<ul class="chart-legend" aria-hidden="true">"#);
    for (i, point) in points.iter().enumerate() {
        let _ = write!(
            legend,
            r#"<li><svg width="12" height="12" class="chart-key"><rect class="chart-c{}" width="12" height="12" rx="3"/></svg><span>{}</span><b>{}</b></li>"#,
            i % 8,
            escape(&point.label),
            escape(&point.text)
        );
    }
    legend.push_str("</ul>");
    format!(
        r#"<figure class="chart chart-donut"><svg viewBox="0 0 120 120" role="img" aria-label="{}">{svg}</svg>{legend}{}</figure>"#,
        escape(title),
        table(title, points)
    )
}

/// A line without axes for tiles; the number stands beside it, so it is only a picture.
pub fn spark(values: &[f64]) -> String {
    let top = values.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let step = if values.len() > 1 { 116.0 / (values.len() - 1) as f64 } else { 0.0 };
    let mut path = String::new();
    for (i, value) in values.iter().enumerate() {
        let (x, y) = (2.0 + step * i as f64, 30.0 - 26.0 * (value.max(0.0) / top));
        let _ = write!(path, "{}{x:.1} {y:.1}", if i == 0 { "M" } else { "L" });
    }
    format!(
        r#"<svg class="chart-spark" viewBox="0 0 120 32" aria-hidden="true"><path class="chart-line" d="{path}"/></svg>"#
    )
}

/// The next round number above all values.
fn ceiling(points: &[Point]) -> f64 {
    let most = points.iter().map(|point| point.value).fold(0.0, f64::max);
    if most <= 0.0 {
        return 1.0;
    }
    let scale = 10f64.powf(most.log10().floor());
    [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0]
        .iter()
        .map(|m| m * scale)
        .find(|top| *top >= most)
        .unwrap_or(most)
}

/// Three quiet lines; the highest value is written on the chart itself.
fn grid(top: f64, points: &[Point]) -> String {
    let mut svg = String::new();
    for part in 0..4 {
        let y = TOP + (HEIGHT - TOP - BOTTOM) * f64::from(part) / 3.0;
        let _ = write!(svg, r#"<path class="chart-grid" d="M0 {y:.1}H{WIDTH}"/>"#);
    }
    let best = points.iter().enumerate().max_by(|a, b| a.1.value.total_cmp(&b.1.value));
    if let Some((i, point)) = best.filter(|(_, point)| point.value > 0.0) {
        let step = WIDTH / points.len() as f64;
        let x = (step * (i as f64 + 0.5)).clamp(44.0, WIDTH - 44.0);
        let y = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (point.value / top) - 8.0;
        let _ = write!(
            svg,
            r#"<text class="chart-peak" x="{x:.1}" y="{:.1}" text-anchor="middle">{}</text>"#,
            y.max(11.0),
            escape(&point.text)
        );
    }
    svg
}

/// As many labels below the axis as fit.
fn labels(svg: &mut String, points: &[Point], step: f64, start: f64) {
    let longest = points.iter().map(|point| point.label.chars().count()).max().unwrap_or(1) as f64;
    let every = ((longest * 7.5 + 12.0) / step.max(1.0)).ceil().max(1.0) as usize;
    for (i, point) in points.iter().enumerate().step_by(every) {
        let x = start + step * i as f64;
        let anchor = if i == 0 && start < step / 2.0 {
            "start"
        } else if i + 1 == points.len() && start < step / 2.0 {
            "end"
        } else {
            "middle"
        };
        let x = if anchor == "start" { 2.0 } else { x };
        let _ = write!(
            svg,
            r#"<text class="chart-label" x="{x:.1}" y="{}" text-anchor="{anchor}">{}</text>"#,
            HEIGHT - 8.0,
            escape(&point.label)
        );
    }
}

fn frame(kind: &str, title: &str, points: &[Point], svg: &str) -> String {
    format!(
        r#"<figure class="chart chart-{kind}"><svg class="chart-plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{}">{svg}</svg>{}</figure>"#,
        escape(title),
        table(title, points)
    )
}

fn table(title: &str, points: &[Point]) -> String {
    let mut rows = String::new();
    for point in points {
        let _ = write!(
            rows,
            r#"<tr><th scope="row">{}</th><td>{}</td></tr>"#,
            escape(&point.label),
            escape(&point.text)
        );
    }
    format!(
        r#"<div class="visually-hidden"><table><caption>{}</caption><tbody>{rows}</tbody></table></div>"#,
        escape(title)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
