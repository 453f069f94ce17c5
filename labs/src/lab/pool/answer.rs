//! What a worker that is a process says about a task.

use std::fmt::Debug;
use std::panic::{self, AssertUnwindSafe};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::TaskLost;
use super::worker::Line;
use racecourse::internals::panic_text;

/// What became of a task.
#[derive(Serialize, Deserialize)]
enum Answer<R> {
    Done(R),
    Lost(String),
}

/// A worker's life: answers every task by `work`, which finds the task in the bytes.
pub(super) fn serve<R: Serialize>(line: &mut Line, work: impl Fn(&[u8]) -> Result<R, String>) {
    while let Some(task) = line.next() {
        let answer = match panic::catch_unwind(AssertUnwindSafe(|| work(&task))) {
            Ok(Ok(result)) => Answer::Done(result),
            Ok(Err(why)) => Answer::Lost(why),
            Err(panic) => Answer::Lost(format!("panicked: {}", panic_text(panic.as_ref()))),
        };
        line.answer(|frame| {
            let room = frame.clone();
            postcard::to_extend(&answer, frame).unwrap_or_else(|error| {
                let answer = Answer::<()>::Lost(format!("its result could not be sent: {error}"));
                // A text can always be written.
                postcard::to_extend(&answer, room).unwrap_or_default()
            })
        });
    }
}

/// The result of a task, from what its worker said or from why it said nothing.
pub(super) fn read<R: DeserializeOwned>(
    index: usize,
    task: &impl Debug,
    heard: Result<&[u8], String>,
) -> Result<R, TaskLost> {
    let lost = |why| TaskLost::new(index, task, why);
    match heard.map(postcard::from_bytes) {
        Ok(Ok(Answer::Done(result))) => Ok(result),
        Ok(Ok(Answer::Lost(why))) | Err(why) => Err(lost(why)),
        Ok(Err(error)) => Err(lost(format!("its result could not be read: {error}"))),
    }
}
