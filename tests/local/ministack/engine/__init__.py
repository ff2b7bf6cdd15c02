"""What MiniStack does not do as Step Functions does, one patch a module; `apply` puts it into the running engine.

Each module names the rule it follows. `tests/engine_gaps/` shows each gap on the stock engine and closed on
ours: when MiniStack closes one itself, its test fails and says that the patch can go.
"""
