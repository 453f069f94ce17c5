//! What a lock guards or a message says, as far as a report can show it.

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::{BuildHasherDefault, Hasher};
use std::mem::{MaybeUninit, needs_drop};
use std::ops::{Deref, DerefMut};
use std::ptr;
use std::sync::LazyLock;

use racecourse_kernel as kernel;
use racecourse_kernel::shown::Value;
use racecourse_meaning::Word;
use racecourse_sources::debug_in;

/// How many characters of a value are shown.
const SHOWN: usize = 24;

/// A value inside a lock, with what it takes to look at it.
///
/// A lock may guard anything, so its type asks for no `Debug`; what is shown are the types below, and others only on
/// request. The type is noted here, where it is known by its own name: later it may be known as a trait object only.
pub(crate) struct Guarded<T: ?Sized> {
    look: Look,
    /// Whether the value is none of the program's, see [`hidden`](Self::hidden).
    hidden: bool,
    value: T,
}

impl<T> Guarded<T> {
    /// Shown if its type is a plain one.
    pub(crate) fn new(guarded: T) -> Self {
        Self { look: |place| plain(typeid::of::<T>(), place), hidden: false, value: guarded }
    }

    /// From now on shown, whatever it is.
    pub(crate) fn show_by_debug(&mut self)
    where
        T: Debug,
    {
        self.look = by_debug::<T>;
    }

    /// What stands in the copy of a lock that was held while the process forked: nobody is to see it, in a report neither.
    pub(crate) fn hidden(stand_in: T) -> Self {
        Self { look: |_| Value::None, hidden: true, value: stand_in }
    }

    pub(crate) fn into_value(self) -> T {
        self.assert_in_reach();
        self.value
    }
}

impl<T: ?Sized> Guarded<T> {
    /// The value, for who needs no lock to reach it.
    pub(crate) fn without_lock(&mut self) -> &mut T {
        self.assert_in_reach();
        &mut self.value
    }

    #[track_caller]
    fn assert_in_reach(&self) {
        assert!(
            !self.hidden,
            "somebody else held this lock when the process was forked, so its value was in the middle of a change"
        );
    }

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

/// What a lock guarded when it was taken, or what a message was: its bytes, and what it says of itself.
///
/// What it owns elsewhere is seen as far as a report could show it: a list of numbers, and not a tree.
pub(crate) struct Contents {
    bytes: Box<[MaybeUninit<u8>]>,
    shown: Value,
}

impl Contents {
    /// What `guarded` is, if the execution asks whether that is changed.
    pub(crate) fn noted<T: ?Sized>(guarded: &Guarded<T>) -> Option<Self> {
        // What takes no memory is always the same.
        (size_of_val(&guarded.value) > 0 && kernel::looks_inside())
            .then(|| Self { bytes: bytes_of(&guarded.value).into(), shown: guarded.show() })
    }

    /// The same of a message that has been taken out of a channel, and may be put in again.
    pub(crate) fn of_message<T>(message: &T) -> Option<Self> {
        kernel::looks_inside().then(|| Self { bytes: bytes_of(message).into(), shown: value(message) })
    }

    /// The lock is given up: tells the execution if `guarded` has changed, or may have because it was reached for to be changed
    /// (`written`) and not all that it owns is compared.
    pub(crate) fn compare<T: ?Sized>(self, guarded: &Guarded<T>, written: bool) {
        let now = guarded.show();
        self.compare_with(bytes_of(&guarded.value), &now);
        if written && needs_drop::<T>() && !is_whole(&now) {
            kernel::may_have_changed_inside();
        }
    }

    /// Who has taken out a message puts in this one: tells the execution if it is another one.
    pub(crate) fn compare_message<T>(&self, message: &T) {
        self.compare_with(bytes_of(message), &value(message));
    }

