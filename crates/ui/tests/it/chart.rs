use ui::chart::{self, Point};

#[test]
fn a_chart_carries_its_numbers_as_a_table_and_no_inline_style() {
    let points = vec![Point::new("<a>", 3.0, "3 szt."), Point::new("b", 0.0, "0 szt.")];
    for svg in [chart::bars("T", &points), chart::line("T", &points), chart::donut("T", "3", &points)] {
        assert!(svg.contains("<caption>T</caption>") && svg.contains("<td>3 szt.</td>"));
        assert!(svg.contains("&lt;a&gt;") && !svg.contains("style=") && !svg.contains("NaN"));
    }
}

#[test]
fn nothing_to_draw_is_drawn_without_harm() {
    for svg in [chart::bars("T", &[]), chart::line("T", &[]), chart::donut("T", "", &[]), chart::spark(&[])] {
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
    }
}
