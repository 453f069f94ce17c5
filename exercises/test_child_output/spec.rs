/// What the tests are handed of the implementation in a module: its function.
macro_rules! subject {
    ($module:ident) => {{
        let output_of: subject::OutputOf = $module::output_of;
        output_of
    }};
}
