//! How many random programs a test looks at.

/// So many: few in a plain `cargo test`, many where `RACECOURSE_THOROUGH` is set, as on a build server, and however many
/// `PROPTEST_CASES` says.
pub(crate) fn cases(few: u32, many: u32) -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    asked.unwrap_or(if is_thorough() { many } else { few })
}

/// Whether this is a run that may take some minutes.
pub(crate) fn is_thorough() -> bool {
    std::env::var_os("RACECOURSE_THOROUGH").is_some_and(|thorough| !thorough.is_empty())
}
