/// What the tests are handed of the implementation in a module: how to make a buffer.
macro_rules! subject {
    ($module:ident) => {{
        impl subject::Implementation for $module::Buffer<u32> {
            fn push(&self, item: u32) {
                self.push(item);
            }

            fn pop(&self) -> u32 {
                self.pop()
            }
        }
        |capacity| subject::Buffer::of($module::Buffer::new(capacity))
    }};
}
