//! `racecourse grade --doctor`: which walls stand around a submission on this machine, by trying to get through each.

use std::io::Write;

use racecourse_exercises::confinement::trial::{self, Tried};
use racecourse_layout::{Layout, Style, hanging, shown};

use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(super) fn run(terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let tried = trial::here();
    write!(out, "{}", report(&tried, &terminal.layout()))?;
    Ok(if tried.iter().all(|it| it.lacks.is_empty()) { Exit::AsExpected } else { Exit::Differs })
}

fn report(tried: &[Tried], layout: &Layout) -> String {
    const NAMES: (&str, &str) = ("names", "std, core and alloc are others, and unsafe is forbidden");
    let mut text = String::new();
    let mut line = |sign: &str, style: Style, wall: &str, says: &str| {
        // The sign is coloured, and takes one column.
        let lines = hanging(&format!("  {wall}"), 15, says, layout.width.saturating_sub(2));
        for (nth, line) in lines.iter().enumerate() {
            let sign = if nth == 0 { layout.paint(style, sign).to_string() } else { " ".to_owned() };
            text += &format!("{sign}{line}\n");
        }
    };
    line("✓", Style::Good, NAMES.0, NAMES.1);
    for Tried { wall, lacks } in tried {
        if lacks.is_empty() {
            line("✓", Style::Good, wall.name(), wall.says());
        } else {
            let says = format!("{}. What to do: {}.", shown(&lacks.join("; "), 300), wall.advice());
            line("–", Style::Open, wall.name(), &says);
        }
    }
    let stand = tried.iter().filter(|it| it.lacks.is_empty()).count();
    text + &format!("\n{} of {} walls stand, each tried here and now\n", stand + 1, tried.len() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use racecourse_exercises::confinement::Wall;

    #[test]
    fn each_wall_has_a_line_and_one_that_does_not_stand_has_advice() {
        let tried = [
            Tried { wall: Wall::Files, lacks: Vec::new() },
            Tried { wall: Wall::Calls, lacks: vec!["using the network is possible".to_owned()] },
        ];
        let says = report(&tried, &Layout::plain(80));
        assert!(says.contains("✓  files") && says.contains("–  calls") && says.contains("What to do"), "{says}");
        assert!(says.ends_with("2 of 3 walls stand, each tried here and now\n"), "{says}");
        assert!(says.lines().all(|line| racecourse_layout::columns_of(line) <= 80), "{says}");
    }
}
