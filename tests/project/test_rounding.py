"""The rounding check sees what depends on the last digit, and nothing else."""

import ast
import base64
import builtins
import io

import nbformat
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from rbmlib.lessons import plots
from tools import perturbation, rounding, variants
from tools import refresh_notebooks as refresh
from tools.perturbed_kernel import Rewriting
from tools.pictures import same_pictures

RNG = np.random.default_rng(11)
WIDE, LEFT, RIGHT = RNG.normal(size=400), RNG.normal(size=(9, 7)), RNG.normal(size=(7, 5))


def ulps(new, old, scale=None):
    """How far numbers moved, in units in the last place of a scale."""
    return (np.asarray(new) - old) / np.spacing(np.abs(old if scale is None else scale))


def matmul(seed):
    return perturbation.linear(np.matmul, seed, 2)


def total(seed):
    return perturbation.linear(np.sum, seed, 1)


@pytest.mark.parametrize("function", [np.exp, np.tanh, np.log1p, np.cbrt])
def test_functions_move_by_a_unit_or_two(function):
    x = np.abs(WIDE) + 0.1
    units = ulps(perturbation.elementwise(function, 1)(x), function(x))
    assert set(units) == {-2, -1, 0, 1, 2}
    assert np.mean(units != 0) > 0.6


def test_sums_move_by_a_unit_or_two_of_their_magnitude():
    units = ulps(matmul(1)(LEFT, RIGHT), LEFT @ RIGHT, np.abs(LEFT) @ np.abs(RIGHT))
    assert 1 <= np.abs(units).max() < 2.51  # the sum rounds once more, in its own place
    cancelling = np.array([0.1, 0.2, -0.3])
    assert any(total(seed)(cancelling) != cancelling.sum() for seed in range(5))


def test_what_moves_hangs_on_the_seed_and_the_operands_only():
    first, again, other = matmul(1)(LEFT, RIGHT), matmul(1)(LEFT, RIGHT), matmul(2)(LEFT, RIGHT)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    twice = matmul(1)(np.vstack([LEFT, LEFT]), RIGHT)  # equal rows need not round equally
    assert not np.array_equal(twice[:9], twice[9:])


def test_the_complex_step_survives():
    z = np.abs(WIDE) + 1e-30j
    units = ulps(perturbation.elementwise(np.log, 1)(z).imag, np.log(z).imag)
    assert np.abs(units).max() == 2
    exact = LEFT @ (RIGHT + 1e-30j)
    scale = np.abs(LEFT).sum(axis=1, keepdims=True) * 1e-30
    assert 0 < np.abs(ulps(matmul(1)(LEFT, RIGHT + 1e-30j).imag, exact.imag, scale)).max() < 2.51


@pytest.mark.parametrize("seed", range(3))
def test_what_is_exact_on_every_machine_stays(seed):
    def function(ufunc, *x):
        return perturbation.elementwise(ufunc, seed)(*x)

    counts, halves = np.arange(-20, 43).reshape(9, 7), LEFT.round(1).round() / 2
    assert function(np.exp, [0, np.inf, -np.inf]).tolist() == [1, np.inf, 0]
    assert function(np.log10, [1, 10, 1000]).tolist() == [0, 1, 3]
    assert function(np.power, 2.0, np.arange(-5, 5)).tolist() == (2.0 ** np.arange(-5, 5)).tolist()
    assert np.all(function(np.exp, -np.geomspace(1e-17, 1e-14, 400)) <= 1)
    assert np.array_equal(matmul(seed)(counts, RIGHT.round()), counts @ RIGHT.round())
    assert np.array_equal(matmul(seed)(halves, RIGHT.round()), halves @ RIGHT.round())
    assert np.array_equal(matmul(seed)(np.eye(9), LEFT), LEFT)
    assert np.array_equal(total(seed)(LEFT[:, :2], axis=1), LEFT[:, 0] + LEFT[:, 1])
    assert total(seed)(np.arange(10)).dtype.kind == "i"
    single = LEFT.astype(np.float32)
    assert np.array_equal(total(seed)(single), single.sum())


def test_results_go_where_they_are_asked():
    moved, into = perturbation.elementwise(np.exp, 1), np.zeros(400)
    assert moved(WIDE, out=into, where=WIDE > 0) is into
    assert np.array_equal(into[WIDE > 0], moved(WIDE)[WIDE > 0])
    assert not into[WIDE <= 0].any()
    assert type(total(1)(WIDE)) is np.float64
    masked = np.ma.masked_greater(WIDE, 0)
    assert np.array_equal(moved(masked).mask, masked.mask)


