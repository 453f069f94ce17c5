//! The library's sources, which this program carries.

use std::fs;
use std::io;
use std::path::Path;

mod files {
    include!(concat!(env!("OUT_DIR"), "/library.rs"));
}

/// A number for what is carried: another library has another one.
pub(crate) fn stamp() -> String {
    numbered(files::FILES.iter().flat_map(|(name, text)| [*name, *text]))
}

/// A number for a text: another text has another one.
pub(crate) fn hash(text: &str) -> String {
    numbered([text])
}

/// FNV-1a: nobody means to make two texts alike.
pub(crate) fn numbered<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in texts.into_iter().flat_map(|text| text.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}

/// Writes the library into `folder`. Files that are there as they should be are left alone, so that nothing is built again.
///
/// # Errors
///
/// If something cannot be written.
pub(crate) fn write_to(folder: &Path) -> io::Result<()> {
    for (name, text) in files::FILES {
        let path = folder.join(name);
        if fs::read_to_string(&path).is_ok_and(|there| there == *text) {
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, text)?;
    }
    Ok(())
}
