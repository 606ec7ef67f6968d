"""Tests mirror the modules of the package; the notebooks are tests too."""
