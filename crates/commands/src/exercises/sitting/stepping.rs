//! The execution that shows what is wrong, one step at a time: who does what, and the line that does it. Pure.

use std::collections::BTreeMap;

use racecourse::exploration::{Event, Execution};
use racecourse_layout::{Layout, Style, columns_of, pad, shorten, shown};
use racecourse_report::sentences;

/// Lines of the program that are to be seen around a step.
const AROUND: usize = 2;
/// Columns that an actor's name may take.
const WIDEST_NAME: usize = 16;

/// How many events there are.
pub(in crate::exercises) fn steps(execution: &Execution) -> usize {
    execution.events.len()
}

/// `event 5 of 9 · step 3`: those have a number that have one where it is told what is wrong.
pub(in crate::exercises) fn heading(execution: &Execution, numbers: &BTreeMap<usize, usize>, at: usize) -> String {
    let number = numbers.get(&at).map(|number| format!(" · step {number}"));
    format!("event {} of {}{}", at + 1, steps(execution), number.unwrap_or_default())
}

/// The first `at + 1` events of `execution`, and the place of the last one in `texts`: files with what stands in them.
pub(in crate::exercises) fn lines(
    execution: &Execution,
    numbers: &BTreeMap<usize, usize>,
    texts: &[(&str, &str)],
    at: usize,
    layout: &Layout,
) -> Vec<String> {
    let Some(event) = execution.events.get(at) else { return Vec::new() };
    let mut lines = vec![layout.paint(Style::Strong, row(execution, event, layout.width)), String::new()];
    lines.extend(place(event, texts, layout));
    lines.push(String::new());
    let number = numbers.values().max().map_or(1, |number| number.to_string().len());
    // What has just happened stands at the top, since a screen may be too short for all.
    for (nth, event) in execution.events[..=at].iter().enumerate().rev() {
        let mark = if nth == at { "▶" } else { " " };
        let own = numbers.get(&nth).map(usize::to_string).unwrap_or_default();
        let line = format!("{mark} {own:>number$}  {}", row(execution, event, layout.width.saturating_sub(number + 4)));
        lines.push(shorten(&line, layout.width));
    }
    if at + 1 == execution.events.len() {
        let ends = format!("So it ends: {}.", shown(execution.label(), layout.width / 2));
        lines.splice(2..2, [layout.paint(Style::Bad, ends), String::new()]);
    }
    lines
}

/// `left   store value ← 5`.
fn row(execution: &Execution, event: &Event, width: usize) -> String {
    let widest = execution.actors.iter().map(|name| columns_of(name)).max().unwrap_or_default().min(WIDEST_NAME);
    let actor = execution.actors.get(event.actor).map_or("", String::as_str);
    let object = event.object.and_then(|object| execution.objects.get(object)).map(|object| object.name.as_str());
    let mut says =
        format!("{}  {}", pad(&shorten(&shown(actor, widest), widest), widest), sentences::verb(event.action));
    for part in object.map(|name| shown(name, 30)).into_iter() {
        says += &format!(" {part}");
    }
    if let Some(read) = sentences::read(event) {
        says += &format!(" → {}", shown(&read, 30));
    }
    if let Some(written) = sentences::written(event) {
        says += &format!(" ← {}", shown(&written, 30));
    }
    let remark = sentences::remark(&event.remark);
    if !remark.is_empty() {
        says += &format!("  ({remark})");
    }
    shorten(&says, width)
}

/// The lines around the one that has done it.
fn place(event: &Event, texts: &[(&str, &str)], layout: &Layout) -> Vec<String> {
    let Some((file, text)) = texts.iter().find(|(file, _)| *file == event.site.file) else {
        return vec![layout.paint(Style::Faint, format!("{}:{}", shown(&event.site.file, 40), event.site.line))];
    };
    let line = event.site.line as usize;
    let from = line.saturating_sub(AROUND + 1);
    let mut lines = vec![layout.paint(Style::Faint, *file)];
    for (nth, source) in text.lines().enumerate().skip(from).take(2 * AROUND + 1) {
        let mark = if nth + 1 == line { "▶" } else { " " };
        lines.push(shorten(&format!("{mark} {:>4}  {}", nth + 1, shown(source, usize::MAX)), layout.width));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use racecourse::exploration::{ObjectInfo, Remark, Shown, Verb};
    use racecourse::failure::Site;

    fn event(actor: usize, action: Verb, read: Option<&str>, written: Option<&str>, line: u32) -> Event {
        let text = |text: &str| Shown::Text(text.to_owned());
        let site = Site { file: "exercise.rs".to_owned(), line };
        let (read, written) = (read.map(text), written.map(text));
        Event { actor, action, object: Some(0), also: None, read, written, passed: None, remark: Remark::Nothing, site }
    }

    fn execution() -> Execution {
        Execution {
            actors: vec!["main".to_owned(), "left".to_owned()],
            objects: vec![ObjectInfo { name: "value".to_owned(), ..ObjectInfo::default() }],
            events: vec![event(1, Verb::Load, Some("0"), None, 2), event(1, Verb::Store, None, Some("5"), 3)],
            outcome: Some("total=5".to_owned()),
            ..Execution::default()
        }
    }

    #[test]
    fn a_step_is_told_with_the_line_that_does_it_and_what_comes_later_is_not() {
        let texts = [("exercise.rs", "fn add() {\n    load();\n    store();\n}\n")];
        let numbers = BTreeMap::from([(1, 1)]);
        assert_eq!(heading(&execution(), &numbers, 0), "event 1 of 2");
        assert_eq!(heading(&execution(), &numbers, 1), "event 2 of 2 · step 1");
        let first = lines(&execution(), &numbers, &texts, 0, &Layout::plain(60));
        assert_eq!(first[0], "left  load value → 0");
        assert!(first.iter().any(|line| line == "▶    2      load();"), "{first:#?}");
        assert!(!first.iter().any(|line| line.contains('←') || line.contains("ends")), "{first:#?}");
        let last = lines(&execution(), &numbers, &texts, 1, &Layout::plain(60));
        assert!(last.iter().any(|line| line == "So it ends: total=5."), "{last:#?}");
        assert!(last.iter().any(|line| line == "▶ 1  left  store value ← 5"), "{last:#?}");
        assert!(last.iter().any(|line| line == "     left  load value → 0"), "{last:#?}");
    }

    #[test]
    fn a_place_that_is_not_among_the_texts_is_named() {
        let lines = lines(&execution(), &BTreeMap::new(), &[], 0, &Layout::plain(60));
        assert!(lines.contains(&"exercise.rs:2".to_owned()), "{lines:#?}");
    }
}
