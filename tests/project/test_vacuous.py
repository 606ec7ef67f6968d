"""No check that cannot fail, and no number in prose that nothing prints, but those justified."""

import nbformat
import numpy as np
import pytest

from tools import refresh_notebooks as refresh
from tools.vacuous import findings as found
from tools.vacuous.compared import derived, repeated
from tools.vacuous.kernel import MIME, recording
from tools.vacuous.prose import numbers_of, unprinted
from tools.vacuous.sources import derived_in_source

NOTEBOOKS = {path.name: refresh.read(path) for path in sorted(refresh.NOTEBOOKS.glob("*.ipynb"))}
RNG = np.random.default_rng(11)
X = RNG.normal(size=(3, 4))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_is_found_is_what_is_justified(name):
    assert found.objections(NOTEBOOKS[name]) == []


# The same computation twice


def test_equal_bits_are_found_on_enough_generic_numbers():
    assert repeated(X, X.copy())
    assert not repeated(X, X + 1e-15)
    assert not repeated(X, X.reshape(4, 3))
    assert not repeated(X.ravel()[:7], X.ravel()[:7])
    assert repeated(X.ravel()[:8], X.ravel()[:8])
    assert repeated(X.ravel()[:1], X.ravel()[:1], least=1)
    assert repeated(1j * X, 1j * X)


def test_counts_halves_and_one_number_repeated_are_equal_by_any_route():
    for exact in (np.arange(20), np.arange(20) / 16, np.arange(20) > 3, np.full(20, np.pi)):
        assert not repeated(exact, exact.copy())


# Arithmetic on the right answer


@pytest.mark.parametrize(
    "wrong, what",
    [
        (-X, "a negation"),
        (2 * X, "a multiple"),
        (X / 3.7, "a multiple"),
        (X + 0.3, "a shift"),
        (X - 2, "a shift"),
        (0 * X, "zero"),
        (1j * X, "a multiple"),
        (X * (1 + 1e-13), "a multiple"),  # not told from the truth, which `refute` says itself
        (X.T, None),
        (X**2, None),
        (X + X[0], None),
        (X * X[0], None),
        (np.where(np.arange(4) == 0, -X, X), None),
        (np.abs(X), None),
    ],
)
def test_multiples_and_shifts_are_found(wrong, what):
    assert derived(X, wrong) == what


@pytest.mark.parametrize(
    "truth, wrong, what",
    [
        (np.pi, -np.pi, "a negation"),
        (np.pi, np.pi / 64, "a multiple"),
        (np.pi, 1.5 * np.pi, "a multiple"),
        (np.pi, np.pi - 3, "a shift"),
        (np.pi, 0.0, "zero"),
        (np.pi, np.e, None),
        (0.0, 0.3, None),
        (3.0, 6.0, None),
        (1.0, 0.5, None),
    ],
)
def test_of_single_numbers_only_simple_ratios_and_differences_count(truth, wrong, what):
    assert derived(np.array(truth), np.array(wrong)) == what


def test_zeros_stay_zeros_in_a_multiple():
    truth = np.array([0.0, 0.3, 0.7])
    assert derived(truth, 2 * truth) == "a multiple"
    assert derived(truth, np.array([0.1, 0.6, 1.4])) is None


@pytest.mark.parametrize(
    "source, names",
    [
        ('refute("n", x, -x)', ["n"]),
        ('refute("n", -x, x)', ["n"]),
        ('refute("n", theta, theta - 0.2 * u)', ["n"]),
        ('refute("n", f(x) / 2, f(x))', ["n"]),
        ("refute(name, x, x**2)", ["name"]),
        ('y = 2 * x\nrefute("n", y, x)', ["n"]),
        ('y = f(x)\nrefute("n", f(x) + 1, y)', ["n"]),
        ('y = 1\ny = 2 * x\nrefute("n", y, x)', []),
        ('refute("n", p, p @ T)', []),
        ('refute("n", x, f(-x))', []),
        ('refute("n", x, y)', []),
        ('verify("n", x, -x)', []),
    ],
)
def test_arithmetic_is_found_in_the_source(source, names):
    assert derived_in_source(source) == names


# Numbers in prose


def cells(prose, printed="", code="1"):
    new = nbformat.v4
    output = [new.new_output("stream", name="stdout", text=printed)]
    return new.new_notebook(
        cells=[new.new_markdown_cell(prose), new.new_code_cell(code, outputs=output)]
    )


@pytest.mark.parametrize(
    "prose, printed, missing",
    [
        ("It takes 1300 updates.", "1255", ["1300"]),
        ("It takes 1255 updates.", "1255", []),
        ("It takes 1300 updates.", "1300.4", []),
        ("It is 0.36.", "0.3571", []),
        ("It is 0.35.", "0.3571", ["0.35"]),
        ("It is -0.36.", "0.3571", []),
        ("It is 36 %.", "0.3571", []),
        (r"It is $36\,\%$.", "0.3571", []),
        ("It is 36 per cent.", "", ["36"]),
        ("It is 8 %.", "", ["8"]),
        ("All 20 of 100, in 1984.", "", []),
        ("All 21 of them.", "", ["21"]),
        ("Among 65 536 states.", "65,536", []),
        ("Among 65,536 states.", "65536", []),
        (r"Among $200\,000$ states.", "", ["200 000"]),
        ("Two are 43 thousand, and 3 million.", "4.3e+04", ["3"]),
        ("By eq (3.12), eqs (7.25) and (7.31), Figure 33.4, notebook 44.", "", []),
        (r"State 0101, $2^{38}$, $x_{77}$, `n = 99`, issue 4211, #5123, release 1.9.", "", []),
        ("A shape of $784 \\times 500$, of 28 × 28, a share of 3/32.", "", []),
        ("$$x = 0.123 \\tag{1.1}$$", "", []),
        ("[here](x_0.77.ipynb) and https://x.org/77", "", []),
        ("Text.\n\n## References\n\n1. Pages 701 to 799.", "", []),
        ("Reading time: 45 minutes.", "", []),
    ],
)
def test_which_numbers_of_prose_must_be_printed(prose, printed, missing):
    assert unprinted(cells(prose, printed)) == ({0: missing} if missing else {})


