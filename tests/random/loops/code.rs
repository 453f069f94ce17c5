//! Programs as lists of instructions with jumps, which is what can be stopped between any two steps.

use super::{Action, LOCKS, Program, Step, VARIABLES};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Instruction {
    /// Where it stands in the text of the program, which no other instruction does, and what it does.
    Do(usize, Action),
    Jump(usize),
    /// Jumps if it is true or false, as said, that the register has the value.
    JumpIf {
        register: usize,
        value: u8,
        is: bool,
        to: usize,
    },
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Code {
    pub(crate) actors: Vec<Vec<Instruction>>,
    pub(crate) variables: [u8; VARIABLES],
    pub(crate) data: [u8; LOCKS],
    pub(crate) spurious_wakeups: bool,
}

impl Code {
    pub(crate) fn of(program: &Program) -> Self {
        let Program { actors, variables, data, spurious_wakeups } = program;
        let mut places = 0;
        let mut flat = |steps: &Vec<Step>| {
            let mut writer = Writer { code: Vec::new(), places };
            let outside = writer.write(steps);
            assert!(outside.is_empty(), "only a loop is left");
            places = writer.places;
            writer.code
        };
        let actors = actors.iter().map(&mut flat).collect();
        Self { actors, variables: *variables, data: *data, spurious_wakeups: *spurious_wakeups }
    }
}

struct Writer {
    code: Vec<Instruction>,
    /// Places that are taken.
    places: usize,
}

impl Writer {
    /// Returns the jumps that leave the loop around these steps, for whoever knows where it ends.
    fn write(&mut self, steps: &[Step]) -> Vec<usize> {
        let mut leaving = Vec::new();
        for step in steps {
            match step {
                Step::Do(action) => {
                    self.code.push(Instruction::Do(self.places, *action));
                    self.places += 1;
                }
                Step::If(register, value, body) => leaving.append(&mut self.branch(*register, *value, false, body)),
                Step::Unless(register, value, body) => leaving.append(&mut self.branch(*register, *value, true, body)),
                Step::Loop(body) => {
                    let start = self.code.len();
                    let leaving = self.write(body);
                    self.code.push(Instruction::Jump(start));
                    for jump in leaving {
                        self.code[jump] = Instruction::Jump(self.code.len());
                    }
                }
                Step::Leave => {
                    leaving.push(self.code.len());
                    self.code.push(Instruction::Jump(0));
                }
            }
        }
        leaving
    }

    /// `body`, passed over if it `is` so that the register has the value.
    fn branch(&mut self, register: usize, value: u8, is: bool, body: &[Step]) -> Vec<usize> {
        let jump = self.code.len();
        self.code.push(Instruction::Jump(0));
        let leaving = self.write(body);
        self.code[jump] = Instruction::JumpIf { register, value, is, to: self.code.len() };
        leaving
    }
}
