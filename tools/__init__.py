"""Upkeep of the notebooks."""
