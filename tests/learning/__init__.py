"""Tests of rbmlib.learning."""
