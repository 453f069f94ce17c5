//! Strongly connected components: Tarjan's algorithm, without recursion, because graphs are deep.

/// The components of the graph of the nodes below `count` in which `next` says where one gets to. Each node is in exactly
/// one of them.
pub(super) fn of(count: usize, next: impl Fn(usize) -> Vec<usize>) -> Vec<Vec<usize>> {
    let mut search =
        Search { numbers: vec![None; count], lowest: vec![0; count], is_open: vec![false; count], ..Search::default() };
    for root in 0..count {
        if search.numbers[root].is_none() {
            search.go_from(root, &next);
        }
    }
    search.components
}

#[derive(Default)]
struct Search {
    /// The how-manieth that was come to.
    numbers: Vec<Option<usize>>,
    /// The lowest number of an open node that is known to be reached from here.
    lowest: Vec<usize>,
    /// Whether it is not known yet which component the node is in.
    is_open: Vec<bool>,
    open: Vec<usize>,
    seen: usize,
    components: Vec<Vec<usize>>,
}

impl Search {
    fn go_from(&mut self, root: usize, next: &impl Fn(usize) -> Vec<usize>) {
        // The way here, with what is left to try from each node on it.
        let mut way = vec![(root, next(root))];
        self.enter(root);
        while let Some((node, left)) = way.last_mut() {
            let node = *node;
            match left.pop() {
                Some(to) if self.numbers[to].is_none() => {
                    self.enter(to);
                    way.push((to, next(to)));
                }
                Some(to) if self.is_open[to] => self.lowest[node] = self.lowest[node].min(self.lowest[to]),
                Some(_) => {}
                None => {
                    way.pop();
                    if let Some((before, _)) = way.last() {
                        self.lowest[*before] = self.lowest[*before].min(self.lowest[node]);
                    }
                    if self.numbers[node] == Some(self.lowest[node]) {
                        self.close(node);
                    }
                }
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.numbers[node] = Some(self.seen);
        self.lowest[node] = self.seen;
        self.seen += 1;
        self.is_open[node] = true;
        self.open.push(node);
    }

    /// Everybody who has become open since `first` is in a component with it.
    fn close(&mut self, first: usize) {
        let from = self.open.iter().rposition(|node| *node == first).expect("it is open");
        let component = self.open.split_off(from);
        component.iter().for_each(|node| self.is_open[*node] = false);
        self.components.push(component);
    }
}

#[test]
fn components_are_what_is_reached_from_each_other() {
    // Two circles with a way from one to the other, and one node by itself.
    let edges: [&[usize]; 6] = [&[1], &[2], &[0, 3], &[4], &[3], &[0]];
    let mut components = of(edges.len(), |node| edges[node].to_vec());
    components.iter_mut().for_each(|component| component.sort_unstable());
    components.sort();
    assert_eq!(components, [vec![0, 1, 2], vec![3, 4], vec![5]]);
}
