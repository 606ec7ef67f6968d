"""Tests of rbmlib.models."""
