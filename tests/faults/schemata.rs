//! All faults in one text, each behind a switch: so the workspace is built once and not once for each fault.
//!
//! Untch, Offutt and Harrold call it *mutant schemata* (*Mutation Analysis Using Mutant Schemata*, ISSTA 1993).

use std::fmt::Write;
use std::ops::Range;

use super::fault::Fault;

/// What is added to each package with a fault in it. A run has one fault, or none.
pub(crate) const SWITCH: &str = r#"
pub(crate) fn fault_is_on(number: usize) -> bool {
    static ON: std::sync::LazyLock<usize> = std::sync::LazyLock::new(|| {
        std::env::var("RACECOURSE_FAULT").ok().and_then(|number| number.parse().ok()).unwrap_or(usize::MAX)
    });
    *ON == number
}
"#;

/// `text` with these faults in it, each with its number; an error names all that are not there, or are there twice.
pub(crate) fn with_switches(text: &str, faults: &[(usize, &Fault)]) -> Result<String, String> {
    let (mut placed, mut wrong) = (Vec::new(), Vec::new());
    for &(number, fault) in faults {
        match place(text, fault) {
            Ok(range) => placed.push((range, number, fault)),
            Err(why) => wrong.push(why),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong.join("\n"));
    }
    // What is around others comes first.
    placed.sort_by_key(|(range, number, _)| (range.start, std::cmp::Reverse(range.end), *number));
    let places = placed.iter().map(|(range, ..)| range.start).collect();
    let text = without_const(text, places);
    let mut written = String::new();
    switched(&text, 0..text.len(), &placed, &mut written)?;
    Ok(written)
}

fn switched(
    text: &str,
    range: Range<usize>,
    mut placed: &[(Range<usize>, usize, &Fault)],
    written: &mut String,
) -> Result<(), String> {
    let mut at = range.start;
    while let Some((first, _, fault)) = placed.first() {
        if first.end > range.end {
            return Err(format!("{} is half in another fault", fault.name));
        }
        let equal = placed.iter().take_while(|(it, ..)| it == first).count();
        let inside = placed[equal..].iter().take_while(|(it, ..)| it.start < first.end).count();
        written.push_str(&text[at..first.start]);
        let is_statement = text[first.clone()].ends_with(';');
        written.push_str(if is_statement { "" } else { "(" });
        for (_, number, fault) in &placed[..equal] {
            let _ = write!(written, "if crate::fault_is_on({number}) {{ {} }} else ", fault.to);
        }
        written.push_str("{ ");
        switched(text, first.clone(), &placed[equal..equal + inside], written)?;
        written.push_str(if is_statement { " }" } else { " })" });
        at = first.end;
        placed = &placed[equal + inside..];
    }
    written.push_str(&text[at..range.end]);
    Ok(())
}

/// Where the fault is in the text.
fn place(text: &str, fault: &Fault) -> Result<Range<usize>, String> {
    let Fault { name, file, after, from, to, .. } = fault;
    if let Some(half) = [from, to].into_iter().find(|words| !is_whole(words)) {
        return Err(format!("{name}: a bracket without its other half: {half}"));
    }
    if [from, to].into_iter().any(|words| is_an_arm(words)) {
        return Err(format!("{name}: an arm of a match cannot stand behind a switch, only what is in it: {from}"));
    }
    let once = |words: &str| match text.matches(words).count() {
        1 => Ok(text.find(words).unwrap_or_default()),
        times => Err(format!("{name}: there {times} times in {file}, and not once: {words}")),
    };
    let start = match after {
        None => once(from)?,
        Some(after) => {
            let behind = once(after)? + after.len();
            behind + text[behind..].find(from).ok_or_else(|| format!("{name}: not in {file}: {from}"))?
        }
    };
    let range = start..start + from.len();
    if is_torn_out(text, &range) {
        return Err(format!("{name}: a piece of a call cannot stand behind a switch, only all of it: {from}"));
    }
    Ok(range)
}

/// Whether what is before it or behind it belongs to it: the value whose method it calls, or the arguments of what it names.
fn is_torn_out(text: &str, range: &Range<usize>) -> bool {
    let (before, words, behind) = (&text[..range.start], &text[range.clone()], &text[range.end..]);
    let ends_in_a_dot = |before: &str| before.ends_with('.') && !before.ends_with("..");
    let is_called_on = ends_in_a_dot(before) || (words.starts_with('.') && !words.starts_with(".."));
    let ends_in_a_name = words.ends_with(|last: char| last.is_alphanumeric() || last == '_');
    is_called_on || (ends_in_a_name && behind.starts_with(['(', '[']))
}

/// Whether every bracket has its other half: what has not cannot stand behind a switch.
fn is_whole(words: &str) -> bool {
    let mut open = Vec::new();
    let fits = |it: char| {
        match it {
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            ')' | ']' | '}' => return open.pop() == Some(it),
            _ => {}
        }
        true
    };
    words.chars().all(fits) && open.is_empty()
}

