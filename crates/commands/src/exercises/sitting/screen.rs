//! A screen: what it is about in the first line, keys in the last, and in between as much as fits. Pure.

use racecourse_layout::{Layout, Style, columns_of, count, ends, shorten};

/// What is shown.
#[derive(Clone, Debug)]
pub(in crate::exercises) struct Screen {
    /// What it is about, in some words.
    pub(in crate::exercises) headline: String,
    /// How that looks.
    pub(in crate::exercises) style: Style,
    /// What stands at its right.
    pub(in crate::exercises) aside: String,
    /// What fills the screen; longer texts scroll.
    pub(in crate::exercises) body: Vec<String>,
    /// What stands below that: how far it has come.
    pub(in crate::exercises) ladder: Option<String>,
    /// The key that shows what is below the screen.
    pub(in crate::exercises) below: &'static str,
    /// What can be done.
    pub(in crate::exercises) keys: Vec<(&'static str, String)>,
}

impl Screen {
    /// The lines of a terminal of `height` rows, when the first `scrolled` lines of the body are above it.
    pub(in crate::exercises) fn lines(&self, scrolled: usize, layout: &Layout, height: usize) -> Vec<String> {
        let (left, right) = ends(&self.headline, &self.aside, layout.width.saturating_sub(1));
        let mut lines = vec![
            format!(" {}{}", layout.paint(self.style, left), layout.paint(Style::Faint, right)),
            layout.paint(Style::Faint, "─".repeat(layout.width)),
        ];
        let mut foot = vec![String::new()];
        foot.extend(
            self.ladder.iter().flat_map(|ladder| [shorten(&format!("   {ladder}"), layout.width), String::new()]),
        );
        foot.extend(self.keys_in(layout));
        let room = height.saturating_sub(lines.len() + foot.len());
        let from = scrolled.min(self.most_scrolled(layout, height));
        let rest = self.body.len() - from;
        let shown = if rest > room { room.saturating_sub(1) } else { rest };
        lines.extend(self.body[from..from + shown].iter().map(|line| format!(" {line}").trim_end().to_owned()));
        if rest > room {
            lines.push(
                layout
                    .paint(Style::Faint, format!(" ↓ {} ({})", count((rest - shown) as u64, "more line"), self.below)),
            );
        }
        lines.resize(height.saturating_sub(foot.len()), String::new());
        lines.extend(foot);
        lines
    }

    /// How far the body can be scrolled.
    pub(in crate::exercises) fn most_scrolled(&self, layout: &Layout, height: usize) -> usize {
        let foot = 1 + self.ladder.as_ref().map_or(0, |_| 2) + self.keys_in(layout).len();
        let room = height.saturating_sub(2 + foot);
        if self.body.len() <= room { 0 } else { self.body.len() - room.saturating_sub(1).max(1) }
    }

    /// The keys, in as many lines as they need.
    fn keys_in(&self, layout: &Layout) -> Vec<String> {
        let width = layout.width.saturating_sub(1);
        let mut lines: Vec<String> = Vec::new();
        for key in self.keys.iter().map(|(key, does)| format!("{key} {does}")) {
            match lines.last_mut() {
                Some(line) if columns_of(line) + 3 + columns_of(&key) <= width => *line += &format!("   {key}"),
                _ => lines.push(shorten(&format!(" {key}"), width)),
            }
        }
        lines
    }

    /// The same as plain lines, for a pipe.
    pub(in crate::exercises) fn text(&self, layout: &Layout) -> String {
        let (left, right) = ends(&self.headline, &self.aside, layout.width);
        let mut text = format!("{left}{right}\n\n");
        for line in &self.body {
            text += format!("  {line}").trim_end();
            text.push('\n');
        }
        if let Some(ladder) = &self.ladder {
            text += &format!("\n  {ladder}\n");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(lines: usize) -> Screen {
        Screen {
            headline: "✗ wrong: an addition is lost".to_owned(),
            style: Style::Bad,
            aside: "repair_lost_update · 1.0 s".to_owned(),
            body: (1..=lines).map(|n| format!("line {n}")).collect(),
            ladder: Some("builds ✓    right ✗".to_owned()),
            below: "space",
            keys: vec![("o", "open in editor".to_owned()), ("h", "hint 0/3".to_owned()), ("q", "quit".to_owned())],
        }
    }

    #[test]
    fn a_screen_fills_the_terminal_and_no_more() {
        for (width, height) in [(80, 24), (120, 40), (40, 12), (20, 6)] {
            let layout = Layout::plain(width);
            for body in [0, 1, 10, 16, 17, 18, 100] {
                for scrolled in [0, 1, 50, 1000] {
                    let lines = screen(body).lines(scrolled, &layout, height);
                    assert_eq!(lines.len(), height, "{body} lines at {width}×{height}");
                    let widest = lines.iter().map(|line| columns_of(line)).max();
                    assert!(widest <= Some(width), "{lines:#?}");
                }
            }
        }
    }

    #[test]
    fn what_does_not_fit_can_be_scrolled_to() {
        let layout = Layout::plain(80);
        let first = screen(100).lines(0, &layout, 24);
        assert!(
            first.iter().any(|line| line == " line 1") && first.iter().any(|line| line.contains("more lines (space)"))
        );
        let last = screen(100).lines(usize::MAX, &layout, 24);
        assert!(last.iter().any(|line| line == " line 100"), "{last:#?}");
        assert_eq!(first.last().unwrap(), " o open in editor   h hint 0/3   q quit");
    }
}
