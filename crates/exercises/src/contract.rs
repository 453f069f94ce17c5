//! What an exercise asks for, as Rust that calls it: each line of `api` becomes a function that nobody calls, and that only compiles if
//! what was submitted takes what the line says and returns it. Pure.
//!
//! A driver uses what it is given: it adds to it, compares it, prints it. Where that is a type of the submission's own, it is the
//! submission that adds, compares and prints, and so says what came out. With this a number is a number. Only results are held to the
//! word: what is handed over may be taken by a more general type.

use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, tokenize};

/// What a line may name that needs no import.
const KNOWN: [&str; 20] = [
    "Box", "Option", "Result", "String", "Vec", "bool", "char", "f64", "fn", "i32", "i64", "isize", "mut", "str",
    "u16", "u32", "u64", "u8", "usize", "self",
];

/// What a line may name that has to be imported.
const IMPORTED: [(&str, &str); 7] = [
    ("Arc", "racecourse::sync"),
    ("Child", "racecourse::process"),
    ("Duration", "std::time"),
    ("PipeReader", "racecourse::process"),
    ("PipeWriter", "racecourse::process"),
    ("Receiver", "racecourse::channel"),
    ("Sender", "racecourse::channel"),
];

/// What stands at the top. A type parameter is one that the submission cannot name, and that does what most types do.
const TOP: &str = "#![allow(dead_code, unused_imports, unused_variables)]

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Probe;

";

/// The module in which all lines of `api` are called that can be. Lines that name types which are known to nobody here are left out,
/// as are those that are no calls. A type that the driver in `spec` does not name is called as everybody likes.
pub(crate) fn module(api: &[String], spec: &str) -> String {
    let lines: Vec<Line> = api.iter().filter_map(|line| Line::read(line)).collect();
    let named = words(spec);
    let is_named = |head: &&str| named.iter().any(|word| word == head);
    let mut own: Vec<&str> = lines.iter().map(|line| line.head.as_str()).filter(is_named).collect();
    own.sort_unstable();
    own.dedup();
    let mut text = TOP.to_owned();
    let of_others = IMPORTED.iter().filter(|(name, _)| !own.contains(name));
    for (name, place) in of_others.copied().chain(own.iter().map(|name| (*name, "submission"))) {
        text += &format!("use {place}::{name};\n");
    }
    for (nth, line) in lines.iter().enumerate().filter(|(_, line)| line.is_known(&own)) {
        text += &line.calls(nth);
    }
    text
}

/// A line: `Type<T>::function(&self, name: Kind) -> Kind`, or the same without a type.
#[derive(Debug)]
struct Line {
    /// The type, or the function where there is none.
    head: String,
    /// The type's parameters are [`Probe`](TOP), if it has any.
    has_parameters: bool,
    function: Option<String>,
    /// The words of what each argument is; the first may be `& self` or `self`.
    arguments: Vec<Vec<String>>,
    returns: Vec<String>,
}

impl Line {
    fn read(line: &str) -> Option<Self> {
        let mut words = words(line);
        let open = depth_of_call(&words)?;
        let rest = words.split_off(open);
        let mut parameters = Vec::new();
        let mut names = Vec::new();
        let mut has_parameters = false;
        // `Type`, `< T : Clone >`, `::`, `function`, `< R >`.
        let mut at = 0;
        while at < words.len() {
            match words[at].as_str() {
                "<" => {
                    let end = at + closing(&words[at..], "<", ">")?;
                    has_parameters |= names.len() == 1 && words[end + 1..].iter().any(|word| word == "::");
                    for parameter in split(&words[at + 1..end]) {
                        parameters.push((parameter.first()?.clone(), stand_in(&parameter)));
                    }
                    at = end + 1;
                }
                "::" => at += 1,
                word if is_word(word) => {
                    names.push(word.to_owned());
                    at += 1;
                }
                _ => return None,
            }
        }
        let (head, function) = match names.as_slice() {
            [function] => (function.clone(), None),
            [head, function] => (head.clone(), Some(function.clone())),
            _ => return None,
        };
        let end = closing(&rest, "(", ")")?;
        let plain = |words: &[String]| -> Vec<String> {
            let stands = |word: &String| {
                let found = parameters.iter().find(|(name, _)| name == word);
                found.map_or_else(|| vec![word.clone()], |(_, by)| by.clone())
            };
            as_pointers(&words.iter().flat_map(stands).collect::<Vec<_>>())
        };
        let arguments = split(&rest[1..end]).iter().map(|argument| plain(kind_of(argument))).collect();
        let returns = match &rest[end + 1..] {
            [] => vec!["()".to_owned()],
            [arrow, kind @ ..] if arrow == "->" => plain(&unnamed(kind)),
            _ => return None,
        };
        Some(Self { head, has_parameters, function, arguments, returns })
    }