def test_operators_and_methods_are_rewritten(monkeypatch):
    calls = []
    monkeypatch.setattr(builtins, "_perturbed_matmul", lambda a, b: calls.append("@"), False)
    monkeypatch.setattr(builtins, "_perturbed_power", lambda a, b: calls.append("**"), False)

    def method(value, name):
        return lambda *arguments, **options: calls.append((name, arguments, options))

    monkeypatch.setattr(builtins, "_perturbed_method", method, False)
    source = "x = lambda a: (a @ a, f'{a ** 3}', a.T.mean(0, keepdims=True), a.max(), 2 * a)"
    namespace = {}
    exec(compile(Rewriting().visit(ast.parse(source)), "source", "exec"), namespace)
    namespace["x"](LEFT)
    assert calls == ["@", "**", ("mean", (0,), {"keepdims": True})]


PLANTED = [
    "import numpy as np\nfrom rbmlib import binary_states, mean_log_likelihood\n"
    "from rbmlib.cases import reference_data, reference_rbm\n"
    "rbm, data, v = reference_rbm(), reference_data(), binary_states(3)\n"
    "print(f'robust: {mean_log_likelihood(rbm, data):.4f}', v.sum(), np.exp(0))",
    "errors = np.array([[0.1, 0.7, 0.2], [0.7, 0.2, 0.1], [0.2, 0.1, 0.7]]) @ np.full(3, 1 / 3)\n"
    "print('a tie:', errors.tolist().index(errors.max()), np.sign(np.ptp(errors)))",
    "print('a threshold:', np.sum(rbm.hidden_mean(np.tile(v, (50, 1))) > 0.5))",
    "print(f'too many digits: {mean_log_likelihood(rbm, data):.17f}')",
    "print('robust again:', v.tolist(), round(float(np.log(2)), 6))",
]


def planted(tmp_path):
    """The planted notebook with the outputs of the default kernel, in a file."""
    cells = [nbformat.v4.new_code_cell(source) for source in PLANTED]
    path = tmp_path / "planted.ipynb"
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbformat.write(refresh.execute(notebook, variants.default().kernel), path)
    return path


def test_a_tie_a_threshold_and_too_many_digits_are_found_and_nothing_else(tmp_path):
    path = planted(tmp_path)
    stored = path.read_bytes()
    found, cells, _ = rounding.run(path, variants.perturbed(1))
    assert [line.split(":")[0] for line in found] == ["cell 1", "cell 2", "cell 3"]
    assert cells == 5
    assert path.read_bytes() == stored


def test_a_variants_environment_reaches_its_kernel():
    """In place of what every kernel is given; and an error is an output like others."""
    kernel = variants.Kernel({"OPENBLAS_CORETYPE": "Haswell", "OPENBLAS_NUM_THREADS": "2"})
    source = f"import os\nraise ValueError([os.environ[k] for k in {list(kernel.environment)}])"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    ran = refresh.execute(notebook, kernel, allow_errors=True)
    assert ran["cells"][0]["outputs"][0]["evalue"] == "['Haswell', '2']"


def test_the_probe_sees_that_numpy_was_held_back():
    features = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    [variant] = [v for v in variants.real(features) if v.name == "numpy-baseline"]
    assert variants.probe(variant)["dispatched"] == []


def answer(**digests):
    return {"results": {"exp": "1", "dot": "1"} | digests, "blas": ["Here x 1"], "dispatched": []}


def test_a_variant_that_changes_nothing_is_skipped_with_words(monkeypatch):
    seen = {
        "default": answer(),
        "blas-haswell": answer(dot="2"),
        "blas-skylakex": answer(),
        "blas-zen": answer(dot="2"),
        "two-threads": None,
    }
    monkeypatch.setattr(variants, "probe", lambda variant: seen[variant.name])
    asked = [variants.Variant(name, "why", variants.Kernel()) for name in seen]
    chosen, said = variants.choose(asked, answer())
    assert [variant.name for variant in chosen] == ["default", "blas-haswell"]
    assert said == [
        "default: other in nothing, Here x 1 (why)",
        "blas-haswell: other dot, Here x 1 (why)",
        "blas-skylakex: skipped, it rounds as default does, Here x 1 (why)",
        "blas-zen: skipped, it rounds as blas-haswell does, Here x 1 (why)",
        "two-threads: skipped, this CPU cannot run it (why)",
    ]


