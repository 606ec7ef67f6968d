"""ln Z of an RBM on executors: any of them, in order, bounded, and interruptible."""

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from functools import partial
from subprocess import PIPE

import numpy as np
import pytest

from rbmlib import RBM, EnergyModel
from rbmlib.models import rbm_partition, rbm_plan
from rbmlib.models.rbm_tiles import block
from tests.oracles import close

LARGE = RBM.random(20, 20, np.random.default_rng(20))
SMALL = RBM.random(6, 7, np.random.default_rng(21), scale=2)
# The same blocks added in the same order: a last digit or two, should another process's
# arrays lie elsewhere.
LAST_DIGITS = 4 * np.finfo(float).eps


class Lazy(Executor):
    """Computes a task when its result is asked for, and remembers what waited."""

    def __init__(self, fail_at=None, error=None):
        self.fail_at, self.error = fail_at, error
        self.futures, self.most = [], 0

    def submit(self, function, /, *args, **kwargs):
        self.futures.append(LazyFuture(self, partial(function, *args, **kwargs)))
        self.most = max(self.most, sum(not future.asked for future in self.futures))
        return self.futures[-1]


class LazyFuture(Future):
    def __init__(self, executor, task):
        super().__init__()
        self.executor, self.task, self.asked = executor, task, False

    def result(self, timeout=None):
        if sum(future.asked for future in self.executor.futures) == self.executor.fail_at:
            raise self.executor.error
        self.asked = True
        return self.task()


class Jittery(Executor):
    """Threads that finish in another order than they begin."""

    def __init__(self, threads):
        self.threads, self.done = threads, []

    def submit(self, function, /, number):
        return self.threads.submit(self._late, function, number)

    def _late(self, function, number):
        time.sleep(0.01 * (number % 3 == 0))
        self.done.append(number)
        return function(number)


@pytest.fixture(scope="module")
def processes():
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as executor:
        yield executor


@pytest.fixture(scope="module")
def dask():
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            2, processes=True, threads_per_worker=1, dashboard_address=":0"
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client.get_executor()


@pytest.fixture
def sixteen_blocks(monkeypatch):
    """For `SMALL`, whose sum has one block."""
    monkeypatch.setattr(rbm_plan, "_TILE", 2)
    monkeypatch.setattr(rbm_plan, "_BLOCK", 7 * 2**2)
    assert plan(SMALL).n_blocks == 16


def plan(rbm):
    """Of a machine whose visible layer is the smaller one, or as large."""
    parameters = rbm.weights.T, rbm.hidden_bias, rbm.visible_bias
    return rbm_plan.make_plan(*parameters, moments=True, max_terms=2**30)


def agrees(executor, rbm):
    """Whether ln Z and its gradient are the same as without the executor."""
    quantities = rbm.log_partition, rbm.log_partition_gradient
    return all(close(f(executor=executor), f(), LAST_DIGITS) for f in quantities)


@pytest.mark.parametrize("kind", ["processes", "dask"])
def test_other_processes_give_the_same_digits(kind, request, sixteen_blocks):
    executor = request.getfixturevalue(kind)
    assert agrees(executor, SMALL)
    assert close(SMALL.log_partition(executor=executor), EnergyModel.log_partition(SMALL))


@pytest.mark.parametrize("kind", ["processes", "dask"])
def test_20_x_20_in_other_processes(kind, request):
    assert agrees(request.getfixturevalue(kind), LARGE)


def test_threads_of_the_caller():
    with ThreadPoolExecutor(2) as executor:
        assert agrees(executor, LARGE)
        assert executor.submit(int).result() == 0  # it was not shut down


def test_threads_make_the_columns_once_and_others_where_they_are_needed(monkeypatch):
    made = []
    monkeypatch.setattr(rbm_partition, "column_edge", lambda _, k: made.append(k))
    monkeypatch.setattr(rbm_partition, "block", lambda _, columns, k: (float(k), columns))
    for executor, columns in (
        (None, [None] * 4),
        (ThreadPoolExecutor(1), [None] * 4),
        (Lazy(), None),
    ):
        with closing(rbm_partition._blocks(plan(LARGE), executor)) as blocks:
            assert list(blocks) == [(float(k), columns) for k in range(4)]
    assert made == [0, 1, 2, 3] * 2


def test_every_block_goes_to_the_executor_even_a_single_one(sixteen_blocks):
    executor = Lazy()
    assert agrees(executor, SMALL)
    assert len(executor.futures) == 2 * 16
    one_unit, executor = RBM([[2.5]], [-1.5], [0.5]), Lazy()
    assert close(one_unit.log_partition(executor=executor), EnergyModel.log_partition(one_unit))
    assert len(executor.futures) == 1