    /// Whether all that it names can be found.
    fn is_known(&self, own: &[&str]) -> bool {
        if !own.contains(&self.head.as_str()) {
            return false;
        }
        let named = self.arguments.iter().flatten().chain(&self.returns).filter(|word| is_word(word));
        named.into_iter().all(|word| {
            let word = word.as_str();
            let is_imported = IMPORTED.iter().any(|(name, _)| *name == word);
            KNOWN.contains(&word)
                || is_imported
                || own.contains(&word)
                || ["Probe", "_"].contains(&word)
                || is_number(word)
        })
    }

    fn calls(&self, nth: usize) -> String {
        let of = if self.has_parameters { format!("{}<Probe>", self.head) } else { self.head.clone() };
        let takes = |(nth, words): (usize, &Vec<String>)| match words.as_slice() {
            [this] if this == "self" => format!("a{nth}: {of}"),
            [by, this] if by == "&" && this == "self" => format!("a{nth}: &{of}"),
            words => format!("a{nth}: {}", words.join(" ")),
        };
        let takes: Vec<String> = self.arguments.iter().enumerate().map(takes).collect();
        let hands: Vec<String> = (0..takes.len()).map(|nth| format!("a{nth}")).collect();
        let call = self.function.as_ref().map_or_else(|| of.clone(), |function| format!("<{of}>::{function}"));
        let returns = self.returns.join(" ");
        format!("fn call_{nth}({}) {{\n    let _: {returns} = {call}({});\n}}\n", takes.join(", "), hands.join(", "))
    }
}

/// The words and signs of a line; `->` and `::` are one each, and a lifetime is none.
fn words(line: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut at = 0;
    let mut beside = false;
    for token in tokenize(line, FrontmatterAllowed::No) {
        let text = &line[at..at + token.len as usize];
        at += token.len as usize;
        if matches!(token.kind, TokenKind::Whitespace) {
            beside = false;
            continue;
        }
        match (all.last_mut(), text) {
            (Some(last), ">") if beside && last == "-" => *last = "->".to_owned(),
            (Some(last), ":") if beside && last == ":" => *last = "::".to_owned(),
            _ => all.push(text.to_owned()),
        }
        beside = true;
    }
    all
}

/// Where the arguments begin: at the first `(` that is in no `<`.
fn depth_of_call(words: &[String]) -> Option<usize> {
    let mut depth = 0_usize;
    words.iter().position(|word| {
        match word.as_str() {
            "<" => depth += 1,
            ">" => depth = depth.saturating_sub(1),
            _ => {}
        }
        word == "(" && depth == 0
    })
}

/// Where the bracket is closed that `words` begins with.
fn closing(words: &[String], opens: &str, closes: &str) -> Option<usize> {
    let mut depth = 0_usize;
    words.iter().position(|word| {
        if word == opens {
            depth += 1;
        } else if word == closes {
            depth -= 1;
        }
        depth == 0
    })
}

/// What stands between commas that are in no bracket.
fn split(words: &[String]) -> Vec<Vec<String>> {
    let mut all = vec![Vec::new()];
    let mut depth = 0_i32;
    for word in words {
        match word.as_str() {
            "(" | "[" | "<" => depth += 1,
            ")" | "]" | ">" => depth -= 1,
            "," if depth == 0 => {
                all.push(Vec::new());
                continue;
            }
            _ => {}
        }
        all.last_mut().expect("there is one").push(word.clone());
    }
    all.retain(|part| !part.is_empty());
    all
}

/// Of `name: Kind` what it is; of what has no name all of it.
fn kind_of(argument: &[String]) -> &[String] {
    match argument {
        [name, colon, kind @ ..] if is_word(name) && colon == ":" => kind,
        all => all,
    }
}

