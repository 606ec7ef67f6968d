"""Every claim of the three texts: its verdict, its misprint, its place in a ladder."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rbmlib import RBM
from rbmlib.checks import Derivation
from rbmlib.lessons import texts
from rbmlib.lessons.texts import (
    READINGS,
    TEXTS,
    VERDICTS,
    Setting,
    chains,
    counts,
    generic_settings,
    judge,
    ladder,
    printed,
    read_otherwise,
    rests_on,
    verdicts,
)
from tests.lessons import texts_by_hand as by_hand

SETTINGS = generic_settings(np.random.default_rng(1))
CLAIMS = {claim.name: claim for claims in TEXTS.values() for claim in claims}
CHAINS = [chain for claims in TEXTS.values() for chain in chains(claims)]
PLACES = {c.name: (chain, k) for chain in CHAINS for k, c in enumerate(chain)}
MISPRINTS = sorted(name for name, claim in CLAIMS.items() if claim.corrected)
CONDITIONAL = sorted(name for name, claim in CLAIMS.items() if claim.condition)
FOUND = {text: verdicts(claims, SETTINGS) for text, claims in TEXTS.items()}
ALL = {name: verdict for found in FOUND.values() for name, verdict in found.items()}

# How many claims of each kind the texts hold; verdicts in the order of `VERDICTS`.
COUNTS = {"S0": (27, 9, 4, 1, 4), "S1": (39, 12, 3, 1, 4), "S2": (39, 8, 6, 3, 0)}
INHERITED = {"S0.31", "S1.15", "S2.11", "S2.43", "S2.48"}


@pytest.mark.parametrize("text", TEXTS)
def test_the_counts(text):
    assert counts(FOUND[text]) == dict(zip(VERDICTS, COUNTS[text], strict=True))


def test_the_verdicts_do_not_depend_on_the_random_numbers():
    other = generic_settings(np.random.default_rng(2), shapes=((4, 2), (2, 2), (3, 4)), scale=0.7)
    for text, claims in TEXTS.items():
        assert verdicts(claims, other) == FOUND[text]


def test_every_number_is_there_once():
    last = {"S0": 40, "S1": 56, "S2": 56}
    absent = {"S1.21"}  # the list of claims skips this number
    extra = {"S0.6b", "S0.6c", "S0.7b", "S0.9b", "S0.30b", "S1.18b", "S1.23b", "S1.24b", "S1.24c"}
    expected = {f"{text}.{k}" for text, n in last.items() for k in range(1, n + 1)}
    assert set(CLAIMS) == (expected | extra) - absent
    assert sum(map(len, TEXTS.values())) == len(CLAIMS) == 160


def test_what_is_inherited():
    assert {name for name, verdict in ALL.items() if verdict == "inherited"} == INHERITED


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_is_complete(name):
    claim = CLAIMS[name]
    assert claim.latex
    assert claim.rule, "the rule, or why the claim cannot be executed"
    assert bool(claim.condition) == bool(claim.given or claim.meant)
    assert not (claim.condition and claim.corrected)
    assert (ALL[name] == "misprint") == bool(claim.corrected)
    assert (ALL[name] == "conditional") == bool(claim.condition)
    assert (ALL[name] == "not testable") == (claim.value is None)


@pytest.mark.parametrize("name", CONDITIONAL)
def test_a_reading_other_than_the_printed_one_has_its_own_formula(name):
    claim = CLAIMS[name]
    for side, printed_side in zip(claim.meant or (), (claim.start, claim), strict=False):
        if side and printed_side:
            latex = printed_side[0] if printed_side is claim.start else claim.latex
            assert side[0] != latex


@pytest.mark.parametrize(
    "mistyped",
    [
        lambda s: s.no_such_symbol,
        lambda s: no_such_name,  # noqa: F821
        lambda s: np.log(s.Z, s.Z, s.Z, s.Z),
    ],
)
def test_a_mistyped_function_does_not_pass_for_a_misprint(mistyped):
    chain, index = PLACES["S2.10"]
    claim = chain[index]._replace(value=mistyped)
    chain = [claim if k == index else other for k, other in enumerate(chain)]
    assert judge(chain, index, SETTINGS) == "unexplained"


WORDS = {
    "S1.14": "divided by Z",
    "S1.19": "off by +2 the gradient of ln Z: a term of the wrong sign",
    "S1.20": "opposite sign",
    "S2.10": "off by -2 ln Z: a term of the wrong sign",
    "S2.42": "multiplied by 2^m",
    "S2.50": "broadcast to a table; its diagonal is right",
}


@pytest.mark.parametrize("name", WORDS)
def test_a_false_line_is_diagnosed_in_the_terms_of_the_texts(name):
    chain, index = PLACES[name]
    assert ladder(chain, SETTINGS, {name}).check().rows[index + 1].diagnosis == WORDS[name]


def test_a_claim_says_what_it_has_not():
    assert CLAIMS["S0.1"].printed_start is CLAIMS["S0.1"].start
    with pytest.raises(ValueError, match=r"S0.2: expected the beginning of a chain"):
        _ = CLAIMS["S0.2"].printed_start
    with pytest.raises(ValueError, match=r"S0.40: cannot be executed, a pointer to a book"):
        _ = CLAIMS["S0.40"].evaluate


def test_other_verdicts_are_counted_at_the_end():
    found = counts({"a": "misprint", "b": "unexplained", "c": "misprint"})
    assert list(found.items()) == [
        *zip(VERDICTS, (0, 0, 2, 0, 0), strict=True),
        ("unexplained", 1),
    ]


def test_a_false_condition_explains_nothing():
    chain, index = PLACES["S2.10"]
    excused = chain[index]._replace(corrected=None, condition="if it were true")
    chain = [excused if k == index else claim for k, claim in enumerate(chain)]
    assert judge(chain, index, SETTINGS) == "unexplained"


def test_biases_are_the_weights_of_units_that_are_always_on():
    for s in SETTINGS:
        corner = np.block([[np.zeros((1, 1)), s.c[None]], [s.b[:, None], s.W]])
        v, h = (np.hstack([np.ones((len(x), 1)), x]) for x in (s.v, s.h))
        assert np.allclose(np.exp(v @ corner @ h.T), s.f, rtol=1e-12)


def test_every_claim_has_its_own_place_in_one_source_file():
    folder = Path(texts.__file__).parent
    sources = (path.read_text() for path in folder.rglob("*.py"))
    executed = [
        name
        for text in sources
        for name in re.findall(r'^        "(S\d\.\d+[a-z]?)",$', text, re.M)
    ]
    assert sorted(executed) == sorted(PLACES)


def assert_misprint_is_found(claim):
    """The printed line is false at its own equals sign, and the corrected one is true."""
    chain, index = PLACES[claim.name]
    chain = [claim if c.name == claim.name else c for c in chain]
    assert ladder(chain, SETTINGS, {claim.name}).check().first_false == index + 1
    assert ladder(chain, SETTINGS).check().first_false is None
    assert judge(chain, index, SETTINGS) == "misprint"


@pytest.mark.parametrize("name", MISPRINTS)
def test_a_misprint_is_localised(name):
    assert_misprint_is_found(CLAIMS[name])


@pytest.mark.parametrize("name", MISPRINTS)
def test_the_printed_line_replaced_by_the_corrected_one_fails(name):
    claim = CLAIMS[name]
    latex, value = claim.corrected
    healed = claim._replace(latex=latex, value=value, start=claim.corrected_start or claim.start)
    with pytest.raises(AssertionError):
        assert_misprint_is_found(healed)


@pytest.mark.parametrize("name", MISPRINTS)
def test_the_corrected_line_replaced_by_the_printed_one_fails(name):
    claim = CLAIMS[name]
    with pytest.raises(AssertionError):
        assert_misprint_is_found(claim._replace(corrected=(claim.latex, claim.value)))


@pytest.mark.parametrize("name", CONDITIONAL)
def test_a_condition_is_needed_and_is_enough(name):
    chain, index = PLACES[name]
    bare = chain[index]._replace(condition="", given=None, meant=None)
    stripped = [bare if c.name == name else c for c in chain]
    assert judge(stripped, index, SETTINGS) == "unexplained"
    assert ladder(chain, SETTINGS).check().first_false is None
    assert ladder(chain, SETTINGS, {name}).check().first_false == index + 1


@pytest.mark.parametrize("name", sorted(INHERITED))
def test_an_inherited_line_is_right_in_itself(name):
    chain, index = PLACES[name]
    report = printed(chain, SETTINGS).check()
    assert not report.rows[index + 1].holds
    assert ladder(chain, SETTINGS, {name}).check().first_false is None


def test_the_printed_chains_break_first_at_the_first_misprint():
    for chain in CHAINS:
        first = printed(chain, SETTINGS).check().first_false
        broken = [k for k, c in enumerate(chain) if ALL[c.name] in ("misprint", "conditional")]
        assert first == (broken[0] + 1 if broken else None), chain[0].name


MUTATIONS = {
    "a term added": lambda x: x + 0.01,
    "sign and shift": lambda x: -x - 0.01,
    "a factor and a term": lambda x: 1.5 * x + 0.1,
    "one component": lambda x: x + 0.01 * (np.arange(x.size).reshape(x.shape) == x.size - 1),
    "an axis too many": lambda x: x[None],
    "not a number": lambda x: x * np.nan,
}


@given(st.sampled_from(CHAINS), st.data())
def test_a_false_line_planted_anywhere_is_found_at_its_own_index(chain, data):
    index = data.draw(st.integers(1, len(chain)))
    wrong = MUTATIONS[data.draw(st.sampled_from(sorted(MUTATIONS)))]
    assert planted(chain, index, wrong).check().first_false == index


@pytest.mark.parametrize("name", PLACES)
def test_a_false_line_planted_at_every_line_is_found(name):
    chain, index = PLACES[name]
    assert planted(chain, index + 1, lambda x: x + 0.01).check().first_false == index + 1


def planted(chain, index, wrong):
    """The corrected ladder with one line changed."""
    whole = ladder(chain, SETTINGS[:2])
    mutant = Derivation(whole.title, whole.cases)
    for k, (latex, value, rule) in enumerate(whole.lines):
        if k == index:
            mutant.line(latex, lambda s, value=value: wrong(np.asarray(value(s), float)), rule)
        else:
            mutant.line(latex, value, rule)
    return mutant


SIZES = {
    "S0.3": lambda s: np.log((1 / s.f).sum(axis=1)) - np.log(s.f_v),
    "S1.14": lambda s: (1 / s.Z - 1) * s.D(lambda t: np.log(t.Z)),
    "S1.19": lambda s: np.tile(2 * s.D(lambda t: np.log(t.Z)), (len(s.v), 1)),
    "S1.20": lambda s: -2 * s.D(lambda t: np.log(t.Z)),
    "S2.3": lambda s: 2 * np.mean(np.log(s.p)[s.rows]),
    "S2.10": lambda s: -2 * np.log(s.Z),
    "S2.42": lambda s: (
        (len(s.h) - 1) * -s.model.unravel(s.D(lambda t: t.q @ np.log(t.p)))["weights"]
    ),
}


@pytest.mark.parametrize("name", SIZES)
def test_the_size_of_an_error_is_predicted(name):
    claim = CLAIMS[name]
    for s in SETTINGS:
        gap = claim.value(s) - claim.corrected[1](s)
        assert np.allclose(gap, SIZES[name](s), rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", [*by_hand.CONDITIONAL, *by_hand.MISPRINTED])
def test_what_is_printed_is_evaluated_as_it_stands(name):
    """Else a line that is to be false may be false for another reason."""
    claim = CLAIMS[name]
    left, right = (by_hand.CONDITIONAL | by_hand.MISPRINTED)[name]
    for s in SETTINGS:
        hand = by_hand.Hand(s)
        assert_same(claim.value(s), right(hand))
        if left:
            assert_same(claim.start[1](s), left(hand))


def test_no_line_that_is_false_in_print_is_left_out():
    assert set(MISPRINTS) == set(by_hand.MISPRINTED)
    others = {"S1.16", "S2.51", "S2.56"}  # below, and in the tests of what they use
    assert set(CONDITIONAL) - set(by_hand.CONDITIONAL) == others


@pytest.mark.parametrize("name", ["S2.51", "S2.56"])
def test_a_product_of_two_columns_has_no_value(name):
    claim = CLAIMS[name]
    for s in SETTINGS:
        assert_same(claim.start[1](s), -by_hand.Hand(s).of_weights(by_hand.Hand(s).step))
        with pytest.raises(ValueError, match="matmul"):
            claim.value(s)


def assert_same(got, wanted):
    got, wanted = np.asarray(got), np.asarray(wanted)
    assert got.shape == wanted.shape
    assert np.allclose(got, wanted, rtol=1e-10, atol=1e-10)


# Whether a truth value can be false: each part of it is made so.
BLIND = [
    ("S1.32", "pseudolikelihood_loss", lambda g, c: 1 + (g == "cycle"), [True, False]),
    ("S1.32", "pseudolikelihood_loss", lambda g, c: 1 + (g != "cycle"), [False, True]),
    ("S1.45", "noise_variance", lambda p, q: 1.0, False),
    ("S1.45", "noise_variance", lambda p, q: -abs(p - q).max(), False),
    ("S1.46", "easy_task", lambda c: (c, c), False),
    ("S1.46", "easy_task", lambda c: (1 / c, 1 / c), False),
    ("S1.46", "easy_task", lambda c: (1.0, 1 / c), False),
    ("S1.46", "easy_task", lambda c: (c, 1.0), False),
    ("S1.46", "easy_task", lambda c: (c, 1 / c), True),
    ("S1.36", "extended_score_matching", lambda s, bump: 0.05 * bump, False),
    ("S1.36", "extended_score_matching", lambda s, bump: -bump, True),
    ("S1.43", "noise_prefers_truth", lambda s: False, False),
]


@pytest.mark.parametrize("name, function, other, wanted", BLIND)
def test_a_statement_can_be_false(name, function, other, wanted, monkeypatch):
    monkeypatch.setattr(f"rbmlib.lessons.texts.estimators.{function}", other)
    found = CLAIMS[name].value(SETTINGS[0])
    assert (found[-1] if name == "S1.43" else found) == wanted


def test_an_energy_need_not_fall():
    """The statements on a step, of a machine on which it changes nothing."""
    s = SETTINGS[0]
    flat = s.at(RBM(0 * s.W, 0 * s.b, 0 * s.c))
    still = "rbmlib.lessons.texts.chapter.phases.moved"
    for name in ("S1.23", "S1.24"):
        assert CLAIMS[name].value(flat)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(still, lambda s, direction: s)
            assert not CLAIMS[name].value(flat)


def test_the_mean_log_slope_of_a_constant_on_a_moving_interval():
    """S1.16 without its condition: the length's logarithm grows by 1/theta, a constant by 0."""
    claim = CLAIMS["S1.16"]
    for s in SETTINGS:
        hand = by_hand.Hand(s)
        assert claim.start[1](s)[-1] == pytest.approx(1 / hand.Z)
        assert claim.value(s)[-1] == 0
        assert_same(claim.value(s)[:-1], claim.start[1](s)[:-1])


