"""The kernel in which notebooks run, in tests and when they are refreshed."""

import os
import sys
from dataclasses import dataclass, field

ENVIRONMENT = {
    # A warning in a notebook is a defect.  The exceptions are two notes of the kernel's own
    # machinery: one on its event loop kills it at birth (Python 3.12, 3.13), one on its
    # shutdown makes every stop slow.
    "PYTHONWARNINGS": "error"
    ",ignore::DeprecationWarning:tornado.ioloop"
    ",ignore::PendingDeprecationWarning:ipykernel.kernelbase",
    # The order in which threads add numbers would show in the last digits.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}


def command(module="ipykernel_launcher", *words):
    """How a kernel of this interpreter is started by a module, which may take words first."""
    quiet = "--log-level=ERROR"  # else each notes that it listens without encryption
    return [sys.executable, "-m", module, *words, "-f", "{connection_file}", quiet]


@dataclass(frozen=True)
class Kernel:
    """How a kernel of this interpreter is started.

    Parameters
    ----------
    environment : dict from str to str
        Variables besides `ENVIRONMENT`, or in place of its own.
    command : list of str
    """

    environment: dict[str, str] = field(default_factory=dict)
    command: list[str] = field(default_factory=command)

    def variables(self):
        """Everything that the kernel's process is given."""
        return os.environ | ENVIRONMENT | self.environment


def set_environment():
    """Export the variables; kernels started afterwards inherit them."""
    os.environ.update(ENVIRONMENT)
