"""The join: devices' rows against advisories, each answer with its reasons.

Rules:

1. A pair of row and advisory is judged by itself: nothing depends on what else is loaded (ADR 20).
2. Candidates come from an index of naming words; adding or replacing a document touches its own entries only.
3. Rows that read alike share their results; ``match_batch`` judges each distinct row once.
4. The engine starts no threads or processes: its caller may split a batch.

How names are compared is said by ``compare``, what a verdict rests on by ``judge``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from medward.advisories.records import Advisory
from medward.matching.compare import LEAST_SCORE, NameMatch, compare
from medward.matching.confidence import confidence
from medward.matching.groups import Group, read_groups
from medward.matching.judge import AdvisoryText, judge, read_text
from medward.matching.makers import Relation, known_makers, spelt_alike
from medward.matching.patterns import Pattern
from medward.matching.records import Match
from medward.matching.rows import BEGINNING, MISSPELT, Row, RowKey, read_row
from medward.matching.terms import MODEL_WEIGHT, Term
from medward.matching.text import one_letter_less
from medward.matching.words import Kind

DEFAULT_LEAST_CONFIDENCE = 0.5
_WHOLE = 0.93
_SHORTEST_FUZZY, _SHORTEST_NUMBER = 5, 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A group of an advisory whose name a row shows."""

    group: Group
    name: NameMatch
    relation: Relation
    confidence: float


@dataclass(slots=True)
class Index:
    """Advisories, filed under the words by which rows find them.

    ``add`` takes a document in or replaces it by its id; ``remove`` takes it out.
    """

    groups: dict[str, tuple[Group, ...]] = field(default_factory=dict)
    _advisories: dict[str, Advisory] = field(default_factory=dict)
    _texts: dict[str, AdvisoryText] = field(default_factory=dict)
    _anchors: dict[str, dict[tuple[str, int], list[Pattern]]] = field(default_factory=dict)
    _words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _ordered: dict[str, tuple[tuple[Pattern, ...], ...]] = field(default_factory=dict)
    _dated: set[str] = field(default_factory=set)

    def add(self, advisory: Advisory) -> None:
        """Take ``advisory`` in; a document with the same id is replaced."""
        self.remove(advisory.advisory_id)
        groups = read_groups(advisory)
        self.groups[advisory.advisory_id] = groups
        self._ordered[advisory.advisory_id] = tuple(
            tuple(sorted(group.patterns, key=lambda pattern: pattern.text)) for group in groups
        )
        self._advisories[advisory.advisory_id] = advisory
        if any(_asks_dates(group) for group in groups):
            self._dated.add(advisory.advisory_id)
        filed: list[str] = []
        for number, group in enumerate(groups):
            entry = (advisory.advisory_id, number)
            for pattern in group.patterns:
                for word in _anchors(pattern):
                    self._anchors.setdefault(word, {}).setdefault(entry, []).append(pattern)
                    filed.append(word)
        self._words[advisory.advisory_id] = tuple(filed)

    def remove(self, advisory_id: str) -> None:
        """Take the document ``advisory_id`` out, if it is there."""
        if self._advisories.pop(advisory_id, None) is None:
            return
        del self.groups[advisory_id], self._ordered[advisory_id]
        self._dated.discard(advisory_id)
        self._texts.pop(advisory_id, None)
        for word in self._words.pop(advisory_id):
            entries = self._anchors.get(word, {})
            for entry in [entry for entry in entries if entry[0] == advisory_id]:
                del entries[entry]
            if not entries:
                self._anchors.pop(word, None)

    def asks_dates(self, advisory_id: str) -> bool:
        """Tell whether the advisory limits its products by dates of making or selling."""
        return advisory_id in self._dated

    def text(self, advisory_id: str) -> AdvisoryText:
        """Return what a document's sentences say; they are read when the first row shows one of its names."""
        if advisory_id not in self._texts:
            self._texts[advisory_id] = read_text(self._advisories[advisory_id], self.groups[advisory_id])
        return self._texts[advisory_id]

    def candidates(self, row: Row, least: float = DEFAULT_LEAST_CONFIDENCE) -> dict[str, list[Candidate]]:
        """Return, by advisory, the groups whose names ``row`` shows; of several only the most specific ones."""
        found: dict[tuple[str, int], set[int]] = {}
        # The shorter of the two is walked: a single new document has few words, and so has a row.
        for word in self._anchors.keys() & row.sought:
            for entry, patterns in self._anchors[word].items():
                # Patterns are told apart as objects: to compare them by value costs more than to judge them.
                found.setdefault(entry, set()).update(map(id, patterns))
        return self._judged(row, found, least)

    def _judged(self, row: Row, found: dict[tuple[str, int], set[int]], least: float) -> dict[str, list[Candidate]]:
        by_advisory: dict[str, list[Candidate]] = {}
        for (advisory_id, number), patterns in sorted(found.items(), key=lambda item: item[0]):
            group = self.groups[advisory_id][number]
            candidate = _best(group, self._ordered[advisory_id][number], patterns, row)
            if candidate is not None:
                by_advisory.setdefault(advisory_id, []).append(candidate)
        kept = {advisory_id: _most_specific(candidates) for advisory_id, candidates in by_advisory.items()}
        return {
            advisory_id: candidates
            for advisory_id, candidates in kept.items()
            if any(candidate.confidence >= least for candidate in candidates)
        }


