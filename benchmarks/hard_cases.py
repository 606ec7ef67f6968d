"""ln Z and its gradient on machines that are hard for floating point, against fifty digits."""

from rbmlib.models.rbm_partition import partition_moments
from tests.oracles import HARD_CASES, exact_moments, log_partition_error, moment_error


def main():
    """Print one row a machine: ln Z, its relative error, and the worst error of a moment."""
    print(f"{'machine':<22}{'ln Z':>22}{'error of ln Z':>16}{'of a moment':>14}")
    for name, make in HARD_CASES.items():
        rbm = make()
        exact = exact_moments(rbm)
        moments = partition_moments(rbm.weights, rbm.visible_bias, rbm.hidden_bias)
        error = log_partition_error(moments.log_partition, exact)
        print(
            f"{name:<22}{exact.log_partition:>22.12f}{error:>16.1e}"
            f"{moment_error(moments, exact):>14.1e}"
        )


if __name__ == "__main__":
    main()
