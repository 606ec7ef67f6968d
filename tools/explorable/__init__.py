"""What the explorable page takes from rbmlib: values for its tests, and its still picture."""
