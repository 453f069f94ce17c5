//! A small interpreter: a loop that takes one instruction after the other and does what it says.

use std::thread::sleep;
use std::time::{Duration, Instant};

use super::turns::{Free, Turns};

/// What an instruction works on: one of the interpreter's registers, by its number.
pub type Register = usize;

/// One instruction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Instruction {
    /// Puts this number into a register.
    Set(Register, f64),
    /// Puts the number of the array into the first register that stands where the second one says.
    Load(Register, Register),
    /// Adds the second register to the first.
    Add(Register, Register),
    /// Multiplies the first register by the second.
    Multiply(Register, Register),
    /// Goes on at this instruction if the first register is less than the second.
    JumpIfLess(Register, Register, usize),
    /// The same as a load, but waits so long first, as if the number came from far away.
    Fetch(Register, Register, Duration),
    /// Comes to the end with what is in this register.
    Return(Register),
}

/// After so long a thread asks whether others are waiting for their turn, as CPython does since version 3.2.
///
/// Before that it asked after 100 instructions.
pub const SWITCH_INTERVAL: Duration = Duration::from_millis(5);

/// How many instructions this machine takes in about so long.
pub fn instructions_in(time: Duration) -> u32 {
    use super::work::SUM_OF_NUMBERS;

    const NUMBERS: usize = 20_000;
    // A number is loaded and added, the place moves on, and it jumps back: four for each number.
    const INSTRUCTIONS: f64 = 4.0 * NUMBERS as f64;
    let numbers = vec![1.0; NUMBERS];
    let trial = || {
        let start = Instant::now();
        let program = std::hint::black_box(SUM_OF_NUMBERS);
        std::hint::black_box(run(program, &numbers, &[0.0, NUMBERS as f64], u32::MAX, &mut Free));
        start.elapsed()
    };
    // The quickest one was interrupted least.
    let quickest = (0..5).map(|_| trial()).min().unwrap_or_default().as_secs_f64().max(1e-9);
    (INSTRUCTIONS * time.as_secs_f64() / quickest).clamp(1.0, f64::from(u32::MAX)) as u32
}

/// Runs `program` on `numbers`. Its first registers hold `given` at first.
///
/// `turns` says when this thread may run: it is asked to let others pass once in `interval` instructions, and whenever
/// an instruction waits.
///
/// # Panics
///
/// If the program uses a register, a number or an instruction that there is not.
pub fn run(program: &[Instruction], numbers: &[f64], given: &[f64], interval: u32, turns: &mut impl Turns) -> f64 {
    let mut registers = [0.0; 8];
    registers[..given.len()].copy_from_slice(given);
    let mut next = 0;
    let mut left = interval;
    loop {
        if left == 0 {
            turns.let_others_pass();
            left = interval;
        }
        left -= 1;
        let instruction = program[next];
        next += 1;
        match instruction {
            Instruction::Set(to, number) => registers[to] = number,
            Instruction::Load(to, at) => registers[to] = numbers[registers[at] as usize],
            Instruction::Add(to, from) => registers[to] += registers[from],
            Instruction::Multiply(to, from) => registers[to] *= registers[from],
            Instruction::JumpIfLess(left, right, target) if registers[left] < registers[right] => next = target,
            Instruction::JumpIfLess(..) => {}
            Instruction::Fetch(to, at, latency) => {
                // Who waits needs no lock to do so.
                turns.while_waiting(|| sleep(latency));
                registers[to] = numbers[registers[at] as usize];
            }
            Instruction::Return(from) => return registers[from],
        }
    }
}
