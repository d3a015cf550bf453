//! The public door of the look: files, words, headers, pages.

mod assets;
mod chart;
mod form;
mod headers;
mod page;
mod vendor;
mod visit;
mod words;
