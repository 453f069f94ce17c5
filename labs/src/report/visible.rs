//! Findings whose texts cannot change what stands around them.

use crate::lab::Findings;
use crate::lab::findings::{Chart, Exhibit};
use racecourse_layout::shown;

/// `findings`, with an escape in every text for what a terminal would obey or not show: names of files, of programs and of
/// processors are whatever somebody has called them.
pub(super) fn with_visible_texts(findings: &Findings) -> Findings {
    let mut findings = findings.clone();
    let Findings { lab, setting: _, machine, when: _, exhibits, lecture, cannot, answer, learned } = &mut findings;
    let mut texts: Vec<&mut String> = vec![lab, &mut machine.processor, learned];
    texts.extend(machine.caches.iter_mut().map(|cache| &mut cache.kind));
    texts.extend(lecture.iter_mut().flat_map(|it| [&mut it.what, &mut it.lecture, &mut it.here]));
    texts.extend(cannot.iter_mut().chain(answer));
    for exhibit in exhibits {
        match exhibit {
            Exhibit::Measured(table) => {
                texts.push(&mut table.title);
                texts.extend(table.rows.iter_mut().map(|row| &mut row.name));
            }
            Exhibit::Facts(facts) => {
                texts.push(&mut facts.title);
                texts.extend(facts.columns.iter_mut().chain(facts.rows.iter_mut().flatten()));
            }
            Exhibit::Chart(Chart { title, kind: _, x, y, series, names }) => {
                texts.extend([title, &mut x.label, &mut y.label]);
                texts.extend(series.iter_mut().map(|series| &mut series.name).chain(names));
            }
            Exhibit::Remark { text } => texts.push(text),
            Exhibit::Drawing { lines } => texts.extend(lines),
        }
    }
    texts.into_iter().for_each(|text| *text = shown(text, usize::MAX));
    findings
}
