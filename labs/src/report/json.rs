//! A lab's findings for a script.

use racecourse_layout::shown_json;
use serde_json::{Value, json};

use crate::lab::Findings;
use crate::lab::findings::{Exhibit, Measured};

/// The version of the document's description in `docs/json.md`.
const SCHEMA: u32 = 1;

/// The document for `findings`.
///
/// # Errors
///
/// If a number in them is none that JSON knows.
pub fn json(findings: &[Findings]) -> serde_json::Result<String> {
    let mut labs = Vec::new();
    for one in findings {
        let mut lab = serde_json::to_value(one)?;
        for (exhibit, value) in one.exhibits.iter().zip(lab["exhibits"].as_array_mut().into_iter().flatten()) {
            if let Exhibit::Measured(table) = exhibit {
                derive(table, value);
            }
        }
        labs.push(lab);
    }
    Ok(shown_json(&format!("{:#}\n", json!({ "schema": SCHEMA, "labs": labs }))))
}

/// Adds what follows from the measurements.
fn derive(table: &Measured, value: &mut Value) {
    for (row, value) in table.rows.iter().zip(value["rows"].as_array_mut().into_iter().flatten()) {
        let (least, most) = row.spread();
        value["median_seconds"] = json!(row.median());
        value["least_seconds"] = json!(least);
        value["most_seconds"] = json!(most);
        value["speed_up"] = json!(table.speed_up(row));
    }
}
