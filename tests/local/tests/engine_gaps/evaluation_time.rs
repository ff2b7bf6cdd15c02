//! The patch `evaluation_time`.

use std::process::Command;

#[test]
fn an_expression_that_waits_for_the_processor_is_not_late() {
    let gives = |arguments: &[&str]| {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/slow_machine.py");
        let printed = Command::new(local::python()).arg("-B").arg(script).args(arguments).output().unwrap();
        String::from_utf8(printed.stdout).unwrap()
    };
    assert_eq!(gives(&["--stock"]), "States.QueryEvaluationError\n", "the patch evaluation_time can go");
    assert_eq!(gives(&[]), "evaluated\n");
}
