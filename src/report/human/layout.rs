//! How far things stand from the margin.

/// Spaces in front of everything but the first line.
pub(super) const INDENT: usize = 2;
/// Columns for the heading of a line such as `Next  racecourse …`.
pub(super) const LEAD: usize = 12;