/// What stands for a type parameter: a pointer to a function if it is one that is called.
fn stand_in(parameter: &[String]) -> Vec<String> {
    let is_called = |word: &String| ["FnOnce", "FnMut", "Fn"].contains(&word.as_str());
    let Some(at) = parameter.iter().position(is_called) else { return vec!["Probe".to_owned()] };
    let bound = &parameter[at..];
    let end = bound.iter().position(|word| word == "+").unwrap_or(bound.len());
    std::iter::once("fn".to_owned()).chain(bound[1..end].iter().cloned()).collect()
}

/// `impl FnOnce(u32)` is a pointer to a function here, which can be all that a closure can.
fn as_pointers(words: &[String]) -> Vec<String> {
    let mut all = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let next = words.get(at + 1).map(String::as_str);
        if words[at] == "impl" && matches!(next, Some("FnOnce" | "FnMut" | "Fn")) {
            all.push("fn".to_owned());
            at += 2;
        } else {
            all.push(words[at].clone());
            at += 1;
        }
    }
    all
}

/// A result of which only the trait is known is whatever it is.
fn unnamed(kind: &[String]) -> Vec<String> {
    let mut all = Vec::new();
    let mut words = kind.iter();
    while let Some(word) = words.next() {
        if word == "impl" {
            // The trait's name.
            words.next();
            all.push("_".to_owned());
        } else {
            all.push(word.clone());
        }
    }
    all
}

fn is_word(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::all;
    use crate::format::Kind;

    fn calls(line: &str) -> String {
        let text = module(&[line.to_owned()], line);
        text.lines().skip_while(|line| !line.starts_with("use submission::")).skip(1).collect()
    }

    #[test]
    fn a_line_becomes_a_call_whose_result_is_what_it_says() {
        for (line, expected) in [
            ("Counter::get(&self) -> u32", "fn call_0(a0: &Counter) {    let _: u32 = <Counter>::get(a0);}"),
            ("Counter::add(&self, u32)", "fn call_0(a0: &Counter, a1: u32) {    let _: () = <Counter>::add(a0, a1);}"),
            ("Slot<T>::take(&self) -> T", "fn call_0(a0: &Slot<Probe>) {    let _: Probe = <Slot<Probe>>::take(a0);}"),
            (
                "Kept<T: Clone>::get_or_init(&self, init: impl FnOnce() -> T) -> T",
                "fn call_0(a0: &Kept<Probe>, a1: fn ( ) -> Probe) {    let _: Probe = <Kept<Probe>>::get_or_init(a0, a1);}",
            ),
            (
                "Page::try_read(&self) -> Option<impl Drop>",
                "fn call_0(a0: &Page) {    let _: Option < _ > = <Page>::try_read(a0);}",
            ),
            (
                "gather<W: FnOnce(Sender<u32>) + Send + 'static>(room: usize, workers: Vec<W>, each: impl FnMut(u32))",
                "fn call_0(a0: usize, a1: Vec < fn ( Sender < u32 > ) >, a2: fn ( u32 )) {    let _: () = gather(a0, a1, a2);}",
            ),
            (
                "Letterbox::look<R>(&self, read: impl FnOnce() -> R) -> Option<R>",
                "fn call_0(a0: &Letterbox, a1: fn ( ) -> Probe) {    let _: Option < Probe > = <Letterbox>::look(a0, a1);}",
            ),
        ] {
            assert_eq!(calls(line), expected, "{line}");
        }
    }

    #[test]
    fn a_line_with_a_type_that_nobody_knows_here_is_left_out() {
        assert_eq!(calls("Shop::sell(&self) -> Receipt"), "");
        let line = "impl Inherit for Printer".to_owned();
        assert!(!module(std::slice::from_ref(&line), &line).contains("submission"));
        // Whoever writes it may call it otherwise.
        let lines = ["Page::write(&self) -> Writing", "Writing::downgrade(self)"].map(str::to_owned);
        assert!(!module(&lines, "use submission::Page;").contains("fn call_"));
    }

    #[test]
    fn every_call_that_an_exercise_of_the_course_asks_for_is_made() {
        for exercise in all().iter().filter(|exercise| exercise.description.kind != Kind::Test) {
            // What `write` returns in `write_rwlock` has no name that the driver asks for.
            let asked =
                exercise.description.api.iter().filter(|line| !line.starts_with("impl ") && !line.contains("Writing"));
            let made = module(&exercise.description.api, &exercise.spec).matches("fn call_").count();
            assert_eq!(made, asked.count(), "{}", exercise.name);
        }
    }
}
