"""Each input: what is published, what a rule infers, what stays unknown, and what is assumed then."""

from collections.abc import Sequence
from datetime import date

import pytest

from medward.errors import BadInput
from medward.risk.cvss import CvssScore, score_vector
from medward.risk.factors import (
    Factor,
    Input,
    Measure,
    Status,
    automatable_from,
    cvss_from,
    epss_from,
    exploitation_from,
    exposure_from,
    in_kev_from,
    publicly_exposed_from,
    ransomware_from,
    scale_of,
    technical_impact_from,
)

PUBLISHED, INFERRED, UNKNOWN = Status.PUBLISHED, Status.INFERRED, Status.UNKNOWN
ALL = {"none", "public poc", "active"}


def _is(factor: Factor, working: str, values: set[str], status: Status) -> bool:
    return (factor.working, set(factor.values), factor.status) == (working, values, status)


@pytest.mark.parametrize(
    ("kev", "point", "references", "working", "values", "status"),
    [
        (True, None, [], "active", {"active"}, INFERRED),
        (True, "none", [], "active", {"active"}, INFERRED),
        (False, "none", [], "none", {"none"}, PUBLISHED),
        (False, "PoC", [], "public poc", {"public poc"}, PUBLISHED),
        (False, "active", [], "active", {"active"}, PUBLISHED),
        (False, "none", ["x"], "public poc", {"public poc"}, INFERRED),
        (False, "active", ["x"], "active", {"active"}, PUBLISHED),
        (False, None, ["x"], "public poc", {"public poc", "active"}, INFERRED),
        (False, None, [], "public poc", ALL, UNKNOWN),
        (None, None, ["x"], "active", {"public poc", "active"}, INFERRED),
        (None, None, [], "active", ALL, UNKNOWN),
        (None, "", [], "active", ALL, UNKNOWN),
        # The catalogue was not consulted and may still outweigh the point.
        (None, "none", [], "none", {"none", "active"}, PUBLISHED),
        (None, "none", ["x"], "public poc", {"public poc", "active"}, INFERRED),
    ],
)
def test_exploitation(
    kev: bool | None, point: str | None, references: list[str], working: str, values: set[str], status: Status
) -> None:
    assert _is(exploitation_from(kev, point, references), working, values, status)


def test_a_point_with_an_unknown_word_is_refused() -> None:
    with pytest.raises(BadInput, match="'perhaps' is no value of exploitation"):
        exploitation_from(False, "perhaps", [])


def _scores(*vectors: str) -> Sequence[CvssScore]:
    return [score_vector(vector) for vector in vectors]


BOTH = {"no", "yes"}
EASY = "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N"


