//! One process multiplies the vectors, number by number, and adds up the products.

/// The dot product of `x` and `y`.
pub fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

/// The dot product of all of `x` and `y`.
pub fn dot_product(x: &[f64], y: &[f64], _piece: usize) -> f64 {
    dot(x, y)
}
