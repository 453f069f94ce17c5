//! Where links of a lesson lead.

/// The name of what `to` leads to, if it is the folder or the module of something: `../lost_update`,
/// `crate::races::lost_update`, `super::lost_update/README.md`.
pub(super) fn named(to: &str) -> Option<&str> {
    if to.contains("://") {
        return None;
    }
    let to = to.split('#').next().unwrap_or_default().trim_end_matches("README.md").trim_end_matches('/');
    to.rsplit(['/', ':']).next().filter(|name| !name.is_empty() && *name != "..")
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn folders_and_modules_have_names() {
        for to in ["../lost_update", "crate::races::lost_update", "super::lost_update", "../lost_update/README.md#why"]
        {
            assert_eq!(named(to), Some("lost_update"), "{to}");
        }
        for to in ["https://example.org/lost_update", "", "#why", ".."] {
            assert_eq!(named(to), None, "{to}");
        }
    }
}