@pytest.mark.parametrize("waiting, memory, most", [(3, 2**31, 3), (100, 2**31, 16), (100, 1, 2)])
def test_few_blocks_wait_at_a_time(waiting, memory, most, monkeypatch, sixteen_blocks):
    monkeypatch.setattr(rbm_plan, "_WAITING", waiting)
    monkeypatch.setattr(rbm_plan, "MAX_BYTES", memory)
    monkeypatch.setattr(rbm_plan, "_require_memory", lambda plan: None)
    executor = Lazy()
    assert agrees(executor, SMALL)
    assert executor.most == most


def test_results_that_come_in_another_order_are_added_in_the_same(sixteen_blocks):
    truth = SMALL.log_partition_gradient()
    with ThreadPoolExecutor(8) as threads:
        executor = Jittery(threads)
        assert np.array_equal(SMALL.log_partition_gradient(executor=executor), truth)
    assert executor.done != sorted(executor.done)


@pytest.mark.parametrize("error", [RuntimeError("out of luck"), KeyboardInterrupt()])
def test_an_error_comes_through_and_the_rest_is_cancelled(error, monkeypatch, sixteen_blocks):
    monkeypatch.setattr(rbm_plan, "_WAITING", 5)
    executor = Lazy(fail_at=4, error=error)
    with pytest.raises(type(error)) as caught:
        SMALL.log_partition(executor=executor)
    assert caught.value is error
    assert [f.cancelled() for f in executor.futures] == [False] * 5 + [True] * 4


def test_an_error_in_a_thread_comes_through(monkeypatch, sixteen_blocks):
    def fail(plan, columns, number):
        raise ArithmeticError(f"block {number}")

    monkeypatch.setattr(rbm_partition, "block", fail)
    with pytest.raises(ArithmeticError, match="block 0"):
        SMALL.log_partition()


def test_an_error_in_another_process_comes_through(processes, monkeypatch, sixteen_blocks):
    broken = plan(SMALL)._replace(group=0)
    monkeypatch.setattr(rbm_partition, "make_plan", lambda *a, **k: broken)
    with pytest.raises(ZeroDivisionError):
        SMALL.log_partition(executor=processes)


def test_an_executor_that_is_shut_down_says_so(sixteen_blocks):
    executor = ProcessPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(RuntimeError, match="after shutdown"):
        SMALL.log_partition(executor=executor)


@pytest.mark.parametrize("wrong", [2, "threads", dict, ThreadPoolExecutor, object()])
def test_what_is_no_executor_is_refused_before_any_work(wrong, monkeypatch):
    monkeypatch.setattr(rbm_partition, "make_plan", lambda *a, **k: pytest.fail("work was begun"))
    for call in (SMALL.log_partition, SMALL.log_partition_gradient):
        with pytest.raises(TypeError, match=r"executor: expected a concurrent\.futures\.Executor"):
            call(executor=wrong)


def test_a_block_is_sent_the_parameters_and_little_else():
    sent = len(pickle.dumps(partial(block, plan(LARGE), None)))
    numbers = 20 * 20 + 2 * 20 + 2 * 20  # weights; two offsets; bias and order of the units
    assert 8 * numbers < sent < 8 * numbers + 2000


@pytest.mark.parametrize("cores, memory", [(64, 2**31), (64, 2**26), (3, 2**26), (1, 2**31)])
def test_a_thread_a_core_as_long_as_there_is_memory(cores, memory, monkeypatch):
    started = []

    class Threads(ThreadPoolExecutor):
        def __init__(self, count):
            started.append(count)
            super().__init__(1)

    monkeypatch.setattr(rbm_partition, "ThreadPoolExecutor", Threads)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    monkeypatch.setattr(os, "process_cpu_count", lambda: cores, raising=False)
    monkeypatch.setattr(rbm_plan, "MAX_BYTES", memory)
    LARGE.log_partition_gradient()
    [count], block_bytes, shared = started, plan(LARGE).block_bytes, plan(LARGE).shared_bytes
    assert count <= cores
    assert count * block_bytes + shared <= memory
    assert count == cores or (count + 1) * block_bytes + shared > memory * 7 // 8


def test_progress_is_shown_block_by_block(monkeypatch, sixteen_blocks):
    shown = []

    def track(items, what, total):
        for item in items:
            shown.append((what, total))
            yield item

    monkeypatch.setattr(rbm_partition, "track", track)
    assert close(SMALL.log_partition(), EnergyModel.log_partition(SMALL))
    assert shown == [("ln Z", 16)] * 16


@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT")
def test_ctrl_c_ends_a_long_sum():
    program = """
import signal
import numpy as np
from rbmlib import RBM
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a background job lacks
print("begun", flush=True)
RBM(np.zeros((60, 32)), np.zeros(60), np.zeros(32)).log_partition()
"""
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=PIPE, stderr=PIPE, text=True) as run:
        assert run.stdout.readline() == "begun\n"
        time.sleep(0.5)
        run.send_signal(signal.SIGINT)
        _, errors = run.communicate(timeout=20)
    assert errors.rstrip().endswith("KeyboardInterrupt")
