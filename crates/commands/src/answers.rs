//! Answers in files: predictions and finds.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::Error;
use racecourse_layout::visible;

/// Bytes of an answer that are read at most.
const LONGEST: u64 = 1 << 18;

/// `prediction.toml`: the ends that somebody takes for the possible ones.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Prediction {
    pub(crate) possible: Vec<String>,
}

/// `find.toml`: the class of bugs, and the lines of the two steps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Find {
    pub(crate) hazard: String,
    pub(crate) steps: [u32; 2],
    /// A schedule that shows it.
    pub(crate) schedule: Option<String>,
}

/// What stands in `file`; `-` is standard input.
///
/// # Errors
///
/// If it cannot be read, is too long, or is no text.
pub(crate) fn text_of(file: &Path, what: &str) -> Result<String, Error> {
    let failed = |error| Error::Io(format!("read {}", name(file)), error);
    let mut bytes = Vec::new();
    if file.as_os_str() == "-" {
        std::io::stdin().lock().take(LONGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    } else {
        File::open(file).map_err(failed)?.take(LONGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    }
    if bytes.len() as u64 > LONGEST {
        return Err(Error::Usage(format!("the {what} in {} is longer than {LONGEST} bytes", name(file))));
    }
    String::from_utf8(bytes)
        .map_err(|_| Error::Usage(format!("the {what} in {} is no text: it is not UTF-8", name(file))))
}

/// What a file is called where something is said of it.
pub(crate) fn name(file: &Path) -> String {
    if file.as_os_str() == "-" { "standard input".to_owned() } else { visible(&file.display().to_string()) }
}

/// The answer in `file`.
///
/// # Errors
///
/// If it cannot be read, or says something else.
pub(crate) fn answer<T: DeserializeOwned>(file: &Path, what: &str) -> Result<T, Error> {
    let text = text_of(file, what)?;
    toml::from_str(&text)
        .map_err(|wrong| Error::Usage(format!("{} is no {what}: {}", name(file), wrong.to_string().trim_end())))
}
