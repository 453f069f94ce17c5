//! Which actor a word of a schedule means.
//!
//! Several actors may have the same name. A name alone means the first of them, `name#2` the second, and `@3` is the
//! actor that was started third, whatever it is called.

/// What an actor is called, of all that there are so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called<'a> {
    /// Its name, which others may have too.
    pub name: &'a str,
    /// The how-manieth of that name it is, from 1.
    pub nth: usize,
    /// The how-manieth of all it is; `main` is 0.
    pub id: usize,
}

impl<'a> Called<'a> {
    /// Everybody, in order of their start.
    pub fn all(names: &'a [String]) -> Vec<Self> {
        let nth = |id: usize| names[..=id].iter().filter(|other| **other == names[id]).count();
        names.iter().enumerate().map(|(id, name)| Self { name, nth: nth(id), id }).collect()
    }

    /// Whether `word` means this actor.
    pub fn is_meant_by(&self, word: &str) -> bool {
        let number = |text: &str| text.parse::<usize>().ok();
        word == self.name && self.nth == 1
            || word.strip_prefix(self.name).and_then(|rest| number(rest.strip_prefix('#')?)) == Some(self.nth)
            || word.strip_prefix('@').and_then(number) == Some(self.id)
    }
}

/// The actor that `word` means, of those with these names in order of their start.
pub fn meant(word: &str, names: &[String]) -> Option<usize> {
    // A name that looks like another's number is a name first.
    let all = Called::all(names);
    let by_name = all.iter().find(|actor| actor.name == word && actor.nth == 1);
    by_name.or_else(|| all.iter().find(|actor| actor.is_meant_by(word))).map(|actor| actor.id)
}

/// Characters of a name that is written into a schedule. Who has a longer one is written by number.
const LONGEST: usize = 80;

/// A word for each actor that means it and no other.
pub fn unambiguous(names: &[String]) -> Vec<String> {
    let word = |actor: Called<'_>| {
        let alone = names.iter().filter(|other| *other == actor.name).count() == 1;
        let numbered = format!("{}#{}", actor.name, actor.nth);
        let candidates = [alone.then(|| actor.name.to_owned()), Some(numbered)];
        let short = candidates.into_iter().flatten().filter(|word| word.chars().count() <= LONGEST);
        let fitting = short.into_iter().find(|word| meant(word, names) == Some(actor.id));
        fitting.unwrap_or_else(|| format!("@{}", actor.id))
    };
    Called::all(names).into_iter().map(word).collect()
}
