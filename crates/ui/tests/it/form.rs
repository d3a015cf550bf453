use ui::Form;

#[test]
fn a_refused_form_keeps_what_was_typed_and_says_where() {
    let mut form = Form::of([("lines.0.quantity".to_owned(), "-1".to_owned())]);
    form.fail_at("#/lines/0/quantity", "Co najmniej 1");
    assert_eq!(form.value("lines.0.quantity"), "-1");
    assert_eq!(form.error("lines.0.quantity"), Some("Co najmniej 1"));
    assert!(!form.is_fine());
}
