//! Words that somebody has typed: the name that was meant, and what can be shown of them.

/// The name most like `wanted`, if it is like it.
pub fn nearest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    let likeness = |name: &str| strsim::jaro_winkler(&wanted, &name.to_lowercase());
    let (best, name) = names.map(|name| (likeness(name), name)).max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (best > 0.75).then_some(name)
}

/// `word`, which somebody has typed, as it can stand in a message: not longer than a name is, and with nothing in it that
/// a terminal would obey or not show.
pub fn visible(word: &str) -> String {
    shown(word, 40)
}

/// The first `most` characters of `text`, with `…` if there are more, on one line and with nothing in it that a terminal would
/// obey or not show.
pub fn shown(text: &str, most: usize) -> String {
    // Nearly every name is of this kind, and there are very many.
    if text.len() <= most && text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return text.to_owned();
    }
    let mut shown = String::new();
    for c in text.chars().take(most) {
        match c {
            '\n' | '\r' | '\t' => shown.extend(c.escape_default()),
            c if is_invisible(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    if text.chars().nth(most).is_some() {
        shown.push('…');
    }
    shown
}

/// Whether a terminal would obey this character instead of showing it: control characters, and what has no width or
/// turns the direction of writing.
pub fn is_invisible(c: char) -> bool {
    let formats = ['\u{ad}', '\u{61c}', '\u{180e}', '\u{feff}'];
    c.is_control()
        || formats.contains(&c)
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
