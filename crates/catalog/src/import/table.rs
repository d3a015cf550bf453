//! Tables of text: comma, semicolon or tab between the fields, a header in the first line, UTF-8.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Cursor, Read};

use ::csv::{Reader, ReaderBuilder, StringRecord};

use super::RowError;

/// A table, read row by row.
pub struct Table {
    reader: Reader<Box<dyn Read + Send>>,
    /// Header, lower case, and its place.
    columns: BTreeMap<String, usize>,
    headers: Vec<String>,
}

/// One row. `line` is where it begins in the file.
pub struct Row {
    pub line: i64,
    record: StringRecord,
}

const LONGEST_HEADER: u64 = 64 * 1024;

impl Table {
    /// Reads the header. The separator is what stands there most often.
    pub fn open(reader: Box<dyn Read + Send>) -> Result<Self, RowError> {
        let mut reader = BufReader::with_capacity(1 << 16, reader);
        let mut first = Vec::new();
        (&mut reader)
            .take(LONGEST_HEADER)
            .read_until(b'\n', &mut first)
            .map_err(|error| RowError::row(1, error.to_string()))?;
        let many = |separator: u8| first.iter().filter(|byte| **byte == separator).count();
        let separator =
            [b',', b';', b'\t'].into_iter().max_by_key(|it| (many(*it), *it == b',')).unwrap_or(b',');
        let whole: Box<dyn Read + Send> = Box::new(Cursor::new(first).chain(reader));
        let mut reader = ReaderBuilder::new().delimiter(separator).from_reader(whole);
        let headers: Vec<String> = reader
            .headers()
            .map_err(|error| RowError::row(1, error.to_string()))?
            .iter()
            .map(|header| header.trim().trim_start_matches('\u{feff}').to_lowercase())
            .collect();
        let mut columns = BTreeMap::new();
        for (place, header) in headers.iter().enumerate() {
            if columns.insert(header.clone(), place).is_some() && !header.is_empty() {
                return Err(RowError::new(
                    1,
                    place as i64 + 1,
                    header.clone(),
                    "this column stands there twice",
                ));
            }
        }
        Ok(Self { reader, columns, headers })
    }

    pub fn headers(&self) -> &[String] {
        &self.headers
    }
    pub fn has(&self, header: &str) -> bool {
        self.columns.contains_key(header)
    }
    /// The columns that must be there, or what is missing.
    pub fn require(&self, headers: &[&str]) -> Result<(), RowError> {
        match headers.iter().find(|header| !self.has(header)) {
            Some(missing) => Err(RowError::new(1, 0, *missing, "this column is missing")),
            None => Ok(()),
        }
    }
    /// Columns that nobody will read: probably misspelt.
    pub fn unknown(&self, is_known: impl Fn(&str) -> bool) -> Vec<RowError> {
        (1i64..)
            .zip(&self.headers)
            .filter(|(_, header)| !header.is_empty() && !is_known(header))
            .map(|(column, header)| {
                RowError::new(1, column, header.clone(), "nobody reads a column of this name")
            })
            .collect()
    }

    /// The next row; a broken one is told and the table goes on behind it.
    pub fn next_row(&mut self) -> Option<Result<Row, RowError>> {
        let mut record = StringRecord::new();
        let before = self.reader.position().line();
        match self.reader.read_record(&mut record) {
            Ok(false) => None,
            Ok(true) => {
                let line = record.position().map_or(before, ::csv::Position::line);
                Some(Ok(Row { line: line as i64, record }))
            }
            Err(error) => {
                let line = error.position().map_or(before, ::csv::Position::line) as i64;
                let told = match error.kind() {
                    ::csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                        let detail = format!("{len} fields where the header has {expected_len}");
                        RowError::new(line, (*len).min(*expected_len) as i64 + 1, "", detail)
                    }
                    ::csv::ErrorKind::Utf8 { err, .. } => {
                        RowError::new(line, err.field() as i64 + 1, "", "this is not UTF-8")
                    }
                    _ => RowError::row(line, error.to_string()),
                };
                // A reader that failed itself will not get better.
                let is_over = matches!(error.kind(), ::csv::ErrorKind::Io(_)) || self.reader.is_done();
                if is_over && matches!(error.kind(), ::csv::ErrorKind::Io(_)) {
                    self.reader = ReaderBuilder::new().from_reader(Box::new(std::io::empty()));
                }
                Some(Err(told))
            }
        }
    }

    /// The field under this header, without spaces at the ends; `None` if it is empty or there is no such column.
    pub fn get<'a>(&self, row: &'a Row, header: &str) -> Option<&'a str> {
        let text = row.record.get(*self.columns.get(header)?)?.trim();
        (!text.is_empty()).then_some(text)
    }
    pub fn error(&self, row: &Row, header: &str, detail: impl Into<String>) -> RowError {
        let column = self.columns.get(header).map_or(0, |place| *place as i64 + 1);
        RowError::new(row.line, column, header, detail)
    }
    /// A field that must be there.
    pub fn need<'a>(&self, row: &'a Row, header: &str) -> Result<&'a str, RowError> {
        self.get(row, header).ok_or_else(|| self.error(row, header, "this field is empty"))
    }
    /// A field read as something, if it is there.
    pub fn read<T, E: std::fmt::Display>(
        &self,
        row: &Row,
        header: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, RowError> {
        let parsed = self.get(row, header).map(parse).transpose();
        parsed.map_err(|error| self.error(row, header, error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &[u8]) -> Table {
        Table::open(Box::new(Cursor::new(text.to_vec()))).unwrap()
    }

    #[test]
    fn separators_and_marks_of_spreadsheets_are_understood() {
        for text in ["sku,Name\nA,\"x, y\"\n", "\u{feff}sku;Name\r\nA;\"x, y\"\r\n", "sku\tName\nA\tx, y\n"] {
            let mut table = table(text.as_bytes());
            let row = table.next_row().unwrap().unwrap();
            assert_eq!((table.get(&row, "sku"), table.get(&row, "name")), (Some("A"), Some("x, y")));
            assert!(table.next_row().is_none());
        }
    }

    #[test]
    fn a_broken_row_is_told_with_its_place_and_the_next_one_is_read() {
        let mut table = table(b"a,b\n1,2\n1,2,3\n\xff,2\n5,6\n");
        assert!(table.next_row().unwrap().is_ok());
        let long = table.next_row().unwrap().err().unwrap();
        assert_eq!((long.line, long.column), (3, 3));
        let odd = table.next_row().unwrap().err().unwrap();
        assert_eq!((odd.line, odd.column), (4, 1));
        let row = table.next_row().unwrap().unwrap();
        assert_eq!((row.line, table.get(&row, "b")), (5, Some("6")));
    }
}
