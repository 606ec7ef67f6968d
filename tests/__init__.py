"""Tests: a module or a folder for each room of the package, and `project` for the rest."""
