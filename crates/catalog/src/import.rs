//! file formats
