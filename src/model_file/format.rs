//! Header and sections of the file: their bytes, their checksums, and the bodies' encoding.

use crate::error::{Error, Result, try_zeroed};
use crate::invalid;
use crc32fast::Hasher;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

const MAGIC: &[u8; 8] = b"PFOREST\0";
const MAJOR: u16 = 1;
const MINOR: u16 = 0;
/// Version of each section that is written, and the only one that is read.
const SECTION_VERSION: u32 = 1;
/// Bytes of the header.
const HEADER: usize = 20;
/// Bytes of a section before its body.
const SECTION_HEADER: usize = 32;
/// Bytes of a section's name.
const NAME: usize = 16;

/// Writes sections one after the other, then the header that counts them.
pub struct SectionWriter<W> {
    out: W,
    sections: u32,
}

impl<W: Write + Seek> SectionWriter<W> {
    /// Leaves room for the header.
    pub fn new(mut out: W) -> io::Result<Self> {
        out.write_all(&[0; HEADER])?;
        Ok(SectionWriter { out, sections: 0 })
    }

    /// Writes a section: the body behind a gap, then into the gap what is known of the body only then.
    pub fn section(&mut self, name: &str, body: &impl Serialize) -> io::Result<()> {
        let start = self.out.stream_position()?;
        self.out.write_all(&[0; SECTION_HEADER])?;
        let (length, body_crc) = encode(body, &mut self.out)?;
        let mut header = [0; NAME].to_vec();
        header[..name.len()].copy_from_slice(name.as_bytes());
        header.extend(SECTION_VERSION.to_le_bytes());
        header.extend(length.to_le_bytes());
        let mut crc = Hasher::new();
        crc.update(&header);
        crc.combine(&body_crc);
        header.extend(crc.finalize().to_le_bytes());
        self.out.seek(SeekFrom::Start(start))?;
        self.out.write_all(&header)?;
        self.out.seek(SeekFrom::End(0))?;
        self.sections += 1;
        Ok(())
    }

    /// Writes the header. Until then the file is no model.
    pub fn finish(mut self) -> io::Result<()> {
        let mut header = MAGIC.to_vec();
        header.extend(MAJOR.to_le_bytes());
        header.extend(MINOR.to_le_bytes());
        header.extend(self.sections.to_le_bytes());
        header.extend(crc32fast::hash(&header).to_le_bytes());
        self.out.rewind()?;
        self.out.write_all(&header)
    }
}

/// Encodes a value into `out`; returns the number of bytes and their checksum.
fn encode(value: &impl Serialize, out: impl Write) -> io::Result<(u64, Hasher)> {
    let mut buffer = BufWriter::with_capacity(1 << 16, Checked { out, length: 0, crc: Hasher::new() });
    bincode::serde::encode_into_std_write(value, &mut buffer, bincode::config::standard()).map_err(|e| {
        match e {
            bincode::error::EncodeError::Io { inner, .. } => inner,
            other => io::Error::other(other),
        }
    })?;
    let checked = buffer.into_inner()?;
    Ok((checked.length, checked.crc))
}

/// CRC-32 of a value's body.
pub fn body_crc(value: &impl Serialize) -> u32 {
    encode(value, io::sink()).expect("the sink takes everything").1.finalize()
}

/// Counts and checks what it passes on.
struct Checked<W> {
    out: W,
    length: u64,
    crc: Hasher,
}

impl<W: Write> Write for Checked<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.crc.update(&bytes[..n]);
        self.length += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Reads sections one after the other, and never more than the file holds. Its [`Error::Invalid`] means damage.
pub struct SectionReader<'a, R> {
    input: R,
    /// Bytes of the file not yet read.
    left: u64,
    /// Sections not yet read.
    sections: u64,
    names: HashSet<String>,
    path: &'a Path,
}

/// A section whose checksum fits.
pub struct Section<'a> {
    pub name: String,
    version: u32,
    body: Vec<u8>,
    path: &'a Path,
}

