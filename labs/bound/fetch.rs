//! Fetches one answer from the server.

use std::net::SocketAddr;

use racecourse_labs::lab::Trouble;

/// Asks the server what it says to `number`.
///
/// # Errors
///
/// If it says nothing, or nothing that makes sense.
pub fn fetch(server: SocketAddr, number: u64) -> Result<u64, Trouble> {
    let trouble = |why: String| Trouble::Failed(format!("fetch {number} failed: {why}"));
    let response = minreq::get(format!("http://{server}/{number}")).with_timeout(60).send();
    let response = response.map_err(|error| trouble(error.to_string()))?;
    let answer = response.as_str().ok().and_then(|text| text.parse().ok());
    answer.ok_or_else(|| trouble(format!("the server answered with status {}", response.status_code)))
}
