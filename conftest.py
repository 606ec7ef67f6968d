"""Notebooks are tests too: nbval, set up when the first one is met, comparing pictures as well.

nbval takes seconds to import, which `pytest tests/test_states.py` need not spend; so
pyproject.toml keeps pytest from loading it, and its options are set here.
"""

import sys

from tools.kernel import set_environment

set_environment()

PLUGIN = "nbval.plugin"
OPTIONS = {"nbval": True, "nbval_current_env": True, "nbval_cell_timeout": 60}
# pytest 8 gives the flags of a plugin that comes this late no default.
UNSET = ("nbval_lax", "nbval_sanitize_with", "sanitize_with", "current_env", "nbdime")


def pytest_collect_file(file_path, parent):
    """Collect the first notebook with nbval, which from then on collects the others itself."""
    plugins, nbval = parent.config.pluginmanager, sys.modules.get(PLUGIN)
    known = nbval is not None and plugins.is_registered(nbval)
    if file_path.suffix != ".ipynb" or known:
        return None
    vars(parent.config.option).update(dict.fromkeys(UNSET) | OPTIONS)
    plugins.import_plugin(PLUGIN)
    return sys.modules[PLUGIN].pytest_collect_file(file_path, parent)


def pytest_itemcollected(item):
    """Have nbval compare the pictures of a cell as well, in the same execution."""
    if PLUGIN in sys.modules and isinstance(item, sys.modules[PLUGIN].IPyNbCell):
        item.compare_outputs = _with_pictures(item, item.compare_outputs)


def _with_pictures(item, compare):
    from tools.pictures import same_pictures, without_pictures  # Matplotlib, once it is set up

    def compare_all(test, ref, skip_compare=None):
        if not compare(without_pictures(test), without_pictures(ref), skip_compare):
            return False
        if same_pictures({"outputs": ref}, {"outputs": test}):
            return True
        item.comparison_traceback.append("a picture differs")
        return False

    return compare_all
