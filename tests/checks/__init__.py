"""Tests of rbmlib.checks."""
