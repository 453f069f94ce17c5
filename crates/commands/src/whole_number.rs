//! Whole numbers as arguments: what is wrong with one is said in a sentence, with what is allowed.

use clap::builder::TypedValueParser;

/// A whole number that stands for something, and may be so small and so large.
#[derive(Clone, Copy, Debug)]
pub struct WholeNumber {
    what: &'static str,
    least: u64,
    most: u64,
}

impl WholeNumber {
    /// One that stands for `what`, as in `a number of workers`.
    pub const fn new(what: &'static str, least: u64, most: u64) -> Self {
        Self { what, least, most }
    }

    /// What reads it from the command line.
    pub fn parser<T>(self) -> impl TypedValueParser<Value = T>
    where
        T: TryFrom<u64> + Clone + Send + Sync + 'static,
    {
        move |text: &str| self.read(text)
    }

    /// The number that `text` is.
    ///
    /// # Errors
    ///
    /// A sentence that says what may stand there.
    fn read<T: TryFrom<u64>>(self, text: &str) -> Result<T, String> {
        let Self { what, least, most } = self;
        let number = text.parse().ok().filter(|number| (least..=most).contains(number));
        let number = number.and_then(|number| T::try_from(number).ok());
        number.ok_or_else(|| format!("{what} is a whole number from {least} to {most}"))
    }
}

#[cfg(test)]
mod tests {
    use super::WholeNumber;

    #[test]
    fn what_is_none_is_told_what_may_stand_there() {
        let workers = WholeNumber::new("a number of workers", 1, 512);
        assert_eq!([workers.read("1"), workers.read("512")], [Ok(1_u16), Ok(512)]);
        for text in ["", "0", "513", "-1", "x", "2.5", " 2", "99999999999999999999"] {
            let says = "a number of workers is a whole number from 1 to 512";
            assert_eq!(workers.read::<u16>(text), Err(says.to_owned()), "{text}");
        }
        // What the type does not hold is no number of that kind either.
        assert!(WholeNumber::new("a size", 0, 1000).read::<u8>("256").is_err());
    }
}