def build_index(advisories: Iterable[Advisory]) -> Index:
    """Return an index of ``advisories``; of two with one id the later counts."""
    index = Index()
    for advisory in advisories:
        index.add(advisory)
    return index


def match_row(key: RowKey, index: Index, least: float = DEFAULT_LEAST_CONFIDENCE) -> tuple[Match, ...]:
    """Return what the advisories of ``index`` say about one row, ordered by advisory and vulnerability.

    Answers whose confidence is below ``least`` (0–1) are left out; a lower value widens the search, a higher one
    narrows it.
    """
    return match_ready(read_row(key), index, least)


def match_ready(row: Row, index: Index, least: float = DEFAULT_LEAST_CONFIDENCE) -> tuple[Match, ...]:
    """Return what ``match_row`` does for a row that was read before: so a new document costs a known fleet least."""
    answers: list[Match] = []
    for advisory_id, candidates in index.candidates(row, least).items():
        judged = judge(index.text(advisory_id), candidates, row)
        answers.extend(match for match in judged if match.confidence >= least)
    return tuple(sorted(answers, key=lambda match: (match.advisory_id, match.key)))


def match_batch(
    keys: Sequence[RowKey], index: Index, least: float = DEFAULT_LEAST_CONFIDENCE
) -> Iterator[tuple[Match, ...]]:
    """Yield the answers for each of ``keys`` in order; keys that are equal share one result.

    So do keys that differ in dates only, unless an advisory that concerns them asks for dates. ``least`` as in
    ``match_row``.
    """
    known: dict[RowKey, tuple[Match, ...]] = {}
    for key in keys:
        if key in known:
            yield known[key]
            continue
        undated = replace(key, in_service_on=None, manufactured_on=None)
        if undated not in known:
            known[undated] = match_row(undated, index, least)
        answers = known[undated]
        if undated != key and any(index.asks_dates(match.advisory_id) for match in answers):
            answers = known[key] = match_row(key, index, least)
        yield answers


def _asks_dates(group: Group) -> bool:
    conditions = (*group.conditions, *(condition for leaf in group.leaves for condition in leaf.reading.conditions))
    return any(condition.kind == "date" for condition in conditions)


def _best(group: Group, ordered: tuple[Pattern, ...], patterns: set[int], row: Row) -> Candidate | None:
    relation = _relation(group, row)
    if relation is Relation.OTHER:
        return None
    best: NameMatch | None = None
    # The order of the readings decides between like ones, never that of a set, which differs from run to run.
    for pattern in ordered:
        if id(pattern) not in patterns:
            continue
        name = compare(pattern, row)
        if name is not None and _enough(name, relation) and (best is None or name.score > best.score):
            best = name
    return Candidate(group, best, relation, confidence(best, relation)) if best is not None else None


def _relation(group: Group, row: Row) -> Relation:
    if not row.key.manufacturer.strip() and not row.makers.keys:
        return Relation.ABSENT
    if not row.makers.keys and not group.makers and spelt_alike(row.key.manufacturer, group.vendor):
        return Relation.SAME
    return _relation_of(row.makers.keys, group.makers, group.name)


