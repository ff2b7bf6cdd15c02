//! The program behind `cargo xtask`; everything it does lives in the library of the same name.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::main()
}