def test_duplicates_taken_for_distinct_shift_the_divergence_by_ln_n_minus_the_entropy():
    claim = CLAIMS["S0.9"]
    for s in SETTINGS:
        seen = s.q[s.q > 0]
        shift = claim.start[1](s) - claim.value(s)
        assert abs(shift - (np.log(s.N) + seen @ np.log(seen))) < 1e-13
        assert shift > 0.1


def test_settings_are_checked():
    s = SETTINGS[0]
    with pytest.raises(ValueError, match="data: expected binary states"):
        Setting(s.model, s.data + 1, s.samples)
    with pytest.raises(ValueError, match="samples: expected shape"):
        Setting(s.model, s.data, s.samples[0])


# Lines that can be read in two ways: whether each holds as read, and as it can be read otherwise.
TWO_READINGS = {
    "S0.4": (False, True),
    "S0.9b": (False, True),
    "S0.30": (False, True),
    "S0.33": (True, False),
    "S2.3": (False, True),
    "S2.6": (True, False),
    "S2.24": (False, True),
    "S2.46": (False, True),
}


def test_the_lines_that_can_be_read_in_two_ways():
    assert set(READINGS) == set(TWO_READINGS)
    assert all("; or " in other.reading for other in READINGS.values())


@pytest.mark.parametrize("name", TWO_READINGS)
def test_the_other_reading_makes_the_other_verdict(name):
    assert read_otherwise(*PLACES[name], SETTINGS) == TWO_READINGS[name]
    assert (ALL[name] == "true") == TWO_READINGS[name][0]


def test_what_verdicts_rest_on():
    found = {name: rests_on(claim) for name, claim in CLAIMS.items()}
    assert {name for name, what in found.items() if not what} == set(CLAIMS) - set(PLACES)
    meant = {name for name in CONDITIONAL if CLAIMS[name].meant}
    assert {n for n, what in found.items() if what == "reading"} == meant | set(TWO_READINGS)
    assert {n for n, what in found.items() if what == "condition"} == set(CONDITIONAL) - meant
    assert found["S2.10"] == found["S1.19"] == "measurement"
