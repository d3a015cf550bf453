//! Just enough of a Rust lexer: what is code, what is a literal, what is a comment, what is only for tests.

/// A string literal as written between its quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    pub offset: usize,
    pub text: String,
}

/// A source file without its tests: `code` has the length of the file, with comments and the insides of literals blank.
pub struct Rust {
    pub code: String,
    pub literals: Vec<Literal>,
}

impl Rust {
    pub fn read(source: &str) -> Self {
        let (mut code, mut literals) = split(source);
        for (from, to) in test_only(&code) {
            blank(&mut code, from, to);
            literals.retain(|literal| !(from..to).contains(&literal.offset));
        }
        let code = String::from_utf8(code).expect("blanked code is still text");
        Self { code, literals }
    }

    /// The literals inside the brackets that open at `open`.
    pub fn literals_within(&self, open: usize) -> impl Iterator<Item = &Literal> {
        let close = closing(self.code.as_bytes(), open).unwrap_or(self.code.len());
        self.literals.iter().filter(move |literal| (open..close).contains(&literal.offset))
    }
}

fn blank(code: &mut [u8], from: usize, to: usize) {
    for byte in &mut code[from..to] {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}

/// Separates literals and comments from code.
fn split(source: &str) -> (Vec<u8>, Vec<Literal>) {
    let bytes = source.as_bytes();
    let mut code = bytes.to_vec();
    let mut literals = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &source[at..];
        let before_is_word = at > 0 && is_word(bytes[at - 1]);
        if rest.starts_with("//") {
            let end = rest.find('\n').map_or(bytes.len(), |length| at + length);
            blank(&mut code, at, end);
            at = end;
        } else if rest.starts_with("/*") {
            let end = comment_end(bytes, at);
            blank(&mut code, at, end);
            at = end;
        } else if !before_is_word && let Some(hashes) = raw_start(rest) {
            let open = at + rest.find('"').expect("a raw string opens with a quote") + 1;
            let close = format!("\"{}", "#".repeat(hashes));
            let end = source[open..].find(&close).map_or(bytes.len(), |length| open + length);
            literals.push(Literal { offset: open, text: source[open..end].to_owned() });
            blank(&mut code, open, end);
            at = (end + close.len()).min(bytes.len());
        } else if rest.starts_with('"') {
            let open = at + 1;
            let mut end = open;
            while end < bytes.len() && bytes[end] != b'"' {
                end += if bytes[end] == b'\\' { 2 } else { 1 };
            }
            let end = end.min(bytes.len());
            literals.push(Literal { offset: open, text: source[open..end].to_owned() });
            blank(&mut code, open, end);
            at = end + 1;
        } else if rest.starts_with('\'') {
            let length = char_literal(rest);
            if length > 2 {
                blank(&mut code, at + 1, at + length - 1);
            }
            at += length;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    (code, literals)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn comment_end(bytes: &[u8], start: usize) -> usize {
    let (mut at, mut depth) = (start, 0);
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => (at, depth) = (at + 2, depth + 1),
            b"*/" => {
                (at, depth) = (at + 2, depth - 1);
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

/// How many hashes a raw string that starts here has.
fn raw_start(rest: &str) -> Option<usize> {
    let after = ["r", "br", "cr"].iter().find_map(|prefix| {
        let after = rest.strip_prefix(prefix)?;
        after.starts_with(['"', '#']).then_some(after)
    })?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then_some(hashes)
}

/// The length of a character literal; 1 for the tick of a lifetime.
fn char_literal(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => {
            rest[2..].char_indices().skip(1).find(|(_, c)| *c == '\'').map_or(1, |(at, _)| at + 3)
        }
        Some(_) => match chars.next() {
            Some((at, '\'')) => at + 1,
            _ => 1,
        },
        None => 1,
    }
}

/// Where the bracket that opens at `open` closes.
pub fn closing(code: &[u8], open: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, byte) in code.iter().enumerate().skip(open) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// The ranges of items under `#[cfg(test)]`.
fn test_only(code: &[u8]) -> Vec<(usize, usize)> {
    const MARK: &[u8] = b"#[cfg(test)]";
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) =
        code[at..].windows(MARK.len()).position(|window| window == MARK).map(|found| found + at)
    {
        let from = start + MARK.len();
        let end = match code[from..].iter().position(|byte| matches!(byte, b'{' | b';')) {
            Some(offset) if code[from + offset] == b'{' => closing(code, from + offset),
            Some(offset) => Some(from + offset),
            None => None,
        };
        let end = end.map_or(code.len(), |end| end + 1);
        found.push((start, end));
        at = end;
    }
    found
}

#[test]
fn code_literals_and_comments_are_told_apart() {
    let rust = Rust::read(
        "let a = \"SELECT \\\" 1\"; // now()\nlet b = r#\"x \"y\" z\"#; /* one /* two */ three */ let c = 'x';",
    );
    let literals: Vec<_> = rust.literals.iter().map(|literal| literal.text.as_str()).collect();
    assert_eq!(literals, ["SELECT \\\" 1", "x \"y\" z"]);
    assert!(!rust.code.contains("now()") && !rust.code.contains("SELECT") && !rust.code.contains("three"));
    assert!(rust.code.contains("let c = ' ';"));
}

#[test]
fn lifetimes_and_quotes_in_characters_do_not_start_a_literal() {
    let rust = Rust::read("fn f<'a>(x: &'a str) -> char { '\"' } const N: char = '\\''; let s = \"in\";");
    assert_eq!(rust.literals.len(), 1);
    assert_eq!(rust.literals[0].text, "in");
}

#[test]
fn test_modules_are_left_out_and_lines_stay() {
    let source = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() { now(\"x\") }\n}\nfn c() {}\n#[cfg(test)]\nmod more;\nfn d() {}";
    let rust = Rust::read(source);
    assert!(!rust.code.contains("now") && rust.literals.is_empty());
    assert!(rust.code.contains("fn c") && rust.code.contains("fn d"));
    assert_eq!(rust.code.len(), source.len());
}
