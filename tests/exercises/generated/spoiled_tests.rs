//! Tests that are right, with something taken away that they cannot do without: then they notice less than there is, or refuse what is
//! right.

use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ImplItemFn, ItemConst, ItemFn, Macro, ReturnType, Signature, Stmt, Token, parse_quote};

use super::File;
use super::spoiled::changed;

/// There are none.
pub(super) fn no_tests(file: &File) -> Option<File> {
    changed(file, List(|_| 0..0))
}

/// Of several there is the first.
pub(super) fn only_the_first(file: &File) -> Option<File> {
    changed(file, List(|tests| 0..tests.min(1)))
}

/// Of several there is the last.
pub(super) fn only_the_last(file: &File) -> Option<File> {
    changed(file, List(|tests| tests.saturating_sub(1)..tests))
}

/// Which tests of how many stay.
struct List(fn(usize) -> std::ops::Range<usize>);

impl VisitMut for List {
    fn visit_item_const_mut(&mut self, item: &mut ItemConst) {
        if item.ident != "TESTS" {
            return;
        }
        if let Expr::Reference(list) = &mut *item.expr
            && let Expr::Array(list) = &mut *list.expr
        {
            let tests: Vec<Expr> = list.elems.iter().cloned().collect();
            list.elems = tests[(self.0)(tests.len())].iter().cloned().collect();
        }
    }
}

/// No test does anything.
pub(super) fn do_nothing(file: &File) -> Option<File> {
    changed(file, Bodies(parse_quote!({})))
}

/// No test is written yet.
pub(super) fn not_written(file: &File) -> Option<File> {
    changed(file, Bodies(parse_quote!({ todo!() })))
}

/// What stands in each function that gives nothing back, as tests do.
struct Bodies(Block);

impl Bodies {
    fn is_meant(signature: &Signature) -> bool {
        matches!(signature.output, ReturnType::Default)
    }
}

impl VisitMut for Bodies {
    fn visit_item_fn_mut(&mut self, function: &mut ItemFn) {
        if Self::is_meant(&function.sig) {
            *function.block = self.0.clone();
        }
    }

    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        if Self::is_meant(&function.sig) {
            function.block = self.0.clone();
        }
    }
}

/// Everything is done and compared, and nothing follows from it.
pub(super) fn assert_nothing(file: &File) -> Option<File> {
    changed(
        file,
        Asserts(|name, compared| match (name, compared) {
            ("assert_eq", [one, other]) => parse_quote!({ let _ = #one == #other; }),
            ("assert_ne", [one, other]) => parse_quote!({ let _ = #one != #other; }),
            _ => parse_quote!({ let _ = (#(#compared),*); }),
        }),
    )
}

/// What has to be must not be.
pub(super) fn assert_the_opposite(file: &File) -> Option<File> {
    changed(
        file,
        Asserts(|name, compared| match name {
            "assert_eq" => parse_quote!({ assert_ne!(#(#compared),*) }),
            "assert_ne" => parse_quote!({ assert_eq!(#(#compared),*) }),
            _ => parse_quote!({ assert!(#(!(#compared)),*) }),
        }),
    )
}

/// What stands in the place of what is asserted: the macro's name, and what is compared, without what is said of it.
struct Asserts(fn(&str, &[Expr]) -> Expr);

impl Asserts {
    fn replaced(&self, used: &Macro) -> Option<Expr> {
        let name = used.path.get_ident()?.to_string();
        let compared = match name.as_str() {
            "assert" => 1,
            "assert_eq" | "assert_ne" => 2,
            _ => return None,
        };
        let arguments = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(used.tokens.clone()).ok()?;
        let arguments: Vec<Expr> = arguments.into_iter().take(compared).collect();
        Some((self.0)(&name, &arguments))
    }
}

impl VisitMut for Asserts {
    fn visit_stmt_mut(&mut self, statement: &mut Stmt) {
        match statement {
            Stmt::Macro(it) => {
                if let Some(new) = self.replaced(&it.mac) {
                    *statement = Stmt::Expr(new, Some(parse_quote!(;)));
                }
            }
            _ => visit_mut::visit_stmt_mut(self, statement),
        }
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        match expression {
            Expr::Macro(it) => {
                if let Some(new) = self.replaced(&it.mac) {
                    *expression = new;
                }
            }
            _ => visit_mut::visit_expr_mut(self, expression),
        }
    }
}

/// Nobody is waited for whose end gives nothing.
pub(super) fn wait_for_nobody(file: &File) -> Option<File> {
    changed(file, WaitForNobody)
}

struct WaitForNobody;

impl VisitMut for WaitForNobody {
    fn visit_block_mut(&mut self, block: &mut Block) {
        visit_mut::visit_block_mut(self, block);
        block.stmts.retain(|statement| !matches!(statement, Stmt::Expr(it, Some(_)) if joins(it)));
    }
}

/// `handle.join().unwrap()`.
fn joins(expression: &Expr) -> bool {
    match expression {
        Expr::MethodCall(call) if call.method == "join" => call.args.is_empty(),
        Expr::MethodCall(call) if call.method == "unwrap" => joins(&call.receiver),
        _ => false,
    }
}