@pytest.mark.parametrize(
    ("point", "vectors", "working", "values", "status"),
    [
        ("yes", [], "yes", {"yes"}, PUBLISHED),
        ("No", [EASY], "no", {"no"}, PUBLISHED),
        (None, [EASY], "yes", BOTH, INFERRED),
        (None, ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:L/SC:N/SI:N/SA:N"], "yes", BOTH, INFERRED),
        (None, ["CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:L/VI:L/VA:L/SC:N/SI:N/SA:N"], "no", BOTH, UNKNOWN),
        (None, [EASY.replace("AV:N", "AV:A")], "no", BOTH, UNKNOWN),
        (None, [EASY.replace("AC:L", "AC:H")], "no", BOTH, UNKNOWN),
        (None, [EASY.replace("PR:N", "PR:L")], "no", BOTH, UNKNOWN),
        (None, [EASY.replace("UI:N", "UI:R")], "no", BOTH, UNKNOWN),
        (None, [EASY.replace("UI:N", "UI:R"), EASY], "yes", BOTH, INFERRED),
        (None, ["AV:N/AC:L/Au:N/C:P/I:P/A:P"], "yes", BOTH, UNKNOWN),
        (None, ["AV:N/AC:M/Au:N/C:P/I:P/A:P"], "no", BOTH, UNKNOWN),
        (None, [], "yes", BOTH, UNKNOWN),
    ],
)
def test_automatable(point: str | None, vectors: list[str], working: str, values: set[str], status: Status) -> None:
    assert _is(automatable_from(point, _scores(*vectors)), working, values, status)


def test_the_obstacle_to_automation_is_named() -> None:
    factor = automatable_from(None, _scores("CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H"))
    assert "AV:L, UI:R in the vector stands in the way" in factor.why


IMPACTS = {"partial", "total"}


@pytest.mark.parametrize(
    ("point", "vectors", "working", "values", "status"),
    [
        ("partial", [EASY], "partial", {"partial"}, PUBLISHED),
        ("total", [], "total", {"total"}, PUBLISHED),
        (None, [EASY], "partial", IMPACTS, UNKNOWN),
        (None, [EASY.replace("C:L/I:N", "C:H/I:H")], "total", IMPACTS, INFERRED),
        (None, [EASY, EASY.replace("C:L/I:N", "C:H/I:H")], "total", IMPACTS, INFERRED),
        (None, ["AV:N/AC:L/Au:N/C:C/I:C/A:P"], "total", IMPACTS, INFERRED),
        (None, ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N"], "total", IMPACTS, INFERRED),
        (None, [], "total", IMPACTS, UNKNOWN),
    ],
)
def test_technical_impact(
    point: str | None, vectors: list[str], working: str, values: set[str], status: Status
) -> None:
    assert _is(technical_impact_from(point, _scores(*vectors)), working, values, status)


@pytest.mark.parametrize(
    ("kev", "point", "working", "values", "status"),
    [
        (True, None, "yes", {"yes"}, PUBLISHED),
        (False, "active", "no", {"no"}, PUBLISHED),
        (None, None, "yes", BOTH, UNKNOWN),
        (None, "active", "yes", BOTH, UNKNOWN),
        (None, "poc", "no", BOTH, UNKNOWN),
        (None, "none", "no", BOTH, UNKNOWN),
    ],
)
def test_in_kev(kev: bool | None, point: str | None, working: str, values: set[str], status: Status) -> None:
    assert _is(in_kev_from(kev, point), working, values, status)


USES = {"not known", "known"}


@pytest.mark.parametrize(
    ("kev", "word", "working", "values", "status"),
    [
        (True, "Known", "known", {"known"}, PUBLISHED),
        (True, "Unknown", "not known", {"not known"}, PUBLISHED),
        (True, "", "known", USES, UNKNOWN),
        (False, "", "not known", {"not known"}, INFERRED),
        (None, "", "known", USES, UNKNOWN),
    ],
)
def test_ransomware_use(kev: bool | None, word: str, working: str, values: set[str], status: Status) -> None:
    assert _is(ransomware_from(in_kev_from(kev), word), working, values, status)


EXPOSURES = {"small", "controlled", "open"}


@pytest.mark.parametrize(
    ("given", "network", "address", "working", "values", "status"),
    [
        ("open", "none", "", "open", {"open"}, PUBLISHED),
        (None, "none", "", "small", {"small"}, INFERRED),
        (None, "wired", "", "controlled", EXPOSURES, UNKNOWN),
        (None, "unknown", "", "controlled", EXPOSURES, UNKNOWN),
        (None, "wired", "10.27.251.92", "controlled", EXPOSURES, INFERRED),
        (None, "none", "192.168.1.4", "controlled", EXPOSURES, INFERRED),
        (None, "unknown", "8.8.8.8", "open", EXPOSURES, INFERRED),
        (None, "unknown", "2001:4860:4860::8888", "open", EXPOSURES, INFERRED),
        (None, "none", "0.0.0.0", "small", {"small"}, INFERRED),  # noqa: S104 (exports write it for "no address")
        (None, "none", "n/a", "small", {"small"}, INFERRED),
    ],
)
def test_system_exposure(
    given: str | None, network: str, address: str, working: str, values: set[str], status: Status
) -> None:
    assert _is(exposure_from(given, network, address), working, values, status)


def test_public_exposure_follows_the_exposure_unless_stated() -> None:
    small, open_ = exposure_from(None, "none"), exposure_from("open", "unknown")
    assert _is(publicly_exposed_from(None, small), "no", BOTH, INFERRED)
    assert _is(publicly_exposed_from(None, open_), "yes", BOTH, INFERRED)
    assert _is(publicly_exposed_from(None, exposure_from(None, "unknown")), "no", BOTH, UNKNOWN)
    assert _is(publicly_exposed_from(False, open_), "no", {"no"}, PUBLISHED)


ON = date(2026, 11, 21)


def test_epss_says_its_model_date_and_when_it_is_stale() -> None:
    fresh = epss_from(0.04211, 0.92, date(2026, 11, 20), ON, stale_after_days=7)
    assert fresh.why == "score 0.04211, percentile 0.9200, of 2026-11-20"
    stale = epss_from(0.04211, None, date(2026, 11, 13), ON, stale_after_days=7)
    assert stale.why == "score 0.04211, of 2026-11-13, older than 7 days"
    assert "unknown date" in epss_from(0.1, None, None, ON, stale_after_days=7).why
    missing = epss_from(None, None, None, ON, stale_after_days=7)
    assert (missing.status, missing.value, missing.working) == (UNKNOWN, None, 1.0)


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan")])
def test_epss_outside_of_a_probability_is_refused(score: float) -> None:
    with pytest.raises(BadInput, match="not within 0 and 1"):
        epss_from(score, None, None, ON, stale_after_days=7)


def test_cvss_is_recomputed_and_says_where_the_published_number_differs() -> None:
    vectors = _scores(EASY, EASY.replace("C:L/I:N/A:N", "C:H/I:H/A:H"))
    assert cvss_from(vectors, 9.8).value == 9.8
    assert "which no vector gives" in cvss_from(vectors, 7.7).why
    assert "without a vector" in cvss_from([], 7.7).why
    missing = cvss_from([])
    assert (missing.status, missing.value, missing.working) == (UNKNOWN, None, 10.0)


def test_the_safety_of_a_version_4_vector_is_told() -> None:
    scores = _scores("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:L/SC:N/SI:N/SA:N/MSI:S/S:P")
    assert cvss_from(scores).why.endswith("speaks of safety: MSI:S, S:P")


@pytest.mark.parametrize(
    ("values", "working", "status", "source", "why"),
    [
        ({"no", "yes"}, "maybe", UNKNOWN, "s", "w"),
        ({"no", "maybe"}, "no", UNKNOWN, "s", "w"),
        ({"no"}, "yes", PUBLISHED, "s", "w"),
        ({"no"}, "no", UNKNOWN, "s", "w"),
        ({"no"}, "no", PUBLISHED, "", "w"),
        ({"no"}, "no", PUBLISHED, "s", ""),
    ],
)
def test_no_input_can_be_made_silently(values: set[str], working: str, status: Status, source: str, why: str) -> None:
    with pytest.raises(BadInput):
        Factor(Input.AUTOMATABLE, frozenset(values), working, status, source, why)


def test_no_number_can_be_made_silently() -> None:
    for value, status, source in ((None, PUBLISHED, "s"), (0.5, UNKNOWN, "s"), (0.5, PUBLISHED, "")):
        with pytest.raises(BadInput):
            Measure(Input.EPSS, value, 1.0, status, source, "w")


def test_every_input_with_values_stands_on_a_published_scale() -> None:
    assert scale_of(Input.EXPOSURE).identifier == "ssvc:EXP:1.0.1"
    assert scale_of(Input.PUBLICLY_EXPOSED).identifier == "cisa:PE:1.0.0"
    assert scale_of(Input.SAFETY_IMPACT).values == ("negligible", "marginal", "critical", "catastrophic")
