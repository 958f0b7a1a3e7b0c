"""How sure an answer is: the share of labelled answers with like evidence that were right.

Rules:

1. Evidence is classed by how the makers agree, how much of the name was shown, how many words of it name (three
   stands for more), and the worst doubt about it.
2. Content (``content/confidence``) counts for each class how many labelled answers there were and how many of them
   named a device that is concerned. ``tools/calibrate_confidence.py`` makes it from the labelled rows.
3. The confidence is Laplace's rule of succession, (right + 1) / (all + 2): a class that was seen seldom is never
   certain, and one that was never seen is even.

Source of the rule: P.-S. de Laplace, Essai philosophique sur les probabilités, 1814, ch. on the seventh principle.
"""

from __future__ import annotations

from functools import cache

from medward.content.load import load
from medward.matching.compare import NameMatch
from medward.matching.makers import Relation
from medward.matching.words import Kind

_WHOLE, _MOST, _HALF = 0.97, 0.85, 0.62
_DOUBTS = (
    "another part",
    "an accessory",
    "the model column",
    "other words",
    "no device words",
    "model not given",
    "number without",
    "by initials",
    "spelling repaired",
    "by its number",
)


def evidence(name: NameMatch, relation: Relation) -> str:
    """Return the class of the evidence, such as ``same maker, whole name, two naming words``."""
    shown = (
        "whole"
        if name.score >= _WHOLE
        else "most"
        if name.score >= _MOST
        else "part"
        if name.score >= _HALF
        else "half"
    )
    worst = next((kind for kind in _DOUBTS if any(doubt.startswith(kind) for doubt in name.doubts)), "")
    terms = sum(1 for term in name.pattern.terms if term.kind in (Kind.BRAND, Kind.DESIGNATOR))
    count = ("no naming word", "one naming word", "two naming words", "three naming words")[min(terms, 3)]
    return ", ".join(part for part in (f"{relation} maker", f"{shown} name", count, worst) if part)


def confidence(name: NameMatch, relation: Relation) -> float:
    """Return how often such an answer is right about the device being concerned at all, 0–1, to three places."""
    right, every = _counts().get(evidence(name, relation), (0, 0))
    return round((right + 1) / (every + 2), 3)


@cache
def _counts() -> dict[str, tuple[int, int]]:
    return {entry["evidence"]: (entry["right"], entry["of"]) for entry in load("confidence", "evidence")["classes"]}
