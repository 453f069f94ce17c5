//! What is right, with something taken away that it cannot do without.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Block, Expr, ExprMethodCall, FnArg, ImplItemFn, ItemFn, ItemImpl, Local, Pat, ReturnType, Stmt, Visibility,
    parse_quote,
};

use super::File;

/// The file after `change`, if that has changed something.
pub(super) fn changed(file: &File, mut change: impl VisitMut) -> Option<File> {
    let mut new = file.clone();
    change.visit_file_mut(&mut new);
    (new.to_token_stream().to_string() != file.to_token_stream().to_string()).then_some(new)
}

/// Whatever others call for what it does, does nothing.
pub(super) fn does_nothing(file: &File) -> Option<File> {
    changed(file, DoesNothing)
}

struct DoesNothing;

impl VisitMut for DoesNothing {
    fn visit_item_fn_mut(&mut self, function: &mut ItemFn) {
        if is_public(&function.vis) && matches!(function.sig.output, ReturnType::Default) {
            function.block.stmts.clear();
        }
    }

    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        if is_public(&function.vis) && matches!(function.sig.output, ReturnType::Default) {
            function.block.stmts.clear();
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    !matches!(visibility, Visibility::Inherited)
}

/// Nothing that others call is written yet.
pub(super) fn not_written(file: &File) -> Option<File> {
    changed(file, NotWritten)
}

struct NotWritten;

impl VisitMut for NotWritten {
    fn visit_item_fn_mut(&mut self, function: &mut ItemFn) {
        if is_public(&function.vis) {
            function.block = parse_quote!({ todo!() });
        }
    }

    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        if is_public(&function.vis) {
            function.block = parse_quote!({ todo!() });
        }
    }
}

/// Whoever would wait sleeps for a while instead, and goes on.
pub(super) fn sleeps(file: &File) -> Option<File> {
    changed(
        file,
        InPlaceOfWaiting(parse_quote!({
            std::thread::sleep(std::time::Duration::from_millis(100));
        })),
    )
}

/// Whoever would wait lets others go first, once, and goes on.
pub(super) fn yields(file: &File) -> Option<File> {
    changed(
        file,
        InPlaceOfWaiting(parse_quote!({
            std::thread::yield_now();
        })),
    )
}

struct InPlaceOfWaiting(Block);

impl VisitMut for InPlaceOfWaiting {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        let waits = match expression {
            Expr::While(it) => it.body.stmts.iter().any(|statement| has_wait(|looks| looks.visit_stmt(statement))),
            Expr::MethodCall(call) => call.method == "wait_while",
            _ => false,
        };
        if waits {
            *expression = Expr::Block(syn::ExprBlock { attrs: Vec::new(), label: None, block: self.0.clone() });
        } else {
            visit_mut::visit_expr_mut(self, expression);
        }
    }
}

/// Whether there is a wait in what is looked at.
fn has_wait(look: impl FnOnce(&mut Waits)) -> bool {
    let mut waits = Waits(false);
    look(&mut waits);
    waits.0
}

struct Waits(bool);

impl<'a> Visit<'a> for Waits {
    fn visit_expr_method_call(&mut self, call: &'a ExprMethodCall) {
        self.0 |= is_wait(call);
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'a syn::ExprCall) {
        let name = call.func.to_token_stream().to_string();
        self.0 |=
            name == "park" || name.ends_with(":: park") || name.ends_with("spin_loop") || name.ends_with("yield_now");
        visit::visit_expr_call(self, call);
    }
}

/// Whether it is `condvar.wait(&mut guard)`.
fn is_wait(call: &ExprMethodCall) -> bool {
    call.method == "wait" && matches!(call.args.first(), Some(Expr::Reference(it)) if it.mutability.is_some())
}

/// Whoever would sleep until somebody wakes it looks again and again, with the lock in its hand.
pub(super) fn busy(file: &File) -> Option<File> {
    changed(file, Busy)
}

struct Busy;

impl VisitMut for Busy {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        match expression {
            Expr::MethodCall(call) if is_wait(call) => *expression = parse_quote!(std::hint::spin_loop()),
            _ => visit_mut::visit_expr_mut(self, expression),
        }
    }
}

/// Nobody is woken.
pub(super) fn tells_nobody(file: &File) -> Option<File> {
    changed(file, TellsNobody)
}

struct TellsNobody;

impl VisitMut for TellsNobody {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        match expression {
            Expr::MethodCall(call) if ["notify_one", "notify_all", "unpark"].iter().any(|it| call.method == it) => {
                *expression = parse_quote!(());
            }
            _ => visit_mut::visit_expr_mut(self, expression),
        }
    }
}

/// `let guard = lock.lock();`: the name of the guard, and what is locked.
fn guard(statement: &Stmt) -> Option<(Ident, Expr)> {
    let Stmt::Local(Local { pat: Pat::Ident(name), init: Some(init), .. }) = statement else { return None };
    match &*init.expr {
        Expr::MethodCall(call) if call.method == "lock" && call.args.is_empty() => {
            Some((name.ident.clone(), (*init.expr).clone()))
        }
        _ => None,
    }
}

/// Locks are taken, and nobody gives them back.
pub(super) fn guards_leaked(file: &File) -> Option<File> {
    changed(file, GuardsLeaked)
}

struct GuardsLeaked;

