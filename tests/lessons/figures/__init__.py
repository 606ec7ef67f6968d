"""Tests of what the figures of the notebooks draw and print."""