def drawn(x):
    """A picture, as an output holds it, of a round mark on a line with a label."""
    fig = Figure(figsize=(3, 2), dpi=110)
    axes = fig.add_axes((0, 0, 1, 1), xlim=(0, 330), ylim=(0, 220))
    axes.axis("off")
    axes.plot([10.3, 300.2], [20.4, 170.8])
    axes.add_patch(Circle((x, 80.3), 6, color=plots.VERMILION))
    axes.text(x, 120, "a label")
    return png(fig)


def png(fig):
    buffer = io.BytesIO()
    fig.savefig(buffer, format="png", dpi=110)
    encoded = base64.b64encode(buffer.getvalue()).decode()
    data = {"text/html": f'<img alt="" src="data:image/png;base64,{encoded}">'}
    return {"outputs": [{"output_type": "display_data", "data": data}]}


@pytest.mark.parametrize("shift, same", [(1e-9, True), (0.01, True), (0.25, False), (1, False)])
def test_a_mark_may_move_by_a_hundredth_of_a_pixel(shift, same):
    assert same_pictures(drawn(150.3), drawn(150.3 + shift), pixels=True) is same
    stored, fresh = (
        nbformat.from_dict({"cells": [{"cell_type": "code"} | drawn(x)]})
        for x in (150.3, 150.3 + shift)
    )
    found = rounding.differences(stored, fresh, pixels=True)
    assert found == [] or "a picture differs by" in found[0]
    assert (found == []) is same


def network(shift):
    fig, axes = plots.figure(5.5, 2.8)  # 605 pixels: the middle lies between two
    plots.draw_network(axes, 3, 2)
    axes.set_xlim(np.array(axes.get_xlim()) + shift)
    return png(fig)


def decades(low):
    fig, axes = plots.figure(7.5, 4.2)
    axes.loglog([1, 1000], [1e-6, 1], "o")
    axes.set(xlabel="x", ylabel="y", ylim=(low, 2))
    shown = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plots, "display", lambda data, **options: shown.append(data))
        plots.show(fig, "two marks on axes that are both logarithmic", "Figure 1.1. Two marks.")
    return {"outputs": [{"output_type": "display_data", "data": shown[0]}]}


@pytest.mark.parametrize(
    "draw, left, right",
    [(network, 1e-12, -1e-12), (decades, 1e-9 * (1 - 1e-14), 1e-9 * (1 + 1e-14))],
)
def test_no_figure_hangs_on_a_coordinate_between_pixels_or_a_limit_on_a_decade(draw, left, right):
    assert same_pictures(draw(left), draw(right), pixels=True)


@pytest.mark.parametrize("share", ["3", "1/3"])
def test_shares_take_turns_and_miss_nothing(monkeypatch, share):
    paths, seen = sorted(refresh.NOTEBOOKS.glob("*.ipynb")), []
    for count in range(40, 43):
        monkeypatch.setattr(rounding, "commits", lambda count=count: count)
        seen.append(rounding.shared(paths, share))
    if share == "3":
        assert sorted(path for part in seen for path in part) == paths
    assert all(len(part) < len(paths) / 2 for part in seen)
    assert (seen[0] == seen[1]) is (share == "1/3")


def test_seeds_take_turns_among_those_that_the_whole_check_runs(monkeypatch):
    assert rounding.seeds_in_turn(rounding.SEEDS, "0/1") == [1, 2, 3, 4, 5]
    seen = []
    for count in range(30, 45):
        monkeypatch.setattr(rounding, "commits", lambda count=count: count)
        seen += rounding.seeds_in_turn(1, "3")
    assert seen == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5]


@pytest.mark.parametrize("found, status", [([], 0), (["cell 3: 1 lines"], 1)])
def test_the_exit_status_and_the_table_tell(monkeypatch, capsys, found, status):
    monkeypatch.setattr("sys.argv", ["rounding", "03_x.ipynb", "--variants", "default"])
    monkeypatch.setattr(variants, "probe", lambda variant: answer())
    monkeypatch.setattr(
        rounding, "run_all", lambda paths, chosen, jobs: {(paths[0], "default"): (found, 9, 1.0)}
    )
    with pytest.raises(SystemExit) as end:
        rounding.main()
    assert end.value.code == status
    last = capsys.readouterr().out.splitlines()[-2].split()
    assert last == ["default", "1", "9", str(len(found)), *(["03[3]"] if found else [])]


@pytest.mark.parametrize("name", ["perturbed-x", "haswell"])
def test_an_unknown_variant_is_refused(name):
    with pytest.raises(SystemExit, match="expected among"):
        rounding.wanted([name], [1], variants.real([]))
    asked = ["perturbed-7", "two-threads"]
    assert [v.name for v in rounding.wanted(asked, [1], variants.real([]))] == asked