    #[expect(unsafe_code, reason = "a lock guards anything, which need not be comparable")]
    fn compare_with(&self, now: &[MaybeUninit<u8>], shown: &Value) {
        let same_length = self.bytes.len() == now.len();
        // SAFETY: both are that many bytes that can be read. Some of them may be padding, which C's comparison takes for
        // bytes of some value: they are copied and left as they are, and if not, this takes the whole to be changed.
        let is_same = same_length
            && unsafe { nix::libc::memcmp(self.bytes.as_ptr().cast(), now.as_ptr().cast(), now.len()) } == 0;
        if !is_same || self.shown != *shown {
            kernel::has_changed_inside();
        }
    }
}

/// Whether it is all that there is to be said of a value.
fn is_whole(shown: &Value) -> bool {
    match shown {
        Value::None => false,
        Value::Text(text) => !text.ends_with('…'),
        _ => true,
    }
}

/// The memory that a value takes, whatever of it is in use.
#[expect(unsafe_code, reason = "a lock guards anything, which need not be comparable")]
fn bytes_of<T: ?Sized>(value: &T) -> &[MaybeUninit<u8>] {
    // SAFETY: the value is borrowed for as long as its bytes are, it is as long as it says, and uninitialised bytes are what
    // `MaybeUninit` allows. Whoever holds the lock does not change it meanwhile.
    unsafe { std::slice::from_raw_parts(ptr::from_ref(value).cast(), size_of_val(value)) }
}

/// A value in words, if its type is a plain one: numbers, truth and text; options, pairs, rows and lists of these.
pub(crate) fn value<T>(of: &T) -> Value {
    plain(typeid::of::<T>(), ptr::from_ref(of).cast())
}

/// A value of plain memory as a number, and how that is to be understood: numbers as themselves, anything else by what it
/// says of itself.
pub(crate) fn as_word<T: Debug>(of: &T) -> (Word, u64) {
    let bits = u32::try_from(8 * size_of::<T>()).unwrap_or(u32::MAX);
    match value(of) {
        Value::Bool(truth) => (Word::Bool, truth.into()),
        Value::Int(number) if bits <= 64 => {
            let signed = is_signed(typeid::of::<T>());
            let word = if signed { Word::Signed { bits } } else { Word::Unsigned { bits } };
            (word, number as u64)
        }
        _ => (Word::Text, kernel::text(format!("{of:?}"))),
    }
}

fn is_signed(id: TypeId) -> bool {
    let signed =
        [TypeId::of::<i8>(), TypeId::of::<i16>(), TypeId::of::<i32>(), TypeId::of::<i64>(), TypeId::of::<isize>()];
    signed.contains(&id)
}

/// The same for a report.
pub(crate) fn in_words<T: Debug>(of: &T) -> Value {
    Value::Text(format!("{of:?}"))
}

/// The value at `place`, which is of the type with this id.
///
/// All that is compiled for a type of somebody's own is the call of this. What the plain types are is looked up here, once
/// for all programs.
fn plain(id: TypeId, place: *const ()) -> Value {
    static PLAIN: LazyLock<HashMap<TypeId, Look, BuildHasherDefault<IdHasher>>> =
        LazyLock::new(|| plain_types().into_iter().collect());
    PLAIN.get(&id).map_or(Value::None, |look| look(place))
}

/// Looks at the value at a place.
type Look = fn(*const ()) -> Value;

/// The plain types, and how each is looked at.
fn plain_types() -> Vec<(TypeId, Look)> {
    let mut all: Vec<(TypeId, Look)> = Vec::new();
    macro_rules! by {
        ($look:ident: $($plain:ty),* $(,)?) => { $( all.push((TypeId::of::<$plain>(), $look::<$plain>)); )* };
    }
    macro_rules! made_of {
        ($($part:ty),*) => { $(
            by!(by_debug: Option<$part>, ($part, $part), [$part; 1], [$part; 2], [$part; 3], [$part; 4], Vec<$part>);
            by!(by_debug: [Option<$part>; 2], [Option<$part>; 3], [Option<$part>; 4]);
            by!(by_debug: Vec<Option<$part>>, Option<Vec<$part>>);
        )* };
    }
    by!(as_truth: bool);
    by!(as_integer: u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize);
    by!(by_debug: char, f32, f64, String);
    made_of!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize, bool, char, f32, f64, String);
    all
}

fn as_truth<T: Copy + Into<bool>>(place: *const ()) -> Value {
    Value::Bool((*at::<T>(place)).into())
}

fn as_integer<T: Copy + ToString + TryInto<i128>>(place: *const ()) -> Value {
    let integer = *at::<T>(place);
    integer.try_into().map_or_else(|_| Value::Text(integer.to_string()), Value::Int)
}

fn by_debug<T: Debug>(place: *const ()) -> Value {
    text(at::<T>(place))
}

/// The value at a place where there is a `T`.
fn at<'a, T>(place: *const ()) -> &'a T {
    // SAFETY: a function of the table is called with the place of a value whose type has the id that stands beside it. No
    // type of the table has a lifetime in it, so that there is no other type with that id. And what `show_by_debug` keeps is
    // called by `show` alone, with the place of that same value.
    #[expect(unsafe_code, reason = "only what is compiled for a type knows it by name, and that should be little")]
    unsafe {
        &*place.cast::<T>()
    }
}

/// Ids of types are hashes already.
#[derive(Default)]
struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 ^= u64::from_ne_bytes(word);
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 ^= word;
    }
}

fn text(value: &dyn Debug) -> Value {
    Value::Text(debug_in(value, SHOWN))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown<T>(value: T) -> Option<String> {
        Guarded::new(value).show().text()
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
        assert_eq!(guarded.show().text(), Some("41".to_owned()));
    }

    #[test]
    fn any_value_with_debug_can_be_shown() {
        #[derive(Debug)]
        #[expect(dead_code, reason = "only its Debug is of interest")]
        struct Page(u8);
        let mut page = Guarded::new(Page(3));
        assert_eq!(page.show().text(), None);
        page.show_by_debug();
        assert_eq!(page.show().text(), Some("Page(3)".to_owned()));
    }

    #[test]
    fn long_values_are_cut() {
        assert_eq!(shown(vec![7; 1_000_000]), Some("[7, 7, 7, 7, 7, 7, 7, 7,…".to_owned()));
    }
}
