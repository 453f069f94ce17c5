//! Signs that would cover each other, moved side by side.

/// A place in a picture: how far to the right, and how far down.
pub type Place = (i32, i32);

/// Over how many steps a sign is moved at the most.
const FARTHEST: i32 = 4;

/// The places of the signs of several series, moved sideways where a sign would cover one of another series.
///
/// Two signs cover each other if they are less than `size` apart in both directions. A sign is moved by as few `steps` as show
/// it, and stays between the columns `first` and `last`; where there is no room for it near its place it stays there, covered or
/// not.
pub fn apart(series: &[Vec<Place>], size: i32, steps: i32, (first, last): (i32, i32)) -> Vec<Vec<Place>> {
    let mut taken: Vec<(usize, Place)> = Vec::new();
    let mut all = Vec::new();
    for (number, places) in series.iter().enumerate() {
        let mut moved = Vec::new();
        for &(x, y) in places {
            let is_free = |(x, y): Place| {
                let covers = |(a, b): Place| (a - x).abs() < size && (b - y).abs() < size;
                (first..=last).contains(&x) && !taken.iter().any(|(of, place)| *of != number && covers(*place))
            };
            let both_ways = (1..=FARTHEST).flat_map(|step| [step, -step]);
            let near = std::iter::once(0).chain(both_ways).map(|step| (x + step * steps, y));
            let place = near.into_iter().find(|place| is_free(*place)).unwrap_or((x, y));
            taken.push((number, place));
            moved.push(place);
        }
        all.push(moved);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_several_series_at_one_place_are_all_seen() {
        let series = vec![vec![(5, 1), (9, 1)]; 4];
        let moved = apart(&series, 1, 1, (0, 12));
        assert_eq!(moved, [[(5, 1), (9, 1)], [(6, 1), (10, 1)], [(4, 1), (8, 1)], [(7, 1), (11, 1)]]);
        // At an edge there is room on one side.
        let moved = apart(&vec![vec![(0, 0)]; 3], 1, 1, (0, 12));
        assert_eq!(moved, [[(0, 0)], [(1, 0)], [(2, 0)]]);
    }

    #[test]
    fn what_covers_nothing_stays_where_it_is() {
        let series = vec![vec![(5, 1), (5, 1), (6, 1)], vec![(5, 2), (7, 1)]];
        assert_eq!(apart(&series, 1, 1, (0, 12)), series);
        let near = vec![vec![(100, 50)], vec![(109, 53)], vec![(100, 62)]];
        assert_eq!(apart(&near, 10, 12, (0, 500)), [[(100, 50)], [(121, 53)], [(100, 62)]]);
    }

    #[test]
    fn where_there_is_no_room_a_sign_stays() {
        let moved = apart(&vec![vec![(1, 0)]; 4], 1, 1, (0, 2));
        assert_eq!(moved, [[(1, 0)], [(2, 0)], [(0, 0)], [(1, 0)]]);
    }
}
