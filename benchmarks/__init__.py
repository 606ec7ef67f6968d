"""Timings of the closed forms against the plain definitions."""
