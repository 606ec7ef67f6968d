"""The partition function of an RBM: exact as far as that goes, then estimated.

`factored` sums the smaller layer without an exponential per state; `importance` and `annealed`
estimate ln Z by sampling and, on tiny machines, compute what those estimators do on average.
Models use `factored`, so this package imports none of its modules by itself.
"""
