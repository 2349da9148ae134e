//! How well a forest does on what it was not trained on.

mod held_out;

pub use held_out::{GROUPS, HeldOut, held_out_error, most_rows};
