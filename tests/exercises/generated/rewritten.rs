//! The same, written otherwise.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Block, FnArg, ImplItem, ImplItemFn, Item, ItemFn, ItemImpl, Pat, PatIdent, Signature, Visibility, parse_quote,
};

use super::File;

/// All variables have other names.
pub(super) fn renamed(file: &File) -> Option<File> {
    let mut names = Names::default();
    names.visit_file(file);
    let tokens = file.to_token_stream();
    let mut taken = names.others;
    formatted(tokens.clone(), &mut taken);
    names.variables.retain(|name| !taken.contains(name) && name != "self");
    if names.variables.is_empty() {
        return None;
    }
    Some(syn::parse2(replaced(tokens, &names.variables)).expect("it is as it was"))
}

/// Names of variables, and of everything else.
#[derive(Default)]
struct Names {
    variables: BTreeSet<String>,
    others: BTreeSet<String>,
}

impl<'a> Visit<'a> for Names {
    fn visit_pat_ident(&mut self, pattern: &'a PatIdent) {
        let name = pattern.ident.to_string();
        // One with a capital may be a constant or a variant.
        let set = if name.starts_with(char::is_lowercase) { &mut self.variables } else { &mut self.others };
        set.insert(name);
        visit::visit_pat_ident(self, pattern);
    }

    fn visit_field(&mut self, field: &'a syn::Field) {
        self.others.extend(field.ident.as_ref().map(Ident::to_string));
        visit::visit_field(self, field);
    }

    fn visit_member(&mut self, member: &'a syn::Member) {
        if let syn::Member::Named(name) = member {
            self.others.insert(name.to_string());
        }
    }

    fn visit_signature(&mut self, signature: &'a Signature) {
        self.others.insert(signature.ident.to_string());
        visit::visit_signature(self, signature);
    }

    fn visit_expr_method_call(&mut self, call: &'a syn::ExprMethodCall) {
        self.others.insert(call.method.to_string());
        visit::visit_expr_method_call(self, call);
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        if path.segments.len() > 1 {
            self.others.extend(path.segments.iter().map(|segment| segment.ident.to_string()));
        }
        visit::visit_path(self, path);
    }

    fn visit_item_macro(&mut self, makes: &'a syn::ItemMacro) {
        // What stands in the rules of a macro may be anything.
        words(makes.mac.tokens.clone(), &mut self.others);
    }

    fn visit_macro(&mut self, used: &'a syn::Macro) {
        self.others.extend(used.path.get_ident().map(Ident::to_string));
        // What has another syntax than Rust's may be anything, too.
        if !used
            .path
            .get_ident()
            .is_some_and(|name| ["assert", "assert_eq", "assert_ne", "vec", "format"].iter().any(|it| name == it))
        {
            words(used.tokens.clone(), &mut self.others);
        }
    }

    fn visit_use_tree(&mut self, tree: &'a syn::UseTree) {
        words(tree.to_token_stream(), &mut self.others);
    }

    fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
        self.others.insert(module.ident.to_string());
        visit::visit_item_mod(self, module);
    }
}

fn words(tokens: TokenStream, into: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => {
                into.insert(name.to_string());
            }
            TokenTree::Group(group) => words(group.stream(), into),
            _ => {}
        }
    }
}

/// Names that texts are formatted with: they stand inside of literals.
fn formatted(tokens: TokenStream, into: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                let inside = text.split('{').skip(1).filter_map(|rest| rest.split(['}', ':']).next());
                into.extend(inside.map(str::to_owned));
            }
            TokenTree::Group(group) => formatted(group.stream(), into),
            _ => {}
        }
    }
}

fn replaced(tokens: TokenStream, names: &BTreeSet<String>) -> TokenStream {
    let other = |token| match token {
        TokenTree::Ident(name) if names.contains(&name.to_string()) => {
            TokenTree::Ident(format_ident!("another_{name}"))
        }
        TokenTree::Group(group) => {
            let mut new = proc_macro2::Group::new(group.delimiter(), replaced(group.stream(), names));
            new.set_span(group.span());
            TokenTree::Group(new)
        }
        token => token,
    };
    tokens.into_iter().map(other).collect()
}

/// What can stand in any order stands in the opposite one.
pub(super) fn reordered(file: &File) -> Option<File> {
    let mut file = file.clone();
    Reordered.visit_file_mut(&mut file);
    Some(file)
}

struct Reordered;

impl Reordered {
    /// Macros have to stand before what uses them.
    fn turn(items: &mut [Item]) {
        if !items.iter().any(|item| matches!(item, Item::Macro(_))) {
            items.reverse();
        }
    }
}

