//! Points to learn from: the same ones whenever they are made.

/// A point: where it is, and what was observed there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Where it is, in three directions, each between 0 and 1.
    pub at: [f64; 3],
    /// What was observed there.
    pub value: f64,
}

/// So many points of a wave along the first direction and a bowl along the second; the third has nothing to do with it.
/// What is observed is off by up to a fifth.
pub fn points(count: usize) -> Vec<Point> {
    let mut random = Random(2024);
    let one = |_| {
        let at = [random.next(), random.next(), random.next()];
        let right = (std::f64::consts::TAU * at[0]).sin() + at[1] * at[1];
        Point { at, value: right + 0.4 * (random.next() - 0.5) }
    };
    (0..count).map(one).collect()
}

/// Numbers that look as if they came by chance, and are the same every time (splitmix64).
struct Random(u64);

impl Random {
    /// A number from 0 up to 1.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}