impl VisitMut for GuardsLeaked {
    fn visit_block_mut(&mut self, block: &mut Block) {
        visit_mut::visit_block_mut(self, block);
        let names: Vec<Ident> = block.stmts.iter().filter_map(|statement| Some(guard(statement)?.0)).collect();
        for name in names {
            let mut dropped = Dropped { name: name.clone(), found: false };
            block.stmts.iter_mut().for_each(|statement| dropped.visit_stmt_mut(statement));
            if !dropped.found {
                let forgets: Stmt = parse_quote!(std::mem::forget(#name););
                match block.stmts.pop() {
                    Some(Stmt::Expr(tail, None)) => {
                        block.stmts.push(parse_quote!(let at_last = #tail;));
                        block.stmts.push(forgets);
                        block.stmts.push(Stmt::Expr(parse_quote!(at_last), None));
                    }
                    last => block.stmts.extend(last.into_iter().chain([forgets])),
                }
            }
        }
    }
}

/// `drop(guard)` is replaced.
struct Dropped {
    name: Ident,
    found: bool,
}

impl VisitMut for Dropped {
    fn visit_expr_call_mut(&mut self, call: &mut syn::ExprCall) {
        let is_drop = call.func.to_token_stream().to_string() == "drop";
        if is_drop && call.args.first().is_some_and(|it| self.name == it.to_token_stream().to_string()) {
            *call.func = parse_quote!(std::mem::forget);
            self.found = true;
        }
        visit_mut::visit_expr_call_mut(self, call);
    }
}

/// Each use of what a lock protects locks it anew, so that others can come in between.
pub(super) fn locked_for_each_use(file: &File) -> Option<File> {
    changed(file, LockedForEachUse)
}

struct LockedForEachUse;

impl VisitMut for LockedForEachUse {
    fn visit_block_mut(&mut self, block: &mut Block) {
        visit_mut::visit_block_mut(self, block);
        let mut at = 0;
        while at < block.stmts.len() {
            let Some((name, locks)) = guard(&block.stmts[at]) else {
                at += 1;
                continue;
            };
            let mut uses = Uses { name, locks, count: 0 };
            let mut rest = block.stmts[at + 1..].to_vec();
            rest.iter_mut().for_each(|statement| uses.visit_stmt_mut(statement));
            // With one use there is nothing in between.
            if uses.count > 1 {
                block.stmts.truncate(at);
                block.stmts.extend(rest);
            } else {
                at += 1;
            }
        }
    }
}

struct Uses {
    name: Ident,
    locks: Expr,
    count: usize,
}

impl VisitMut for Uses {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        match expression {
            Expr::Path(path) if path.path.is_ident(&self.name) => {
                let locks = &self.locks;
                *expression = parse_quote!((#locks));
                self.count += 1;
            }
            _ => visit_mut::visit_expr_mut(self, expression),
        }
    }
}

/// One lock more, around all that anybody does.
pub(super) fn one_lock(file: &File) -> Option<File> {
    let structs: Vec<Ident> = file
        .items
        .iter()
        .filter_map(|item| match item {
            syn::Item::Struct(it) if is_public(&it.vis) && matches!(it.fields, syn::Fields::Named(_)) => {
                Some(it.ident.clone())
            }
            _ => None,
        })
        .collect();
    let [name] = &structs[..] else { return None };
    changed(file, OneLock { name: name.clone(), is_in_it: false })
}

struct OneLock {
    name: Ident,
    is_in_it: bool,
}

impl VisitMut for OneLock {
    fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
        if let (true, syn::Fields::Named(fields)) = (item.ident == self.name, &mut item.fields) {
            fields.named.push(parse_quote!(one_for_all: std::sync::Mutex<()>));
        }
    }

    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        let of = item.self_ty.to_token_stream().to_string();
        self.is_in_it = self.name == of || of.starts_with(&format!("{} <", self.name));
        visit_mut::visit_item_impl_mut(self, item);
        self.is_in_it = false;
    }

    fn visit_expr_struct_mut(&mut self, made: &mut syn::ExprStruct) {
        visit_mut::visit_expr_struct_mut(self, made);
        if made.path.is_ident(&self.name) || self.is_in_it && made.path.is_ident("Self") {
            made.fields.push(parse_quote!(one_for_all: std::sync::Mutex::new(())));
        }
    }

    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        visit_mut::visit_impl_item_fn_mut(self, function);
        let is_method = matches!(function.sig.inputs.first(), Some(FnArg::Receiver(_)));
        if self.is_in_it && is_method && is_public(&function.vis) {
            function.block.stmts.insert(0, parse_quote!(let _one_for_all = self.one_for_all.lock();));
        }
    }
}

/// Whoever is started has ended when the next one is.
pub(super) fn one_after_the_other(file: &File) -> Option<File> {
    changed(file, OneAfterTheOther)
}

struct OneAfterTheOther;

impl VisitMut for OneAfterTheOther {
    fn visit_stmt_mut(&mut self, statement: &mut Stmt) {
        visit_mut::visit_stmt_mut(self, statement);
        // A thread of a scope, which nobody asks about any more.
        if let Stmt::Expr(Expr::MethodCall(call), Some(_)) = statement
            && call.method == "spawn"
        {
            *statement = parse_quote!(#call.join().unwrap(););
        }
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        let name = match expression {
            Expr::Call(call) => match &*call.func {
                Expr::Path(it) => it.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default(),
                _ => return,
            },
            _ => return,
        };
        match name.as_str() {
            "spawn" | "spawn_named" => {
                *expression = parse_quote!({
                    let begun = #expression;
                    while !begun.is_finished() {
                        std::thread::yield_now();
                    }
                    begun
                });
            }
            "fork" => {
                *expression = parse_quote!({
                    let mut begun = #expression;
                    begun.wait();
                    begun
                });
            }
            _ => {}
        }
    }
}