impl VisitMut for Reordered {
    fn visit_file_mut(&mut self, file: &mut File) {
        Self::turn(&mut file.items);
        visit_mut::visit_file_mut(self, file);
    }

    fn visit_item_mod_mut(&mut self, module: &mut syn::ItemMod) {
        if let Some((_, items)) = &mut module.content {
            Self::turn(items);
        }
        visit_mut::visit_item_mod_mut(self, module);
    }

    fn visit_item_impl_mut(&mut self, implementation: &mut ItemImpl) {
        implementation.items.reverse();
    }
}

/// Each function does something besides that nobody notices.
pub(super) fn harmless(file: &File) -> Option<File> {
    let mut file = file.clone();
    Harmless.visit_file_mut(&mut file);
    file.items.push(parse_quote! {
        #[allow(dead_code)]
        fn never_called(numbers: &[u32]) -> Option<u32> {
            numbers.iter().copied().max()
        }
    });
    Some(file)
}

struct Harmless;

impl VisitMut for Harmless {
    fn visit_item_fn_mut(&mut self, function: &mut ItemFn) {
        *function.block = with_something_harmless(&function.block);
        visit_mut::visit_item_fn_mut(self, function);
    }

    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        function.block = with_something_harmless(&function.block);
        visit_mut::visit_impl_item_fn_mut(self, function);
    }
}

fn with_something_harmless(block: &Block) -> Block {
    let statements = &block.stmts;
    parse_quote!({
        let _nothing = (3_u32 + 4) * 5;
        if _nothing == 0 {
            loop {}
        }
        #(#statements)*
    })
}

/// Each function that others can call only calls another one, which does it.
pub(super) fn in_helpers(file: &File) -> Option<File> {
    let mut file = file.clone();
    let mut helpers = InHelpers { some: false };
    helpers.visit_file_mut(&mut file);
    helpers.some.then_some(file)
}

struct InHelpers {
    some: bool,
}

impl InHelpers {
    /// The items, with a helper beside each function.
    fn beside(&mut self, items: &mut Vec<Item>) {
        let mut all = Vec::new();
        for item in items.drain(..) {
            let Item::Fn(mut outer) = item else {
                all.push(item);
                continue;
            };
            if let Some(arguments) = arguments_of(&outer.sig) {
                let mut inner = outer.clone();
                inner.sig.ident = format_ident!("{}_itself", outer.sig.ident);
                (inner.vis, inner.attrs) = (Visibility::Inherited, Vec::new());
                let name = &inner.sig.ident;
                outer.block = parse_quote!({ #name(#(#arguments),*) });
                self.some = true;
                all.push(Item::Fn(inner));
            }
            all.push(Item::Fn(outer));
        }
        *items = all;
    }
}

impl VisitMut for InHelpers {
    fn visit_file_mut(&mut self, file: &mut File) {
        self.beside(&mut file.items);
        visit_mut::visit_file_mut(self, file);
    }

    fn visit_item_mod_mut(&mut self, module: &mut syn::ItemMod) {
        if let Some((_, items)) = &mut module.content {
            self.beside(items);
        }
        visit_mut::visit_item_mod_mut(self, module);
    }

    fn visit_item_impl_mut(&mut self, implementation: &mut ItemImpl) {
        if implementation.trait_.is_some() {
            return;
        }
        let mut all = Vec::new();
        for item in implementation.items.drain(..) {
            let ImplItem::Fn(mut outer) = item else {
                all.push(item);
                continue;
            };
            if let Some(arguments) = arguments_of(&outer.sig) {
                let mut inner = outer.clone();
                inner.sig.ident = format_ident!("{}_itself", outer.sig.ident);
                (inner.vis, inner.attrs) = (Visibility::Inherited, Vec::new());
                let name = &inner.sig.ident;
                outer.block = parse_quote!({ Self::#name(#(#arguments),*) });
                self.some = true;
                all.push(ImplItem::Fn(inner));
            }
            all.push(ImplItem::Fn(outer));
        }
        implementation.items = all;
    }
}

/// What a function is called with, to be handed on; none if it takes something apart.
fn arguments_of(signature: &Signature) -> Option<Vec<TokenStream>> {
    let argument = |argument: &FnArg| match argument {
        FnArg::Receiver(_) => Some(quote!(self)),
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(name) if name.subpat.is_none() && name.by_ref.is_none() && name.mutability.is_none() => {
                let name = &name.ident;
                Some(quote!(#name))
            }
            _ => None,
        },
    };
    signature.inputs.iter().map(argument).collect()
}
