//! Commands that a reader may want next.

use racecourse_layout::{Layout, columns_of, fill, pad};

/// A command of this program with its heading. If it has to be broken, it can still be copied into a shell.
pub(crate) fn command_lines(lead: &str, lead_width: usize, arguments: &str, layout: &Layout) -> Vec<String> {
    shell_lines(lead, lead_width, &layout.invocation.with(arguments), layout)
}

/// The same, of any program.
pub(super) fn shell_lines(lead: &str, lead_width: usize, command: &str, layout: &Layout) -> Vec<String> {
    if lead_width + columns_of(command) <= layout.width {
        return vec![format!("{}{command}", pad(lead, lead_width))];
    }
    let parts = fill(command, layout.width.saturating_sub(lead_width + 2));
    let last = parts.len() - 1;
    let line = |(at, part): (usize, &String)| {
        let lead = pad(if at == 0 { lead } else { "" }, lead_width);
        format!("{lead}{part}{}", if at == last { "" } else { " \\" })
    };
    parts.iter().enumerate().map(line).collect()
}