def test_a_setting_of_the_code_need_not_be_printed_but_words_of_the_code_are_no_setting():
    assert unprinted(cells("With 75 samples.", code="n = 75")) == {}
    assert unprinted(cells("With 75 samples.", code='f"{75}"')) == {}
    assert unprinted(cells("With 75 samples.", code='"75 samples"')) == {0: ["75"]}


def test_the_text_of_an_alternative_description_is_no_output():
    notebook = cells("It is 0.36.")
    figure = {"image/png": "", "text/markdown": "*Figure 1.1. 0.36.*"}
    notebook["cells"][1]["outputs"] = [nbformat.v4.new_output("display_data", figure)]
    assert unprinted(notebook) == {0: ["0.36"]}


def test_units_are_read():
    assert numbers_of("0.5 %, 2 million, 3.5 per cent, 0.25") == [
        ("0.5", "%"),
        ("2", "million"),
        ("3.5", "%"),
        ("0.25", ""),
    ]


# From the kernel to the list


PLANTED = """import numpy as np
from rbmlib.checks import refute, verify

x = np.random.default_rng(0).normal(size=20)
verify("twice the same", x, x)
verify("two routes", x, np.log(np.exp(x)))
verify("wide", x[:3], x[:3], tolerance=1e-8)
verify("not so wide", x[:3], x[:3], tolerance=1e-9)
refute("doubled", x, 2 * x)
refute("without its sign", x, np.abs(x))"""
SAID = [
    "twice the same: both sides are the same bits",
    "wide: tolerance 1e-08, where 1e-12 is usual",
    "doubled: the wrong side is a multiple of the right one",
]


def planted(**metadata):
    cell = nbformat.v4.new_code_cell(PLANTED, metadata=metadata)
    prose = nbformat.v4.new_markdown_cell("It is 0.777.")
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1"), cell, prose])


@pytest.fixture(scope="module")
def ran():
    return refresh.execute(planted(rbmlib={"found": ["an old finding"], "note": "kept"}))


def test_findings_of_a_run_replace_those_of_the_last_one(ran):
    assert ran["cells"][0]["metadata"] == {}
    assert ran["cells"][1]["metadata"] == {"rbmlib": {"note": "kept", "found": SAID}}
    assert MIME not in str(ran)
    assert len(ran["cells"][1]["outputs"]) == 1


def test_all_that_is_found_needs_a_justification_and_nothing_else_has_one(ran):
    every = {1: SAID, 2: ["0.777: no output contains it"]}
    assert found.findings(ran) == every
    assert len(found.objections(ran)) == 4
    sentence = "Here for the sake of a test."
    for index, here in every.items():
        said = dict.fromkeys(here, sentence)
        ran["cells"][index]["metadata"].setdefault("rbmlib", {})["justified"] = said
    assert found.objections(ran) == []
    ran["cells"][1]["metadata"]["rbmlib"]["justified"]["gone"] = sentence
    assert found.objections(ran) == ["cell 1: justified, but not found: gone"]
    ran["cells"][1]["metadata"]["rbmlib"]["justified"] = dict.fromkeys(SAID, "because")
    assert all("a justification is a sentence" in words for words in found.objections(ran))


def test_a_finding_that_a_run_does_not_make_again_is_a_difference(ran):
    fresh = refresh.execute(planted())
    stored = nbformat.from_dict(fresh)
    assert refresh.differences(stored, fresh) == []
    stored["cells"][1]["metadata"]["rbmlib"]["found"] = SAID[1:]
    assert refresh.differences(stored, fresh) == ["cell 1: metadata differs"]


def test_a_perturbed_kernel_notes_the_same_of_two_routes():
    few = "import numpy as np\nfrom rbmlib.checks import verify\nx, y = np.exp([0.3, 0.7])\n"
    few += 'verify("a", x, np.exp([0.3])[0])\nverify("b", y - x, np.expm1(0.7) - np.expm1(0.3))'
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(few)])
    every = [refresh.executed(notebook, recording(refresh.ROOT, seed))[1][0] for seed in (1, 2)]
    assert all(checks[0]["repeated few"] and not checks[0]["repeated"] for checks in every)
    assert not all(checks[1]["repeated few"] for checks in every)


def test_the_usual_tolerance_is_that_of_the_notebook():
    def checks(*tolerances):
        keys = {"kind": "verify", "name": "x", "repeated": False, "derived": None}
        return [keys | {"tolerance": tolerance} for tolerance in tolerances]

    assert found.made([checks(1e-3, 1e-3), checks(1e-3)]) == [[], []]
    assert found.made([checks(1e-12, 1e-12), checks(1e-3)])[1] != []
    assert found.made([[], []]) == [[], []]
