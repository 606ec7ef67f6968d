"""Tests of the repository: its notebooks, README, dependencies and imports."""
