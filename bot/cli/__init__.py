"""The subcommands: one module each, found by its file name (a trailing underscore is dropped: `import_`).

A module has `SUMMARY`, `add_arguments(parser)` and `run(args)`, which returns the exit status; `FAILURE` is the status
of an unexpected failure where it is not 1. It imports what costs time inside `run`, so that `kirorank --help` stays
quick.
"""
