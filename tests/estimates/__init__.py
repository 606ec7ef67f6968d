"""Tests of rbmlib.estimates."""
