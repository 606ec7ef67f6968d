"""Tests of rbmlib.lessons."""
