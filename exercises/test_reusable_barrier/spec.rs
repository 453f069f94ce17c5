/// What the tests are handed of the implementation in a module: how to make a place to meet.
macro_rules! subject {
    ($module:ident) => {{
        impl subject::Implementation for $module::Rounds {
            fn meet(&self, between: &mut dyn FnMut()) {
                self.meet(between);
            }
        }
        |n| subject::Rounds::of($module::Rounds::new(n))
    }};
}