/// Whether it has the arrow of an arm outside of all brackets.
fn is_an_arm(words: &str) -> bool {
    let depth = |before: &str| before.matches(['(', '[', '{']).count() - before.matches([')', ']', '}']).count();
    words.match_indices("=>").any(|(at, _)| depth(&words[..at]) == 0)
}

/// `text` with no word `const` before the functions around these places, and those that call them: a function that asks a
/// switch is not constant. Blanks keep all places as they are.
fn without_const(text: &str, mut places: Vec<usize>) -> String {
    let begins: Vec<usize> = text
        .match_indices("fn ")
        .map(|(at, _)| at)
        .filter(|at| text[..*at].ends_with([' ', '\n']) && text[at + 3..].starts_with(|it: char| it.is_alphabetic()))
        .collect();
    let mut bytes = text.as_bytes().to_vec();
    while let Some(place) = places.pop() {
        let Some(&begin) = begins.iter().rfind(|begin| **begin <= place) else { continue };
        let before = text[..begin].trim_end();
        let word = before.len().saturating_sub("const".len())..before.len();
        if !before.ends_with("const") || bytes[word.start] == b' ' {
            continue;
        }
        bytes[word].fill(b' ');
        let name = &text[begin + "fn ".len()..];
        let name = &name[..name.find(|it: char| !it.is_alphanumeric() && it != '_').unwrap_or(name.len())];
        let call = format!("{name}(");
        places.extend(text.match_indices(&call).map(|(at, _)| at).filter(|at| !text[..*at].ends_with("fn ")));
    }
    String::from_utf8(bytes).expect("blanks are put for letters alone")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(after: Option<&str>, from: &str, to: &str) -> Fault {
        Fault {
            name: "it".to_owned(),
            area: String::new(),
            file: "a.rs".to_owned(),
            after: after.map(str::to_owned),
            from: from.to_owned(),
            to: to.to_owned(),
            equivalent: None,
        }
    }

    #[test]
    fn faults_in_one_place_and_in_each_other_are_all_there() {
        let (one, two, three) = (fault(None, "a + b", "0"), fault(None, "a + b", "1"), fault(None, "b", "c"));
        let text = with_switches("f(a + b);", &[(0, &one), (1, &two), (2, &three)]).expect("they are there");
        let switch = |number: usize| format!("if crate::fault_is_on({number})");
        let (zero, one, two) = (switch(0), switch(1), switch(2));
        assert_eq!(
            text,
            format!("f(({zero} {{ 0 }} else {one} {{ 1 }} else {{ a + ({two} {{ c }} else {{ b }}) }}));")
        );
    }

    #[test]
    fn a_statement_stays_one_and_its_function_is_not_constant() {
        let it = fault(Some("fn f"), "x += 1;", ";");
        let text = with_switches("x += 1; const fn f() { x += 1; }", &[(7, &it)]).expect("it is there");
        assert_eq!(text, "x += 1;       fn f() { if crate::fault_is_on(7) { ; } else { x += 1; } }");
    }

    #[test]
    fn an_arm_is_refused_and_a_whole_match_is_not() {
        let refused = with_switches("match a { 1 => b, _ => c }", &[(7, &fault(None, "1 => b,", "1 => {}"))]);
        assert!(refused.is_err_and(|why| why.starts_with("it: an arm of a match")));
        let whole = "match a { 1 => b, _ => c }";
        assert!(with_switches(whole, &[(7, &fault(None, whole, "b"))]).is_ok());
    }

    #[test]
    fn a_piece_of_a_call_is_refused_and_all_of_it_is_not() {
        let of = |from: &str| with_switches("a.b(c).d() && e(f)", &[(7, &fault(None, from, "g"))]);
        for piece in ["b(c).d()", "d()", ".d()", "a.b(c).d() && e"] {
            assert!(of(piece).is_err_and(|why| why.starts_with("it: a piece of a call")), "{piece}");
        }
        for whole in ["a.b(c).d()", "c", "e(f)", "a.b(c).d() && e(f)"] {
            assert!(of(whole).is_ok(), "{whole}");
        }
    }

    #[test]
    fn who_calls_it_is_not_constant_either() {
        let text =
            with_switches("const fn f() { 1 } const fn g() { f() } const fn h() {}", &[(7, &fault(None, "1", "2"))]);
        let text = text.expect("it is there");
        assert_eq!(text.matches("const").count(), 1, "{text}");
    }

    #[test]
    fn what_is_not_there_once_is_refused() {
        assert!(with_switches("a a", &[(0, &fault(None, "a", "b"))]).is_err());
        assert!(with_switches("a", &[(0, &fault(None, "c", "b"))]).is_err());
        assert!(with_switches("a", &[(0, &fault(Some("a"), "a", "b"))]).is_err());
        assert!(with_switches("if a {", &[(0, &fault(None, "if a {", "if b {"))]).is_err());
        assert!(with_switches("f(a)", &[(0, &fault(None, "a", "b)"))]).is_err());
        let (one, two) = (fault(None, "a b", "c"), fault(None, "b c", "d"));
        assert!(with_switches("a b c", &[(0, &one), (1, &two)]).is_err());
    }
}
