"""The command line: one short command a stage. Heavy modules are imported by the command that needs them."""
