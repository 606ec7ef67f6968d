"""Settings that must be in place before NumPy is imported and a kernel starts."""

from tools.kernel import set_environment

set_environment()
