//! Commands that a reader may want next.

use racecourse_layout::{Layout, columns_of, pad};

/// A command of this program with its heading. If it has to be broken, it can still be copied into a shell.
pub(crate) fn command_lines(lead: &str, lead_width: usize, arguments: &str, layout: &Layout) -> Vec<String> {
    shell_lines(lead, lead_width, &layout.invocation.with(arguments), layout)
}

/// The same, of any program. What stands in quotes is not broken, however long it is: a shell would not join it again.
pub(super) fn shell_lines(lead: &str, lead_width: usize, command: &str, layout: &Layout) -> Vec<String> {
    if lead_width + columns_of(command) <= layout.width {
        return vec![format!("{}{command}", pad(lead, lead_width))];
    }
    let parts = filled(command, layout.width.saturating_sub(lead_width + 2));
    let last = parts.len() - 1;
    let line = |(at, part): (usize, &String)| {
        let lead = pad(if at == 0 { lead } else { "" }, lead_width);
        format!("{lead}{part}{}", if at == last { "" } else { " \\" })
    };
    parts.iter().enumerate().map(line).collect()
}

/// The words of `command` in lines of at most `width` columns, as far as they fit.
fn filled(command: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in shell_words(command) {
        match lines.last_mut() {
            Some(line) if columns_of(line) + 1 + columns_of(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The words of `command`, each with its quotes.
fn shell_words(command: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    let ends_word = move |c: char| {
        let is_plain = !std::mem::take(&mut escaped);
        match c {
            '\'' if is_plain => quoted = !quoted,
            '\\' if is_plain && !quoted => escaped = true,
            _ => {}
        }
        c == ' ' && is_plain && !quoted
    };
    command.split(ends_word).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_broken_between_its_words_and_never_in_quotes() {
        let layout = Layout::plain(24);
        let command = r"S='left right×2 main '\''a b'\''' cargo test it -- --exact";
        let expected =
            [r"Replay  S='left right×2 main '\''a b'\''' \", r"        cargo test it \", r"        -- --exact"];
        assert_eq!(shell_lines("Replay", 8, command, &layout), expected);
    }
}
