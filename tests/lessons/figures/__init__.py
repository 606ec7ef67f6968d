"""Figures are drawn from what they are given; one module a notebook."""
