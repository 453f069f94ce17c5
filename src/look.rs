//! What a lock guards or a message says, as far as a report can show it.

use std::fmt::Debug;
use std::ops::{Deref, DerefMut};
use std::ptr;

use castaway::cast;

use crate::kernel::operation::Value;
use crate::naming::debug_in;

/// How many characters of a value are shown.
const SHOWN: usize = 24;

/// A value inside a lock, with what it takes to look at it.
///
/// A lock may guard anything, so its type asks for no `Debug`; what is shown are the types below, and others only on
/// request. The type is found out here, where it is known by its own name: later it may be known as a trait object only.
pub(crate) struct Guarded<T: ?Sized> {
    look: fn(*const ()) -> Value,
    value: T,
}

impl<T> Guarded<T> {
    /// Shown if its type is a plain one.
    pub(crate) fn new(guarded: T) -> Self {
        let look = |place: *const ()| {
            // SAFETY: `show` gives nothing but the place of the value that is made here, and it is a `T`.
            #[expect(unsafe_code, reason = "a function that named T could not be in a lock of a trait object")]
            value(unsafe { &*place.cast::<T>() })
        };
        Self { look, value: guarded }
    }

    /// From now on shown, whatever it is.
    pub(crate) fn show_by_debug(&mut self)
    where
        T: Debug,
    {
        self.look = |place| {
            // SAFETY: as above.
            #[expect(unsafe_code, reason = "as above")]
            text(unsafe { &*place.cast::<T>() })
        };
    }

    pub(crate) fn into_value(self) -> T {
        self.value
    }
}

impl<T: ?Sized> Guarded<T> {
    /// What it is now, as far as it can be shown.
    pub(crate) fn show(&self) -> Value {
        (self.look)(ptr::from_ref(&self.value).cast())
    }
}

impl<T: ?Sized> Deref for Guarded<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: ?Sized> DerefMut for Guarded<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

/// A value in words, if its type is a plain one: numbers, truth and text; options, pairs, rows and lists of these.
pub(crate) fn value<T>(of: &T) -> Value {
    macro_rules! integers {
        ($($integer:ty),*) => { $(
            if let Ok(value) = cast!(of, &$integer) {
                return i128::try_from(*value).map_or_else(|_| Value::Text(value.to_string()), Value::Int);
            }
        )* };
    }
    macro_rules! plain {
        ($($plain:ty),*) => { $( if let Ok(value) = cast!(of, &$plain) { return text(value); } )* };
    }
    macro_rules! made_of {
        ($($part:ty),*) => { $(
            plain!(Option<$part>, ($part, $part), [$part; 1], [$part; 2], [$part; 3], [$part; 4], Vec<$part>);
            plain!([Option<$part>; 2], [Option<$part>; 3], [Option<$part>; 4], Vec<Option<$part>>, Option<Vec<$part>>);
        )* };
    }
    if let Ok(value) = cast!(of, &bool) {
        return Value::Bool(*value);
    }
    integers!(u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize);
    plain!(char, f32, f64, String);
    made_of!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize, bool, char, f32, f64, String);
    Value::None
}

fn text(value: &dyn Debug) -> Value {
    Value::Text(debug_in(value, SHOWN))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown<T>(value: T) -> Option<String> {
        Guarded::new(value).show().shown()
    }

    #[test]
    fn plain_values_are_shown_and_others_are_not() {
        let all = [
            shown(7_u8),
            shown(-7_i128),
            shown(u128::MAX),
            shown(true),
            shown(Some(3)),
            shown((11, 59)),
            shown([None, Some(7_u64)]),
            shown(vec![1, 2]),
            shown("a".to_owned()),
        ];
        let all = all.map(Option::unwrap_or_default);
        let most = u128::MAX.to_string();
        assert_eq!(all, ["7", "-7", &most, "true", "Some(3)", "(11, 59)", "[None, Some(7)]", "[1, 2]", "\"a\""]);
        struct Page;
        assert_eq!((shown(Page), shown(()), shown(&7)), (None, None, None));
    }

    #[test]
    fn a_trait_object_is_looked_at_as_what_it_is() {
        let guarded: Box<Guarded<dyn Send>> = Box::new(Guarded::new(41_i32));
        assert_eq!(guarded.show().shown(), Some("41".to_owned()));
    }

    #[test]
    fn any_value_with_debug_can_be_shown() {
        #[derive(Debug)]
        #[expect(dead_code, reason = "only its Debug is of interest")]
        struct Page(u8);
        let mut page = Guarded::new(Page(3));
        assert_eq!(page.show().shown(), None);
        page.show_by_debug();
        assert_eq!(page.show().shown(), Some("Page(3)".to_owned()));
    }

    #[test]
    fn long_values_are_cut() {
        assert_eq!(shown(vec![7; 1_000_000]), Some("[7, 7, 7, 7, 7, 7, 7, 7,…".to_owned()));
    }
}
