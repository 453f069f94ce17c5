//! What a lab's findings look like: made by hand, so that every byte is known.

use libtest_mimic::Failed;
use racecourse_labs::lab::findings::{Chart, Comparison, Exhibit, Facts, Findings, Measured, Measurement, Row};
use racecourse_labs::lab::machine::{Cache, Machine};
use racecourse_labs::lab::{Lab, Setting, Size};
use racecourse_labs::report as lab;
use racecourse_layout::{Layout, columns_of, is_invisible};

static LAB: Lab = Lab {
    name: "invented",
    title: "An invented lab",
    question: "What does a report look like whose every figure is known beforehand?",
    lesson: "# An invented lab\n",
    programs: &[],
    size: Size { unit: "numbers", default: 1000, least: 1, shows: 10, full: None },
    workers: &[2],
    repeat: 3,
    takes: 1.0,
    pieces: 1,
    takes_input: true,
    asks: None,
    lecture: None,
    run: |_| Ok(()),
};

fn row(name: &str, workers: usize, times: [f64; 3], cache_misses: Option<u64>) -> Row {
    let measurement = |seconds: f64| Measurement {
        seconds,
        cpu_seconds: 0.2,
        others_seconds: Some(0.01),
        waits: 4,
        preemptions: 12_345,
        page_faults: 7,
        cache_misses,
    };
    Row { name: name.to_owned(), workers, measurements: times.map(measurement).to_vec(), counted: true }
}

fn findings(cache_misses: Option<u64>) -> Findings {
    let cells = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
    Findings {
        lab: "invented".to_owned(),
        setting: Setting::of(&LAB),
        machine: Machine {
            processor: "Invented 2000".to_owned(),
            cores: 4,
            processors: 4,
            physical_cores: Some(4),
            memory: 8 << 30,
            free_memory: 4 << 30,
            caches: vec![Cache {
                level: 1,
                kind: "data".to_owned(),
                bytes: 32 << 10,
                line: Some(64),
                shared_by: vec![vec![0], vec![1]],
            }],
        },
        when: 1_795_824_000,
        exhibits: vec![
            Exhibit::Measured(Measured {
                title: "Adding up".to_owned(),
                rows: vec![
                    row("one process", 1, [0.2, 0.21, 0.19], cache_misses),
                    row("2 processes", 2, [0.1, 0.12, 0.11], cache_misses),
                ],
            }),
            Exhibit::Chart(
                Chart::lines("Speed-up", "workers", "times as fast")
                    .with_ideal("ideal", [(1.0, 1.0), (2.0, 2.0), (4.0, 4.0)])
                    .with("measured", [(1.0, 1.0), (2.0, 1.9), (4.0, 3.1)])
                    .with("under a lock", [(1.0, 1.0), (2.0, 0.9), (4.0, 0.8)]),
            ),
            Exhibit::Chart(
                Chart::lines("Break-even", "numbers", "seconds")
                    .with("alone", [(10.0, 1e-6), (1e6, 1e-2)])
                    .logarithmic_x()
                    .logarithmic_y(),
            ),
            Exhibit::Chart(
                Chart::bars("Speed", "times as fast", [("alone", 1.0), ("2 processes", 1.9), ("nobody", 0.0)])
                    .with_ideal("ideal on 2 cores", [(0.0, 2.0)]),
            ),
            Exhibit::Facts(Facts {
                title: "Who is who".to_owned(),
                columns: cells(["worker", "process", "what it does, in a sentence that does not fit on a line"]),
                rows: vec![
                    cells(["first", "12", "adds up"]),
                    cells([
                        "second",
                        "134",
                        "waits for the first to end, and then adds up what is left of the numbers",
                    ]),
                ],
            }),
            Exhibit::Remark { text: "A remark is a paragraph, and is filled to the width of the page. ".repeat(2) },
            Exhibit::Drawing {
                lines: vec!["┌────┐".to_owned(), "│ L1 │".to_owned(), "└────┘".to_owned()]
            },
        ],
        lecture: vec![Comparison {
            what: "speed-up".to_owned(),
            lecture: "1.91x".to_owned(),
            here: "1.82x".to_owned(),
        }],
        cannot: vec!["cache misses: this machine counts none".to_owned()],
        answer: Some("You guessed 1.90, and it is 1.82.".to_owned()),
        learned: "Two processes come to 1.82 times the speed of one.".to_owned(),
    }
}

pub(crate) fn for_a_reader() -> Result<(), Failed> {
    for width in [40, 60, 80, 100] {
        let report = lab::human(&LAB, &findings(None), &mut lab::Said::default(), &Layout::plain(width));
        assert!(report.lines().all(|line| columns_of(line) <= width), "{report}");
        insta::assert_snapshot!(format!("invented_{width}"), report);
    }
    Ok(())
}

pub(crate) fn with_cache_misses_and_colours() -> Result<(), Failed> {
    let report = lab::human(
        &LAB,
        &findings(Some(1_234_567)),
        &mut lab::Said::default(),
        &Layout { colour: true, ..Layout::plain(120) },
    );
    assert!(report.contains("1 234 567"), "{report}");
    assert!(report.contains("\u{1b}["), "{report}");
    Ok(())
}

pub(crate) fn for_a_script() -> Result<(), Failed> {
    let document = lab::json(&[findings(None)])?;
    insta::assert_snapshot!("invented_json", document);
    Ok(())
}

/// What would clear a screen, end a tag, turn the direction of writing, end a text, and begin a line.
const HOSTILE: &str = "\u{1b}[2J</script>\u{202e}\0\"\n- x";

/// Findings in which every text that comes from the machine or from what was measured is hostile.
fn hostile() -> Findings {
    let hostile = HOSTILE.to_owned();
    let mut findings = findings(None);
    findings.machine.processor.clone_from(&hostile);
    findings.machine.caches[0].kind.clone_from(&hostile);
    findings.cannot = vec![hostile.clone()];
    findings.answer = Some(hostile.clone());
    findings.learned.clone_from(&hostile);
    findings.lecture[0].here.clone_from(&hostile);
    for exhibit in &mut findings.exhibits {
        match exhibit {
            Exhibit::Measured(table) => table.rows[0].name.clone_from(&hostile),
            Exhibit::Facts(facts) => facts.rows[0][0].clone_from(&hostile),
            Exhibit::Chart(chart) => {
                chart.title.clone_from(&hostile);
                chart.series[0].name.clone_from(&hostile);
                chart.names.iter_mut().for_each(|name| name.clone_from(&hostile));
            }
            Exhibit::Remark { text } => text.clone_from(&hostile),
            Exhibit::Drawing { lines } => lines[0].clone_from(&hostile),
        }
    }
    findings
}

pub(crate) fn with_hostile_texts() -> Result<(), Failed> {
    let findings = hostile();
    let obeyed = |text: &str| text.chars().filter(|&c| c != '\n' && is_invisible(c)).collect::<String>();
    let document = lab::json(std::slice::from_ref(&findings))?;
    assert_eq!(obeyed(&document), "", "{document}");
    assert!(!document.contains("</script"), "{document}");
    let read: serde_json::Value = serde_json::from_str(&document)?;
    let said = &read["labs"][0];
    for place in [&said["machine"]["processor"], &said["learned"], &said["exhibits"][0]["rows"][0]["name"]] {
        assert_eq!(place, HOSTILE, "who reads the document reads what was said");
    }
    let report = lab::human(&LAB, &findings, &mut lab::Said::default(), &Layout::plain(80));
    assert_eq!(obeyed(&report), "", "{report}");
    assert!(!report.lines().any(|line| line.starts_with("- x")), "{report}");
    Ok(())
}
