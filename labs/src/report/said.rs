//! What several labs of one run cannot show for the same reason is explained once.

use crate::lab::OPTIMISED;

/// What is the same for all labs: it is not said again.
const OF_ALL: [&str; 2] = ["cache misses", OPTIMISED];

/// The reasons that have been given already.
#[derive(Debug, Default)]
pub struct Said(Vec<String>);

impl Said {
    /// What is to be said of what a lab cannot show, each `what: why`: in full what has a new reason, and in one sentence what
    /// has one that was given before.
    pub fn tell(&mut self, cannot: &[String]) -> Vec<String> {
        let (mut sentences, mut before) = (Vec::new(), Vec::new());
        for one in cannot {
            let (what, why) = one.split_once(": ").unwrap_or((one, one));
            let why = without_figures(why);
            if self.0.contains(&why) {
                before.extend(Some(what).filter(|what| !OF_ALL.contains(what)));
            } else {
                self.0.push(why);
                sentences.push(format!("Not shown here: {one}."));
            }
        }
        if !before.is_empty() {
            sentences.push(format!("Not shown here either, for reasons given above: {}.", before.join("; ")));
        }
        sentences
    }
}

/// The same reason has other figures from one lab to the next.
fn without_figures(why: &str) -> String {
    why.chars().filter(|one| !one.is_ascii_digit() && *one != '.').collect()
}

#[cfg(test)]
mod tests {
    use super::Said;

    #[test]
    fn a_reason_is_given_once() {
        let mut said = Said::default();
        let cannot = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        let first =
            said.tell(&cannot(&["cache misses: no counters", "the usual size, 9: others took 2.2 times as long"]));
        let full = [
            "Not shown here: cache misses: no counters.",
            "Not shown here: the usual size, 9: others took 2.2 times as long.",
        ];
        assert_eq!(first, full);
        let second = said.tell(&cannot(&[
            "the usual size, 5: others took 12 times as long",
            "cache misses: no counters",
            "a speed-up: one core",
        ]));
        let brief = "Not shown here either, for reasons given above: the usual size, 5.";
        assert_eq!(second, ["Not shown here: a speed-up: one core.", brief]);
        assert!(said.tell(&[]).is_empty());
    }
}
