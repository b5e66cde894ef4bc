//! The tests of this crate run countersign in other stacks.
