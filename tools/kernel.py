"""The environment in which notebooks run, in tests and when they are refreshed."""

import os

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


def set_environment():
    """Export the variables; kernels started afterwards inherit them."""
    os.environ.update(ENVIRONMENT)
