"""The explorable page: what it shows of rbmlib is true, it is small, and it asks nobody else."""

import gzip
import json
import re
from pathlib import Path

import numpy as np
import pytest

from rbmlib import (
    RBM,
    binary_states,
    joint_probabilities,
    log_likelihood_gradient,
    mean_log_likelihood,
)
from rbmlib.cases import reference_data, reference_rbm
from rbmlib.checks import CODES, GradientMismatch, check_gradient
from rbmlib.checks.gradients.methods import EPS, METHODS, ROUNDING
from tools.explorable import still, values

FOLDER = Path(__file__).resolve().parent.parent.parent / "site" / "explorable"
SOURCES = {
    path.name: path.read_text()
    for path in FOLDER.iterdir()
    if path.suffix in (".html", ".css", ".js")
}
REFERENCE = {"model": reference_rbm(), "data": reference_data()}
#: Mistakes in mistakes.js, with the codes that it gives them.
CODED = dict(re.findall(r'^  (\w+): \{ words: .*?code: "([A-Z-]+)"', SOURCES["mistakes.js"], re.M))


def samples(counts):
    return np.repeat(binary_states(3), counts, axis=0)


def by_loops(model, data, mistake):
    """The mistaken gradient, a state at a time: independent of how the values are written."""
    joint = joint_probabilities(model)
    rows = [int("".join(map(str, v)), 2) for v in data]
    if mistake == "repeats":
        rows = sorted(set(rows))
    total = np.zeros(11)
    for i, v in enumerate(binary_states(3)):
        for j, h in enumerate(binary_states(2)):
            given = joint[:, j].sum() if mistake == "prior" else joint[i, j] / joint[i].sum()
            clamped = rows.count(i) / len(rows) * given
            on = np.concatenate([np.outer(v, h).ravel(), v, h])
            if mistake in ("positive", "both"):
                clamped = -clamped
            free = {"negative": -1, "both": -1, "alone": 0}.get(mistake, 1) * joint[i, j]
            total += (clamped - free) * on
    return total


def test_twelve_machines_are_generic():
    cases = values.cases()
    thetas = np.array([case["model"].ravel() for case in cases])
    assert thetas.shape == (12, 11) and np.unique(thetas).size == np.unique(thetas.round(6)).size
    assert np.all(thetas != 0)
    for case in cases:
        _, counts = np.unique(case["data"], axis=0, return_counts=True)
        assert 1 < len(counts) and counts.max() > 1


@pytest.mark.parametrize("mistake", values.PROGRAMS)
def test_mistaken_gradients_are_what_loops_give(mistake):
    for case in values.cases():
        written = sum(values.phases(**case, mistake=mistake))
        np.testing.assert_allclose(written, by_loops(**case, mistake=mistake), atol=1e-13)


def test_the_right_program_follows_the_gradient():
    for case in values.cases():
        right = sum(values.phases(**case))
        np.testing.assert_allclose(right, log_likelihood_gradient(**case), atol=1e-13)
        assert sum(values.flagged(**case, mistake="right")) == 0


@pytest.mark.parametrize("mistake", [name for name in values.PROGRAMS if name != "right"])
def test_rbmlib_gives_each_mistake_the_code_that_the_page_has(mistake):
    model, data = REFERENCE["model"], REFERENCE["data"]
    with pytest.raises(GradientMismatch) as caught:
        check_gradient(
            lambda shifted: mean_log_likelihood(shifted, data),
            by_loops(model, data, mistake),
            model,
            data=data,
        )
    assert caught.value.code == CODED[mistake]
    assert CODED[mistake] in CODES


def test_the_page_and_the_values_name_the_same_mistakes():
    assert ["right", *CODED] == list(values.PROGRAMS)


def test_training_shows_a_wrong_sign_at_once_and_not_the_two_that_matter():
    curves = {mistake: values.training(**REFERENCE, mistake=mistake) for mistake in CODED}
    assert all(curves[m][1] < curves[m][0] for m in ("negative", "positive", "both", "alone"))
    assert all(np.all(np.diff(curves[m]) > 0) for m in ("prior", "repeats"))


def test_how_many_components_the_check_flags():
    flagged = {m: values.flagged(**REFERENCE, mistake=m) for m in CODED}
    assert {m: sum(wrong) for m, wrong in flagged.items()} == {
        "negative": 11,
        "positive": 11,
        "both": 11,
        "alone": 11,
        "prior": 8,
        "repeats": 11,
    }
    assert not any(flagged["prior"][6:9])  # p(h) does not enter the averages of v


def test_the_six_samples_that_the_page_links_spare_the_visible_biases():
    [digits] = re.findall(r"#s=4&amp;d=(\d{8})&amp;m=repeats", SOURCES["index.html"])
    data = samples([int(digit) for digit in digits])
    assert len(data) == 6
    wrong = values.flagged(reference_rbm(), data, "repeats")
    assert sum(wrong) == 8 and not any(wrong[6:9])


def test_the_page_starts_with_the_reference_machine_and_its_data():
    theta, counts = re.findall(r"^  (?:theta|counts): (\[[-\d., ]+\])", SOURCES["state.js"], re.M)
    assert json.loads(theta) == reference_rbm().ravel().tolist()
    assert np.array_equal(
        np.unique(samples(json.loads(counts)), axis=0, return_counts=True)[1],
        np.unique(reference_data(), axis=0, return_counts=True)[1],
    )


def test_the_page_takes_differences_as_rbmlib_does():
    assert "EPS = 2 ** -52, ROUNDING = 16" in SOURCES["machine.js"]
    assert (EPS, ROUNDING) == (2**-52, 16)
    assert METHODS["central"].step == EPS ** (1 / 3)
    assert (values.ETA, values.STEPS) == (
        float(re.findall(r"^  eta: ([\d.]+)", SOURCES["state.js"], re.M)[0]),
        int(re.findall(r"TRIAL = (\d+)", SOURCES["mistakes.js"])[0]),
    )


def test_values_are_numbers_that_json_keeps():
    written = values.values(**REFERENCE)
    assert json.loads(json.dumps(written)) == written
    again = RBM(
        np.reshape(written["theta"][:6], (3, 2)), written["theta"][6:9], written["theta"][9:]
    )
    assert again.log_partition() == written["lnZ"]
    assert sum(written["counts"]) == 4


def test_the_still_picture_shows_todays_numbers():
    page = SOURCES["index.html"]
    assert page.count("<!-- still -->") == page.count("<!-- /still -->") == 1
    assert still.with_still(page) == page
    assert still.with_still(page.replace("+0.0977", "+0.0978")) == page


def test_the_page_is_small():
    assert sum(len(gzip.compress(text.encode())) for text in SOURCES.values()) < 40_000
    assert (FOLDER / "picture.png").stat().st_size <= 80_000


def test_no_source_asks_another_host():
    own = {"http://www.w3.org/2000/svg"}  # a name, not an address
    for name, text in SOURCES.items():
        assert set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"'`)]*", text)) <= own, name
    assert "default-src 'self'" in SOURCES["index.html"]


def test_every_file_that_is_named_is_there():
    for name, text in SOURCES.items():
        for local in re.findall(r'from "\./([\w.]+)"|(?:href|src)="([\w-]+\.\w+)"', text):
            assert (FOLDER / "".join(local)).exists(), (name, local)
