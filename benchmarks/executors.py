"""ln Z and its gradient on several executors: threads, processes, workers of a cluster."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from importlib.util import find_spec

import numpy as np

from benchmarks.closed_forms import best_time
from rbmlib import RBM

SIZES = ((20, 20), (22, 22), (784, 20))
# The same blocks in the same order: a last digit or two.
_ROUNDING = 4 * np.finfo(float).eps


def executors(stack):
    """Each executor with two workers or one, ready to compute.

    Parameters
    ----------
    stack : contextlib.ExitStack
        Ends them.

    Returns
    -------
    dict from str to concurrent.futures.Executor or None
        None stands for the default, threads on all cores.
    """
    spawn = multiprocessing.get_context("spawn")
    found = {
        "threads, all cores": None,
        "one thread": stack.enter_context(ThreadPoolExecutor(1)),
        "two processes": stack.enter_context(ProcessPoolExecutor(2, mp_context=spawn)),
    }
    if find_spec("distributed") is not None:
        from distributed import Client, LocalCluster

        cluster = LocalCluster(2, threads_per_worker=1, dashboard_address=":0")
        client = stack.enter_context(Client(stack.enter_context(cluster)))
        # Not pure, or Dask would remember the answer and time nothing.
        found["two Dask workers"] = client.get_executor(pure=False)
    return found


def require_same(found, truth):
    """Refuse values that differ by more than rounding.

    Parameters
    ----------
    found, truth : ndarray
        ln Z, or its gradient.

    Raises
    ------
    AssertionError
        If a component differs by more than a last digit or two.
    """
    np.testing.assert_allclose(found, truth, rtol=_ROUNDING, atol=_ROUNDING)


def main():
    """Print one row a size and executor, once its values are those of the default."""
    print(f"{'size':>9}  {'executor':<20}{'ln Z':>12}{'gradient':>12}{'ratios':>14}")
    with ExitStack() as stack:
        ready = executors(stack)
        for n, m in SIZES:
            rbm = RBM.random(n, m, np.random.default_rng(n * 100 + m))
            quantities = (rbm.log_partition, rbm.log_partition_gradient)
            default = None
            for name, executor in ready.items():
                for quantity in quantities:
                    require_same(quantity(executor=executor), quantity())
                times = [best_time(lambda f=f, e=executor: f(executor=e)) for f in quantities]
                default = default or times
                ratios = "".join(f"{x / y:>6.2f}x" for x, y in zip(times, default, strict=True))
                row = "".join(f"{seconds:>10.2e} s" for seconds in times)
                print(f"{f'{n} x {m}':>9}  {name:<20}{row}{ratios}", flush=True)


if __name__ == "__main__":
    main()
