"""Tests: a module or a folder for each room of the package, and `project` for the rest."""

from hypothesis import settings

# The same examples in every run: a failure in CI can be repeated at a desk.  No deadline: a busy
# machine is no failure.
settings.register_profile("suite", derandomize=True, deadline=None, max_examples=30)
settings.load_profile("suite")
