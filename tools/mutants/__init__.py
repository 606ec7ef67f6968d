"""Small mistakes are planted in the library, to see whether a test notices.

    python -m tools.mutants [--number 40] [--seed 0] [--changed BASE | --all] [--paths PATH ...]

Each mistake is tried in a forked process, which holds all third-party modules already: it
imports the library with the mistake in it and runs the tests that reach the line, until one
fails.  Notebooks are not run.  A survivor is a mistake without consequences, or a missing test.
"""
