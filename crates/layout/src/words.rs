//! Words that somebody has typed: the name that was meant, and what can be shown of them.

use unicode_width::UnicodeWidthChar;

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

/// The beginning of `text` in at most `most` characters, with `…` if there are more, on one line and with nothing in it that a
/// terminal would obey or not show: in place of such a character stands its escape. What is shown of that is the same again.
pub fn shown(text: &str, most: usize) -> String {
    // Nearly every name is of this kind, and there are very many.
    if text.len() <= most && text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return text.to_owned();
    }
    let mut shown = String::new();
    let mut left = most;
    // How many marks stand over a letter; none may where there is no letter, or they stand over what comes before the text.
    let mut marks = None;
    for c in text.chars() {
        let is_mark = c.width() == Some(0);
        let is_dangerous = is_invisible(c) || is_mark && marks.is_none_or(|marks| marks >= MOST_MARKS);
        let piece: String = match c {
            '\n' | '\r' | '\t' => c.escape_default().collect(),
            c if is_dangerous => c.escape_unicode().collect(),
            c => c.into(),
        };
        let Some(after) = left.checked_sub(piece.chars().count()) else {
            shown.push('…');
            break;
        };
        left = after;
        shown += &piece;
        marks = match is_mark {
            // What comes behind an escape stands over its last character, which is no letter.
            _ if is_dangerous => None,
            true => marks.map(|marks| marks + 1),
            false => c.is_alphanumeric().then_some(0),
        };
    }
    shown
}

/// Marks that may stand over one letter. More of them grow into the lines above and below.
const MOST_MARKS: usize = 2;

/// The lines of `text`, each as it can stand in a terminal or a page: see [`shown`].
pub fn shown_lines(text: &str) -> String {
    text.split('\n').map(|line| shown(line, usize::MAX)).collect::<Vec<_>>().join("\n")
}

/// `json` with an escape for every character in its texts that a terminal would obey or not show, or that could end the script of
/// a page that it is put into. Outside of texts there is none, and in a text the escape means the character: whoever reads the
/// document reads what was said.
pub fn shown_json(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    let mut rest = json.chars().peekable();
    while let Some(c) = rest.next() {
        let begins_a_tag = c == '<' && rest.peek().is_some_and(|next| matches!(next, '/' | '!' | 's' | 'S'));
        if !begins_a_tag && (c.is_ascii() && c != '\u{7f}' || !is_invisible(c)) {
            text.push(c);
            continue;
        }
        let mut units = [0; 2];
        c.encode_utf16(&mut units).iter().for_each(|unit| text += &format!("\\u{unit:04x}"));
    }
    text
}

/// Whether a terminal would obey this character instead of showing it: control characters, and what has no width or
/// turns the direction of writing.
pub fn is_invisible(c: char) -> bool {
    let formats = ['\u{ad}', '\u{34f}', '\u{61c}', '\u{180e}', '\u{2800}', '\u{3164}', '\u{feff}', '\u{ffa0}'];
    c.is_control()
        || formats.contains(&c)
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}')
        || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}')
        || matches!(c, '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn what_is_shown_is_shown_the_same_again() {
        let marked = "a\u{301}\u{301}\u{301}\u{301}b\u{301}";
        for text in ["0\u{202e}\u{1d17b}", marked, "\u{301}a", "a\n\u{301}", "\u{feff}\u{301}\u{301}"] {
            let once = shown(text, usize::MAX);
            assert_eq!(shown(&once, usize::MAX), once, "{text:?}");
        }
        assert_eq!(shown("0\u{202e}\u{1d17b}", 40), "0\\u{202e}\\u{1d17b}");
    }
}
