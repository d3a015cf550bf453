//! Nothing to call: this crate is the tests that read the sources of all others and hold them against the rules of the
//! house which neither the compiler nor clippy knows: who owns which table, who may call whom, where clocks and random
//! ids may be read, which problem has a page, what an event may not carry, what the content security policy forbids.
//!
//! Each rule is one module of `tests/it`: a scanner, a test that runs it over the tree and tests that show it can fail.
