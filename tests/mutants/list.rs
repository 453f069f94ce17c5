//! Lists of mutants, as plain text has them: which words of a variant's file are to be which others, and what comes of it.

/// A change of a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    /// Where it begins in its list, counted from 1.
    pub line: usize,
    /// The variant that is changed.
    pub variant: String,
    /// What is changed, in a few words.
    pub name: String,
    /// What comes of it.
    pub expected: Expected,
    /// The changes, all made at once.
    pub changes: Vec<Change>,
}

/// What has to become of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// It is refuted by this outcome or failure.
    Shows(String),
    /// It is refuted because it never comes to this outcome, which says that it works.
    Never(String),
    /// It does one thing after the other that may be done at the same time, and differs by that.
    Serialised,
    /// It is confirmed like the fix itself, for this reason.
    Equivalent(String),
    /// It is neither, because no engine can show what is wrong with it, for this reason.
    Undecided(String),
}

/// Words that are replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Words that stand once in the file, behind which `from` is looked for.
    pub behind: Option<String>,
    /// The words.
    pub from: String,
    /// By what; nothing if they are left out.
    pub to: String,
}

/// Reads a list.
///
/// A line is a word and what it says; `#` is for remarks. `variant` is the variant of all that follow, `mutant` begins one and
/// says what is changed. `shows`, `never`, `serialised`, `equivalent` or `undecided` is what comes of it. `-` has words that are replaced, and
/// `+` by what, in one line or several; `behind` says of the next `-` that its words are the first ones behind these.
pub fn read(text: &str) -> Result<Vec<Mutant>, String> {
    let mut mutants: Vec<Mutant> = Vec::new();
    let (mut variant, mut behind, mut is_complete) = (String::new(), None, true);
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = |why: &str| Err(format!("line {}: {why}: {line}", at + 1));
        let (word, said) = line.split_once(' ').unwrap_or((line, ""));
        let said = said.trim().to_owned();
        let expected = match word {
            "shows" => Some(Expected::Shows(said.clone())),
            "never" => Some(Expected::Never(said.clone())),
            "equivalent" => Some(Expected::Equivalent(said.clone())),
            "undecided" => Some(Expected::Undecided(said.clone())),
            "serialised" => Some(Expected::Serialised),
            _ => None,
        };
        match (word, expected, mutants.last_mut()) {
            (word, Some(expected), Some(mutant)) => {
                if is_complete {
                    return wrong("what comes of it is said already");
                }
                if said.is_empty() != (word == "serialised") {
                    return wrong("it says too little or too much");
                }
                (mutant.expected, is_complete) = (expected, true);
            }
            ("variant", ..) => variant = said,
            ("mutant", None, last) => {
                if !is_complete || behind.is_some() || last.is_some_and(|last| last.changes.is_empty()) {
                    return wrong("the one before it says too little");
                }
                if variant.is_empty() || said.is_empty() {
                    return wrong("it is of no variant, or says nothing");
                }
                is_complete = false;
                mutants.push(Mutant {
                    line: at + 1,
                    variant: variant.clone(),
                    name: said,
                    expected: Expected::Serialised,
                    changes: Vec::new(),
                });
            }
            ("behind", None, Some(_)) => behind = Some(said),
            ("-", None, Some(mutant)) if !said.is_empty() => {
                mutant.changes.push(Change { behind: behind.take(), from: said, to: String::new() });
            }
            ("+", None, Some(Mutant { changes, .. })) if behind.is_none() && !changes.is_empty() => {
                let change = changes.last_mut().expect("there is one");
                change.to += if change.to.is_empty() { "" } else { "\n" };
                change.to += &said;
            }
            _ => return wrong("no such word here"),
        }
    }
    match mutants.last() {
        Some(last) if !is_complete || behind.is_some() || last.changes.is_empty() => {
            Err(format!("line {}: it says too little: {}", last.line, last.name))
        }
        _ => Ok(mutants),
    }
}

impl Mutant {
    /// The program with its changes in it; an error says which words are not there once.
    pub fn of(&self, program: &str) -> Result<String, String> {
        let mut places = Vec::new();
        for Change { behind, from, to } in &self.changes {
            let start = match behind {
                None => self.once(program, from)?,
                Some(behind) => {
                    let after = self.once(program, behind)? + behind.len();
                    let found = program[after..].find(from.as_str());
                    after + found.ok_or_else(|| self.wrong(&format!("not behind `{behind}`: {from}")))?
                }
            };
            places.push((start..start + from.len(), to.as_str()));
        }
        places.sort_by_key(|(range, _)| range.start);
        if places.windows(2).any(|pair| pair[0].0.end > pair[1].0.start) {
            return Err(self.wrong("two of its changes are of the same words"));
        }
        let mut changed = program.to_owned();
        for (range, to) in places.into_iter().rev() {
            changed.replace_range(range, to);
        }
        if changed == program { Err(self.wrong("nothing is changed")) } else { Ok(changed) }
    }

    fn once(&self, program: &str, words: &str) -> Result<usize, String> {
        match program.matches(words).count() {
            1 => Ok(program.find(words).unwrap_or_default()),
            times => Err(self.wrong(&format!("there {times} times, and not once: {words}"))),
        }
    }

    fn wrong(&self, why: &str) -> String {
        format!("line {}: `{}` of {}: {why}", self.line, self.name, self.variant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "# remark\nvariant fixed\n\nmutant no lock\nshows x=1\nbehind left\n- let guard = lock();\n\
                        mutant other way round\nequivalent both are done before anybody looks\n- one();\n+ two();\n- two();\n+ one();\n";

    fn program(mutant: usize, program: &str) -> Result<String, String> {
        read(LIST).expect("it is a list")[mutant].of(program)
    }

    #[test]
    fn a_list_says_what_is_changed_and_what_comes_of_it() {
        let list = read(LIST).expect("it is a list");
        assert_eq!(list.len(), 2);
        assert_eq!((list[0].line, list[0].variant.as_str(), list[0].name.as_str()), (4, "fixed", "no lock"));
        assert_eq!(list[0].expected, Expected::Shows("x=1".to_owned()));
        assert_eq!(list[1].changes.len(), 2);
    }

    #[test]
    fn a_list_that_says_too_little_is_refused() {
        for text in [
            "mutant no lock\nshows x=1\n- a\n",
            "variant fixed\nmutant no lock\n- a\n",
            "variant fixed\nmutant no lock\nshows x=1\n",
            "variant fixed\nmutant no lock\nshows\n- a\n",
            "variant fixed\nmutant no lock\nshows x=1\nnever x=2\n- a\n",
            "variant fixed\nmutant no lock\nshows x=1\nbehind b\n",
            "variant fixed\nmutant no lock\nshows x=1\n+ a\n",
            "variant fixed\nmutant no lock\nshows x=1\nmutant other\nshows x=1\n- a\n",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn all_changes_are_made_at_once() {
        assert_eq!(program(1, "one(); two();").as_deref(), Ok("two(); one();"));
        assert_eq!(
            program(0, "right let guard = lock(); left let guard = lock();").as_deref(),
            Ok("right let guard = lock(); left ")
        );
    }

    #[test]
    fn words_that_are_not_there_once_are_refused() {
        assert!(program(1, "one(); two(); two();").is_err());
        assert!(program(1, "one();").is_err());
        assert!(program(0, "let guard = lock(); left").is_err());
    }
}
