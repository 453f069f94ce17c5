//! The report for build servers: JUnit's XML.
//!
//! A scenario is a test suite. Each of its variants is a test case, and so is each engine on it, so that a server that
//! shows nothing but names still shows which engine disagreed.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{Checked, sentences};
use crate::verdict::{Standing, Verdict};

/// `checked` as one XML document. Variants of the same scenario must stand next to each other.
pub fn document(checked: &[Checked]) -> String {
    let mut report = Report::new("racecourse");
    for group in checked.chunk_by(|one, next| one.scenario.id == next.scenario.id) {
        let scenario = group[0].scenario;
        let mut suite = TestSuite::new(scenario.name);
        suite.add_property(("id", scenario.id));
        suite.add_property(("hazard", scenario.hazard.name()));
        for one in group {
            suite.add_test_cases(cases(one));
        }
        report.add_test_suite(suite);
    }
    report.to_string().unwrap_or_else(|error| format!("<!-- {error} -->\n"))
}

fn cases(checked: &Checked) -> Vec<TestCase> {
    let class = format!("racecourse.{}.{}", checked.scenario.family, checked.scenario.name);
    let complaints = sentences::complaints(&checked.verdict.reasons);
    let whole = status(checked.verdict.standing, checked.verdict.verdict, &checked.headline(), &complaints);
    let mut all = vec![case(checked.variant.name.to_owned(), &class, whole, &checked.headline())];
    for one in &checked.verdict.engines {
        let name = format!("{} · {}", checked.variant.name, one.engine);
        let why = sentences::grounds(&one.reason);
        let status = status(one.standing, one.verdict, &why, std::slice::from_ref(&why));
        all.push(case(name, &class, status, &why));
    }
    all
}

fn case(name: String, class: &str, status: TestCaseStatus, says: &str) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(class);
    case.set_system_out(says);
    case
}

fn status(standing: Standing, verdict: Verdict, message: &str, reasons: &[String]) -> TestCaseStatus {
    // What could not be decided is an error of the check, not a failure of what was checked.
    let kind = match standing {
        Standing::AsExpected if verdict == Verdict::NotApplicable => {
            let mut skipped = TestCaseStatus::skipped();
            skipped.set_message(message);
            return skipped;
        }
        Standing::AsExpected => return TestCaseStatus::success(),
        Standing::Undecided => NonSuccessKind::Error,
        Standing::Differs => NonSuccessKind::Failure,
    };
    let mut status = TestCaseStatus::non_success(kind);
    status.set_message(message).set_type(format!("{verdict}, {standing}")).set_description(reasons.join("\n"));
    status
}
