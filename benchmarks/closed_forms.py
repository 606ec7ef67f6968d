"""Print how much faster each closed form is than the sum over every state that defines it."""

import timeit

import numpy as np

from rbmlib import RBM, EnergyModel

SHAPES = ((3, 2), (6, 5), (8, 8), (10, 8))
QUANTITIES = ("log_partition", "log_partition_gradient")


def best_time(call, repeats=3):
    """Shortest time of one call in seconds: what the machine can do when left alone."""
    timer = timeit.Timer(call)
    number, _ = timer.autorange()
    return min(timer.repeat(repeats, number)) / number


def main():
    """Print one row a shape and quantity; the two ways must agree before they are timed."""
    rng = np.random.default_rng(0)
    print(f"{'shape':>8}  {'quantity':<24}{'definition':>12}{'closed form':>13}{'ratio':>9}")
    for n_visible, n_hidden in SHAPES:
        rbm = RBM.random(n_visible, n_hidden, rng)
        for name in QUANTITIES:
            closed, literal = getattr(rbm, name), getattr(EnergyModel, name)
            np.testing.assert_allclose(closed(), literal(rbm), rtol=1e-11, atol=1e-11)
            slow, fast = best_time(lambda f=literal, m=rbm: f(m)), best_time(closed)
            shape = f"{n_visible} x {n_hidden}"
            print(f"{shape:>8}  {name:<24}{slow:>10.2e} s{fast:>11.2e} s{slow / fast:>8.0f}x")


if __name__ == "__main__":
    main()
