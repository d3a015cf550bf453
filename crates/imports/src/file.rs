//! Files at hand, packed or not.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// Opens a file for reading; one that ends in `.gz` is unpacked on the way.
pub fn open_file(path: &Path) -> std::io::Result<Box<dyn Read + Send>> {
    let file = BufReader::with_capacity(1 << 16, File::open(path)?);
    if path.extension().is_some_and(|extension| extension == "gz") {
        return Ok(Box::new(flate2::bufread::MultiGzDecoder::new(file)));
    }
    Ok(Box::new(file))
}
