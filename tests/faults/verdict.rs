//! What became of a fault, and the table of all of them.

use std::fmt::Write;

use super::fault::Fault;
use super::running::Outcome;
use super::suite::{Group, Part};

/// What a group of tests has noticed.
#[derive(Clone, Debug)]
pub(crate) struct Notice {
    pub(crate) part: &'static Part,
    pub(crate) outcome: Outcome,
}

impl Notice {
    fn says(&self) -> String {
        match &self.outcome {
            Outcome::Green => "nothing".to_owned(),
            Outcome::Fails(test) => test.clone(),
            Outcome::TooLong(test) => format!("time is over in {test}"),
            Outcome::Ends { how, at } => format!("{how} in {at}"),
        }
    }

    /// The test that has noticed it.
    pub(crate) fn test(&self) -> &str {
        match &self.outcome {
            Outcome::Green => "",
            Outcome::Fails(test) | Outcome::TooLong(test) | Outcome::Ends { at: test, .. } => test,
        }
    }
}

/// A fault, and who has noticed it.
#[derive(Debug)]
pub(crate) struct Verdict<'a> {
    pub(crate) fault: &'a Fault,
    pub(crate) notices: Vec<Notice>,
}

impl Verdict<'_> {
    fn is_killed(&self) -> bool {
        !self.notices.is_empty()
    }

    /// Whether it is noticed, or nobody could and the list says why.
    pub(crate) fn is_as_it_should_be(&self) -> bool {
        self.is_killed() != self.fault.equivalent.is_some()
    }

    fn word(&self) -> &'static str {
        match (self.is_killed(), self.fault.equivalent.is_some()) {
            (true, false) => "killed",
            (true, true) => "NOT EQUIVALENT",
            (false, true) => "equivalent",
            (false, false) => "SURVIVED",
        }
    }

    fn by(&self) -> String {
        let by = self.notices.iter().map(|notice| format!("{} ({})", notice.says(), notice.part.group));
        by.collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn in_brief(&self) -> String {
        format!("{:<14} {}  {}", self.word(), self.fault.name, self.by())
    }
}

/// The table, and how many of how many.
pub(crate) fn tell(verdicts: &[Verdict<'_>]) -> String {
    let mut text = String::new();
    let mut area = "";
    for verdict in verdicts {
        if area != verdict.fault.area {
            area = &verdict.fault.area;
            let _ = writeln!(text, "\n{area}");
        }
        let why = verdict.fault.equivalent.as_deref().map_or_else(|| verdict.by(), str::to_owned);
        let why = if verdict.is_as_it_should_be() { why } else { verdict.by() };
        let _ = writeln!(text, "  {:<14} {:<48} {why}", verdict.word(), verdict.fault.name);
    }
    let count = |word: &str| verdicts.iter().filter(|verdict| verdict.word() == word).count();
    let _ = writeln!(
        text,
        "\n{} faults: {} killed, {} equivalent, {} survived, {} called equivalent and killed",
        verdicts.len(),
        count("killed"),
        count("equivalent"),
        count("SURVIVED"),
        count("NOT EQUIVALENT"),
    );
    let of_objects: Vec<_> = verdicts
        .iter()
        .filter(|verdict| verdict.fault.is_of_an_object() && verdict.fault.equivalent.is_none())
        .collect();
    if !of_objects.is_empty() {
        let by = |group: Group| {
            let notices = |verdict: &&&Verdict<'_>| verdict.notices.iter().any(|notice| notice.part.group == group);
            format!("{} by {group}", of_objects.iter().filter(notices).count())
        };
        let by = Group::ALL.map(by).join(", ");
        let _ = writeln!(text, "Of {} faults in the objects' rules are noticed: {by}", of_objects.len());
    }
    let late = verdicts.iter().flat_map(|verdict| &verdict.notices);
    let late = late.filter(|notice| matches!(notice.outcome, Outcome::TooLong(_))).count();
    if late > 0 {
        let _ = writeln!(
            text,
            "{late} times the tests went on for far longer than without a fault, which counts as noticed"
        );
    }
    text
}
