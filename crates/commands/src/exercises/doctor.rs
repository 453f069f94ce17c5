//! `racecourse grade --doctor`: which walls stand around a submission on this machine, by trying to get through each.

use std::io::Write;

use racecourse_exercises::confinement::trial::{self, Tried};
use racecourse_exercises::tripwire;
use racecourse_layout::{Layout, Style, hanging, shown};

use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(super) fn run(terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let (tried, unwatched) = (trial::here(), tripwire::here());
    write!(out, "{}", report(&tried, &unwatched, &terminal.layout()))?;
    let all_stand = unwatched.is_empty() && tried.iter().all(|it| it.lacks.is_empty());
    Ok(if all_stand { Exit::AsExpected } else { Exit::Differs })
}

/// What stands: the walls that were `tried`, and the tripwire if there is nothing for which memory is `unwatched`.
fn report(tried: &[Tried], unwatched: &[String], layout: &Layout) -> String {
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
    let walls = tried.iter().map(|it| (it.wall.name(), it.wall.says(), it.wall.advice(), it.lacks.as_slice()));
    let all = walls.chain([(tripwire::NAME, tripwire::SAYS, tripwire::ADVICE, unwatched)]);
    // The first one is there everywhere.
    let (mut stand, mut of) = (1, 1);
    for (name, is, advice, lacks) in all {
        of += 1;
        if lacks.is_empty() {
            stand += 1;
            line("✓", Style::Good, name, is);
        } else {
            let says = format!("{}. What to do: {advice}.", shown(&lacks.join("; "), 300));
            line("–", Style::Open, name, &says);
        }
    }
    text + &format!("\n{stand} of {of} walls stand, each tried here and now\n")
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
        let unwatched = ["the compiler refuses it".to_owned()];
        let says = report(&tried, &unwatched, &Layout::plain(80));
        assert!(says.contains("✓  files") && says.contains("–  calls") && says.contains("What to do"), "{says}");
        assert!(says.contains("–  tripwire") && says.contains("the compiler refuses it"), "{says}");
        assert!(says.ends_with("2 of 4 walls stand, each tried here and now\n"), "{says}");
        assert!(report(&tried, &[], &Layout::plain(80)).contains("3 of 4 walls stand"));
        assert!(says.lines().all(|line| racecourse_layout::columns_of(line) <= 80), "{says}");
    }
}
