//! Maps and sets whose elements come in the same order in each execution: a program that does not repeat itself cannot be judged.

use std::borrow::Borrow;
use std::collections::{hash_map, hash_set};
use std::hash::{BuildHasherDefault, DefaultHasher, Hash};
use std::ops::{Deref, DerefMut, Index};

type Fixed = BuildHasherDefault<DefaultHasher>;

/// As in the standard library, with a hasher that hashes alike each time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HashMap<K: Eq + Hash, V>(hash_map::HashMap<K, V, Fixed>);

impl<K: Eq + Hash, V> HashMap<K, V> {
    /// An empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty map with room for so many.
    pub fn with_capacity(capacity: usize) -> Self {
        Self(hash_map::HashMap::with_capacity_and_hasher(capacity, Fixed::default()))
    }

    /// The keys alone.
    pub fn into_keys(self) -> hash_map::IntoKeys<K, V> {
        self.0.into_keys()
    }

    /// The values alone.
    pub fn into_values(self) -> hash_map::IntoValues<K, V> {
        self.0.into_values()
    }
}

impl<K: Eq + Hash, V> Default for HashMap<K, V> {
    fn default() -> Self {
        Self(hash_map::HashMap::default())
    }
}

impl<K: Eq + Hash, V> Deref for HashMap<K, V> {
    type Target = hash_map::HashMap<K, V, Fixed>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<K: Eq + Hash, V> DerefMut for HashMap<K, V> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl<K: Eq + Hash, V> FromIterator<(K, V)> for HashMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl<K: Eq + Hash, V, const N: usize> From<[(K, V); N]> for HashMap<K, V> {
    fn from(pairs: [(K, V); N]) -> Self {
        pairs.into_iter().collect()
    }
}

impl<K: Eq + Hash, V> Extend<(K, V)> for HashMap<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
        self.0.extend(pairs);
    }
}

impl<K: Eq + Hash + Borrow<Q>, Q: Eq + Hash + ?Sized, V> Index<&Q> for HashMap<K, V> {
    type Output = V;

    fn index(&self, key: &Q) -> &V {
        &self.0[key]
    }
}

impl<K: Eq + Hash, V> IntoIterator for HashMap<K, V> {
    type Item = (K, V);
    type IntoIter = hash_map::IntoIter<K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, K: Eq + Hash, V> IntoIterator for &'a HashMap<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = hash_map::Iter<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'a, K: Eq + Hash, V> IntoIterator for &'a mut HashMap<K, V> {
    type Item = (&'a K, &'a mut V);
    type IntoIter = hash_map::IterMut<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut()
    }
}

/// As in the standard library, with a hasher that hashes alike each time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HashSet<T: Eq + Hash>(hash_set::HashSet<T, Fixed>);

impl<T: Eq + Hash> HashSet<T> {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty set with room for so many.
    pub fn with_capacity(capacity: usize) -> Self {
        Self(hash_set::HashSet::with_capacity_and_hasher(capacity, Fixed::default()))
    }
}

impl<T: Eq + Hash> Default for HashSet<T> {
    fn default() -> Self {
        Self(hash_set::HashSet::default())
    }
}

impl<T: Eq + Hash> Deref for HashSet<T> {
    type Target = hash_set::HashSet<T, Fixed>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<T: Eq + Hash> DerefMut for HashSet<T> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl<T: Eq + Hash> FromIterator<T> for HashSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        Self(elements.into_iter().collect())
    }
}

impl<T: Eq + Hash, const N: usize> From<[T; N]> for HashSet<T> {
    fn from(elements: [T; N]) -> Self {
        elements.into_iter().collect()
    }
}

impl<T: Eq + Hash> Extend<T> for HashSet<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, elements: I) {
        self.0.extend(elements);
    }
}

impl<T: Eq + Hash> IntoIterator for HashSet<T> {
    type Item = T;
    type IntoIter = hash_set::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T: Eq + Hash> IntoIterator for &'a HashSet<T> {
    type Item = &'a T;
    type IntoIter = hash_set::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_come_in_the_same_order_each_time() {
        let keys = || (0..100).map(|n| (n * 7919, n)).collect::<HashMap<u32, u32>>().into_keys().collect::<Vec<_>>();
        assert_eq!(keys(), keys());
        let elements = || (0..100).map(|n| n * 7919).collect::<HashSet<u32>>().into_iter().collect::<Vec<_>>();
        assert_eq!(elements(), elements());
    }

    #[test]
    fn what_a_map_does_in_the_standard_library_it_does_here() {
        let mut map = HashMap::from([("a", 1)]);
        *map.entry("a").or_default() += 1;
        map.extend([("b", 3)]);
        map.values_mut().for_each(|value| *value *= 10);
        assert_eq!((map["a"], map.get("b"), map.len()), (20, Some(&30), 2));
    }
}