@lru_cache(maxsize=16384)
def _relation_of(row: frozenset[str], advisory: frozenset[str], product: str) -> Relation:
    return known_makers().relation(row, advisory, product)


def _unmistakable(name: NameMatch) -> bool:
    """Whether a name speaks for itself where the maker is not known: two naming terms at least, all of them shown."""
    naming = [term for term in name.pattern.terms if term.kind in (Kind.BRAND, Kind.DESIGNATOR) and term.weight >= 0.5]
    return len(naming) > 1 and name.naming >= 1.0


def _enough(name: NameMatch, relation: Relation) -> bool:
    if not any(term.kind in (Kind.BRAND, Kind.DESIGNATOR) for term in name.pattern.terms):
        return name.score >= _WHOLE and relation in (Relation.SAME, Relation.RELATED)
    if relation is Relation.UNKNOWN and not _unmistakable(name):
        return False
    return name.score >= LEAST_SCORE


def _most_specific(candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates whose names say most; doubtful ones only where there is none that is not doubtful."""
    sure = [candidate for candidate in candidates if candidate.confidence >= DEFAULT_LEAST_CONFIDENCE]
    candidates = sure or candidates
    top = max(candidate.name.specific for candidate in candidates)
    kept = [candidate for candidate in candidates if candidate.name.specific >= top - 0.3]
    return sorted(kept, key=lambda candidate: -candidate.name.specific)


def _anchors(pattern: Pattern) -> frozenset[str]:
    """Return the words by which a row finds ``pattern``: a model number, else its naming words, else all."""
    words: set[str] = set(pattern.numbers)
    words.update(
        form
        for term in pattern.terms
        if term.is_number and (not term.hard or term.weight == MODEL_WEIGHT)
        for form in term.forms
    )
    hard = [term for term in pattern.terms if term.hard and term.forms and term.weight != MODEL_WEIGHT]
    naming = [term for term in pattern.terms if term.kind is Kind.BRAND]
    if hard:
        # The last number tells most (``S7-1500 CPU 1511``), unless it is too short to be looked up.
        long = [term for term in hard if max(map(len, term.forms)) >= _SHORTEST_NUMBER]
        term = long[-1] if long else max(hard, key=lambda term: max(map(len, term.forms)))
        for form in term.forms:
            words.add(form)
            digits = form.lstrip("abcdefghijklmnopqrstuvwxyz")
            if len(digits) >= 3 and digits != form:
                words.add(digits)
            if len(form) <= 2 and term.near:
                words.add(term.near + form)
        words |= _joined(pattern, term if len(long) > 1 else None)
    elif naming:
        for term in _telling(naming, pattern):
            for form in term.forms:
                words.add(form)
                if len(form) >= _SHORTEST_FUZZY and form.isalpha():
                    words.update(MISSPELT + less for less in one_letter_less(form))
        words |= _joined(pattern)
    else:
        words |= {form for term in pattern.terms for form in term.forms} | _joined(pattern, device_words=True)
    spans = {BEGINNING + span.prefix for term in pattern.terms for span in term.spans}
    return frozenset(words | spans | {entry.letters for entry in pattern.initials})


def _telling(naming: list[Term], pattern: Pattern) -> list[Term]:
    """Return the brands by which a row finds a name: a product line in front is left out where it alone is too little.

    ``SIMATIC`` stands in hundreds of names; a row that shows nothing else of a name shows less than half of it.
    """
    first = naming[0]
    codes = sum(term.weight for term in pattern.terms if term.names and term not in naming)
    if first.text in known_makers().lines and (first.weight + codes) / pattern.naming_weight <= LEAST_SCORE:
        return naming[1:]
    return naming


def _joined(pattern: Pattern, only: Term | None = None, *, device_words: bool = False) -> frozenset[str]:
    """Return neighbouring terms written as one word; of ``only`` one term and its neighbours, if it is given."""
    return frozenset(
        left + right
        for first, second in zip(pattern.terms, pattern.terms[1:], strict=False)
        if only is None or only in (first, second)
        for left in first.forms
        for right in second.forms
        if device_words or not (first.kind is second.kind is Kind.DEVICE_WORD)
    )
