//! What happens to a piece of the vectors on its way to another process, step by step, with a clock beside it.

use std::io::Read;
use std::time::Instant;

use racecourse_labs::lab::{Trouble, fork};

use super::copied::Task;
use super::one_process::dot;

/// The steps, with the seconds each takes.
pub type Steps = Vec<(&'static str, f64)>;

/// The steps and the result.
pub fn profile(x: &[f64], y: &[f64]) -> Result<(Steps, f64), Trouble> {
    let mut steps = Vec::new();
    let mut clock = Instant::now();
    let mut done = |step| {
        steps.push((step, clock.elapsed().as_secs_f64()));
        clock = Instant::now();
    };
    let task: Task = (x.to_vec(), y.to_vec());
    done("cut out");
    let bytes = postcard::to_stdvec(&task).map_err(std::io::Error::other)?;
    done("put into bytes");
    let (mut out, mut into) = std::io::pipe()?;
    let mut arrived = vec![0; bytes.len()];
    // The other process writes and this one reads: that takes as long as the other way round.
    let writer = fork("writer", || std::io::Write::write_all(&mut into, &bytes).is_ok());
    done("not counted: to start a process");
    out.read_exact(&mut arrived)?;
    done("through the pipe");
    if !writer.join()? {
        return Err(Trouble::Failed("the writer could not write".to_owned()));
    }
    done("not counted: to end a process");
    let task: Task = postcard::from_bytes(&arrived).map_err(std::io::Error::other)?;
    done("read from bytes");
    let product = dot(&task.0, &task.1);
    done("multiply and add");
    steps.retain(|(step, _)| !step.starts_with("not counted"));
    Ok((steps, product))
}
