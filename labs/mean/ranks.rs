//! Ranks have no memory in common: the numbers are scattered among them in messages, and their sums are reduced to one.

use std::io::{PipeReader, PipeWriter, Read, Write, pipe};

use racecourse::process::queue;
use racecourse_labs::lab::fork;

use super::sum::careful_sum;

/// Numbers in a message.
const MESSAGE: usize = 8192;

/// The mean of `numbers`, by so many ranks that are sent a part each.
pub fn mean(numbers: &[f64], ranks: usize) -> f64 {
    let sums = queue::<f64>();
    let rank = |part: &[f64]| {
        let (mut from_root, mut to_rank) = pipe().expect("the system has a pipe");
        let count = part.len();
        let child = fork("rank", || sums.put(&careful_sum(&receive(&mut from_root, count))).is_ok());
        scatter(&mut to_rank, part); // MPI_Scatter
        child
    };
    let children: Vec<_> = numbers.chunks(numbers.len().div_ceil(ranks)).map(rank).collect();
    let sums: Vec<f64> = children.iter().map(|_| sums.get().expect("every rank puts its sum in")).collect();
    children.into_iter().for_each(|child| _ = child.join().expect("a rank comes to its end"));
    careful_sum(&sums) / numbers.len() as f64 // MPI_Reduce
}

fn scatter(to_rank: &mut PipeWriter, part: &[f64]) {
    for message in part.chunks(MESSAGE) {
        let bytes: Vec<u8> = message.iter().flat_map(|number| number.to_le_bytes()).collect();
        to_rank.write_all(&bytes).expect("the rank reads all of its part");
    }
}

fn receive(from_root: &mut PipeReader, count: usize) -> Vec<f64> {
    let mut part = Vec::with_capacity(count);
    let mut bytes = vec![0; MESSAGE * size_of::<f64>()];
    while part.len() < count {
        let message = &mut bytes[..MESSAGE.min(count - part.len()) * size_of::<f64>()];
        from_root.read_exact(message).expect("the root sends all of the part");
        let number = |bytes: &[u8]| f64::from_le_bytes(bytes.try_into().expect("a number has eight bytes"));
        part.extend(message.chunks_exact(size_of::<f64>()).map(number));
    }
    part
}
