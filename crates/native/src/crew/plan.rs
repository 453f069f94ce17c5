//! How the actors of a run set out: another way every so many runs, because no way shows everything.

/// A source of small numbers that look random: Marsaglia's xorshift (Journal of Statistical Software 8(14), 2003).
#[derive(Clone, Copy, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice that fall as `seed` says.
    pub fn new(seed: u64) -> Self {
        // Zero would stay zero.
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `end`; zero if that is zero.
    pub fn below(&mut self, end: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let high = self.0 >> 32;
        // Its share of the range, rounded down.
        u32::try_from((high * u64::from(end)) >> 32).unwrap_or(0)
    }
}

/// What somebody does who has started others, when it comes to its next operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Starter {
    /// It sets out with them.
    Together,
    /// It lets them go first.
    After,
    /// It goes on while they set out.
    Before,
}

/// How the actors of the next runs set out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Whether those who are started wait until all of them are. Else each sets out as soon as it is started.
    pub held: bool,
    /// What becomes of whoever has started them.
    pub starter: Starter,
    /// Each sets out after a number of nanoseconds below this.
    pub spread: u32,
    /// Which processor the first one is to run on, if each is to run on one of its own.
    pub first_core: Option<usize>,
}

impl Plan {
    /// The next one.
    pub fn next(dice: &mut Dice) -> Self {
        let starter = match dice.below(8) {
            0 => Starter::Before,
            1 | 2 => Starter::After,
            _ => Starter::Together,
        };
        let spread = [1, 32, 64, 128, 512, 2_048][dice.below(6) as usize];
        let first_core = (dice.below(4) != 0).then(|| dice.below(u32::MAX) as usize);
        Self { held: dice.below(16) != 0, starter, spread, first_core }
    }
}