impl<'a, R: Read> SectionReader<'a, R> {
    /// Reads the header of a file of `length` bytes.
    pub fn new(input: R, length: u64, path: &'a Path) -> Result<Self> {
        let mut file = SectionReader { input, left: length, sections: 0, names: HashSet::new(), path };
        if length < MAGIC.len() as u64 || file.take(MAGIC.len() as u64)? != MAGIC {
            let why = "this is not a Pixel Forest model: choose a .pforest file";
            return Err(Error::File { path: path.into(), why: why.into() });
        }
        let header = file.take((HEADER - MAGIC.len()) as u64)?;
        let (fields, crc) = header.split_at(8);
        let major = number(&fields[..2]);
        if major > u64::from(MAJOR) {
            let minor = number(&fields[2..4]);
            return Err(newer(path, &format!("the file has format {major}.{minor}, not {MAJOR}")));
        }
        if number(crc) != u64::from(crc32fast::hash(&[&MAGIC[..], fields].concat())) {
            invalid!("the header is damaged");
        }
        file.sections = number(&fields[4..]);
        Ok(file)
    }

    /// The next section, or `None` behind the last.
    pub fn next(&mut self) -> Result<Option<Section<'a>>> {
        if self.sections == 0 {
            if self.left > 0 {
                invalid!("the end of the file is damaged");
            }
            return Ok(None);
        }
        self.sections -= 1;
        let header = self.take(SECTION_HEADER as u64)?;
        let (fields, crc) = header.split_at(SECTION_HEADER - 4);
        let (name, fields_behind) = fields.split_at(NAME);
        let name = String::from_utf8_lossy(name).trim_end_matches('\0').to_string();
        let (version, length) = fields_behind.split_at(4);
        let body = self.take(number(length))?;
        let mut hasher = Hasher::new();
        hasher.update(fields);
        hasher.update(&body);
        if number(crc) != u64::from(hasher.finalize()) {
            invalid!("section \"{name}\" is damaged");
        }
        if !self.names.insert(name.clone()) {
            invalid!("section \"{name}\" occurs twice");
        }
        Ok(Some(Section { name, version: number(version) as u32, body, path: self.path }))
    }

    /// The next `n` bytes. What the file cannot hold is refused before memory is claimed for it.
    fn take(&mut self, n: u64) -> Result<Vec<u8>> {
        if n > self.left {
            invalid!("the file is incomplete");
        }
        self.left -= n;
        let n = usize::try_from(n).unwrap_or(usize::MAX);
        let mut bytes = try_zeroed(n, "a section of the model's file")?;
        self.input.read_exact(&mut bytes).map_err(|e| Error::io("read", self.path, e))?;
        Ok(bytes)
    }
}

impl Section<'_> {
    /// Decodes the body, all of it. Memory is claimed only for what the body really holds: the frozen structs borrow
    /// their texts and bytes from it, and serde grows a list as its elements are read.
    pub fn decode<'b, T: Deserialize<'b>>(&'b self) -> Result<T> {
        let name = &self.name;
        if self.version != SECTION_VERSION {
            let what =
                format!("section \"{name}\" is of a newer version, {}, not {SECTION_VERSION}", self.version);
            return Err(newer(self.path, &what));
        }
        match bincode::serde::borrow_decode_from_slice(&self.body, bincode::config::standard()) {
            Ok((value, read)) if read == self.body.len() => Ok(value),
            Ok(_) => invalid!("section \"{name}\" is longer than it should be"),
            Err(bincode::error::DecodeError::OtherString(why)) => invalid!("section \"{name}\": {why}"),
            Err(e) => invalid!("section \"{name}\" cannot be read ({e})"),
        }
    }
}

fn newer(path: &Path, what: &str) -> Error {
    let why =
        format!("{what} as this version of Pixel Forest ({}) reads: update Pixel Forest", crate::VERSION);
    Error::File { path: path.into(), why }
}

/// A little-endian number.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |n, &b| n << 8 | u64::from(b))
}
