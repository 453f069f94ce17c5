//! A chain of places in memory, each of which holds where the next one is.

/// Bytes of a place: more than one never share a cache line.
pub const PLACE: usize = 128;

/// A place, of which only the first word is used.
#[derive(Clone, Debug)]
#[repr(align(128))]
pub struct Place(pub usize);

/// A chain that comes by every place once, in the order in which they lie in memory, and ends where it began.
pub fn in_order(places: usize) -> Vec<Place> {
    (0..places).map(|at| Place((at + 1) % places)).collect()
}

/// A chain that comes by every place once, in an order that nobody can guess, and ends where it began.
///
/// A shuffle that never leaves a place where it is makes a single circle (Sattolo, *An algorithm to generate a random
/// cyclic permutation*, 1986).
pub fn shuffled(places: usize) -> Vec<Place> {
    let mut chain: Vec<Place> = (0..places).map(Place).collect();
    let mut state = 1_u64;
    for at in (1..places).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        chain.swap(at, (state >> 33) as usize % at);
    }
    chain
}
