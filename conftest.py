"""What a kernel's environment must be before it starts, and pictures that nbval skips."""

from nbval.plugin import IPyNbCell

from tools.kernel import set_environment

set_environment()


def pytest_itemcollected(item):
    """Have nbval compare the pictures of a cell as well, in the same execution."""
    if isinstance(item, IPyNbCell):
        item.compare_outputs = _with_pictures(item, item.compare_outputs)


def _with_pictures(item, compare):
    from tools.refresh_notebooks import same_pictures  # Matplotlib, once its settings are in place

    def compare_all(test, ref, skip_compare=None):
        if not compare(test, ref, skip_compare):
            return False
        if same_pictures({"outputs": ref}, {"outputs": test}):
            return True
        item.comparison_traceback.append("a picture differs")
        return False

    return compare_all
