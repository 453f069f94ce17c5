//! Mutants of the course: the lists that stand beside the scenarios, and how they are read. `main.rs` judges them.

pub mod list;
