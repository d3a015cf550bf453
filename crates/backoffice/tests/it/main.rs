//! The back office through its router, on both databases.

mod after_sale;
mod order_money;
mod orders_board;
mod pages;
mod people;
mod policies;
mod products;
mod promise;
mod rights;
mod sign_in;
mod stock;
mod team;
mod world;

#[test]
fn every_word_is_there_in_both_languages() {
    let root = env!("CARGO_MANIFEST_DIR");
    ui::check_locales(
        include_str!("../../locales/pl.ftl"),
        include_str!("../../locales/en.ftl"),
        format!("{root}/templates"),
        format!("{root}/src"),
    );
}
