"""How an advisory's sentences change a verdict for one row (ADR 20, section 4).

Rules:

1. A sentence that denies settles the products that it names.
2. Products of the document that a summary does not name, while it names others, are left out.
3. Of a list or span of models, a row's own model must be in what the summary lists.
4. Versions beside the name replace the tree's where the tree lists versions or the text gives a bound; versions of a
   part are compared with the part's version in the row, and leave the row in doubt when it gives none.
5. A repair that is said to be in a version settles that version, unless the tree lists just this version; what a
   remediation says to remain in a version is affected, whatever the tree's bound.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from medward.advisories.records import Vulnerability
from medward.matching.circumstances import INSIDE, OUTSIDE, UNKNOWN, part_version
from medward.matching.compare import NameMatch
from medward.matching.groups import Group, Leaf
from medward.matching.makers import known_makers
from medward.matching.mentions import Beside, Names, part_behind
from medward.matching.prose import Sentence
from medward.matching.ranges import Membership, VersionSet
from medward.matching.records import Reason, Step
from medward.matching.repairs import Repair, concerns, repaired_versions
from medward.matching.rows import Row
from medward.matching.terms import listed_numbers
from medward.matching.text import squash, tokens
from medward.matching.versions import Version, read_version
from medward.matching.words import Kind, kind_of

_SUBJECT, _BEFORE = 4, 25
_ALL_CONCERNED = re.compile(
    r"\ball\b[\w\s-]{0,30}\b(?:products|devices|models)\b[^.]{0,20}\b(?:affected|vulnerable)\b", re.I
)
_NAME_BEFORE = re.compile(r"\b([A-Z][A-Za-z]{2,})\s+(?:versions?\s+|v\.?)?$")
_CURRENT = re.compile(r"\b(?:updat\w+|upgrad\w+|releas\w+|fix\w*|remediat\w+)\b", re.I)


@dataclass(frozen=True, slots=True)
class Change:
    """What the text makes of a verdict, with the sentence it rests on."""

    state: Membership
    reason: Reason


@dataclass(frozen=True, slots=True)
class Context:
    """What a vulnerability's text says, for all rows: its sentences, its repairs, and the document's groups."""

    vulnerability: Vulnerability
    sentences: tuple[Sentence, ...]
    repairs: tuple[Repair, ...]
    names: Names
    named: tuple[frozenset[str], ...]
    foreign: tuple[str, ...]


def read_context(
    vulnerability: Vulnerability, sentences: tuple[Sentence, ...], repairs: tuple[Repair, ...], names: Names
) -> Context:
    """Return the context of one vulnerability: ``named`` holds, by sentence, the names of the groups that it names."""
    named = tuple(frozenset(group.name for group in names.said_in(sentence)) for sentence in sentences)
    foreign = tuple(_foreign_product(names, sentence) for sentence in sentences)
    return Context(vulnerability, sentences, repairs, names, named, foreign)


def _foreign_product(names: Names, sentence: Sentence) -> str:
    """Return a product line of the document's makers that the tree lacks, as subject or right behind the maker."""
    lines = known_makers().lines
    words = tokens(sentence.text)
    spelt = known_makers().aliases_of(names.makers)
    return next(
        (
            word
            for place, word in enumerate(words)
            if word in lines
            and word not in names.words
            and lines[word] & names.makers
            and (place < _SUBJECT or any("".join(words[start:place]) in spelt for start in range(place - 3, place)))
        ),
        "",
    )


def narrow(
    group: Group, name: NameMatch, leaf: Leaf, state: Membership, context: Context, row: Row, version: Version | None
) -> Change | None:
    """Return what the sentences change for ``row``, which shows ``group``; None where they change nothing."""
    left_open = _remains(group, leaf, context, version)
    if left_open is not None or state is OUTSIDE:
        return left_open
    speakers = context.names.including(group)
    spoken = {other.name for other in speakers}
    own = [sentence for sentence, named in zip(context.sentences, context.named, strict=True) if named & spoken]
    for sentence in own:
        if sentence.denies and not _speaks_of_others(sentence, spoken, context):
            return Change(
                OUTSIDE, Reason(Step.TEXT, "the text says that it is not concerned", sentence.text, sentence.path)
            )
    if not own:
        left_out = _left_out(context)
        if left_out is not None:
            return left_out
    change = _model_left_out(name, own, row) or _versions(group, speakers, leaf, own, context, row, version)
    if change is not None and change.state is OUTSIDE:
        return change
    return _repaired(group, leaf, context, version) or change


def _speaks_of_others(sentence: Sentence, spoken: set[str], context: Context) -> bool:
    """Whether the clause that denies names products of the document, and none of these."""
    named = {group.name for group in context.names.said_in(Sentence(sentence.denial, sentence.path, ()))}
    return bool(named) and not named & spoken


def _left_out(context: Context) -> Change | None:
    if any(_ALL_CONCERNED.search(sentence.text) for sentence in context.sentences):
        return None
    for sentence, named, foreign in zip(context.sentences, context.named, context.foreign, strict=True):
        if context.names.leaves_none_out(sentence):
            return None
        if (named or foreign) and not sentence.denies:
            return Change(
                OUTSIDE, Reason(Step.TEXT, "the text speaks of other products only", sentence.text, sentence.path)
            )
    return None


def _model_left_out(name: NameMatch, own: Sequence[Sentence], row: Row) -> Change | None:
    lists = [term for term in name.pattern.terms if term.is_number and (term.spans or len(term.forms) > 1)]
    models = {
        word
        for term in lists
        for word in row.words
        if word in term.forms or any(span.holds(word) for span in term.spans)
    }
    if not own or not models:
        return None
    prefixes = {letters[0] for word in models if (letters := re.match(r"[a-z]+", word))}
    for sentence in own:
        forms, spans = listed_numbers(sentence.text)
        speaks = any(span.prefix in prefixes for span in spans) or any(
            (letters := re.match(r"([a-z]+)\d", form)) and letters[1] in prefixes for form in forms
        )
        if not speaks or models & forms or any(span.holds(word) for span in spans for word in models):
            return None
    return Change(OUTSIDE, Reason(Step.TEXT, "the text lists models, and not this one", own[0].text, own[0].path))


def _versions(
    group: Group,
    speakers: Sequence[Group],
    leaf: Leaf,
    own: Sequence[Sentence],
    context: Context,
    row: Row,
    version: Version | None,
) -> Change | None:
    if not own or own[0] is not next(
        sentence for sentence, named in zip(context.sentences, context.named, strict=True) if named
    ):
        return None
    if _CURRENT.search(own[0].text) or own[0].denial:
        return None
    beside = [entry for speaker in speakers for entry in context.names.versions_beside(speaker, own[0])]
    parts = [entry for entry in beside if entry.part]
    if parts:
        return _part(parts, row)
    return _own_versions([entry.versions for entry in beside], group, leaf, own[0], version)


def _part(parts: Sequence[Beside], row: Row) -> Change | None:
    entry = parts[0]
    wanted = entry.versions
    for further in parts[1:]:
        wanted = wanted.union(further.versions)
    state = wanted.contains(part_version(entry.part, row))
    if state is INSIDE:
        return None
    says = {OUTSIDE: f"the text concerns {entry.part} {wanted} only", UNKNOWN: f"the version of {entry.part} decides"}[
        state
    ]
    return Change(state, Reason(Step.TEXT, says, entry.sentence.text, entry.sentence.path))


def _own_versions(
    sets: Sequence[VersionSet], group: Group, leaf: Leaf, sentence: Sentence, version: Version | None
) -> Change | None:
    if not sets:
        return None
    united = sets[0]
    for further in sets[1:]:
        united = united.union(further)
    listed = leaf.reading.kind in ("exact", "list")
    if not listed and _single(united):
        return None
    only = Change(OUTSIDE, Reason(Step.TEXT, f"the text concerns {united} only", sentence.text, sentence.path))
    if listed and version is None:
        every = [read_version(part) for entry in group.leaves for part in entry.product.version.split("|")]
        return only if every and all(united.contains(one) is OUTSIDE for one in every) else None
    state = united.contains(version)
    if state is OUTSIDE:
        return only
    if state is UNKNOWN and version is not None:
        return Change(UNKNOWN, Reason(Step.TEXT, f"the text concerns {united}", sentence.text, sentence.path))
    return None


def _single(versions: VersionSet) -> bool:
    text = str(versions)
    return text.startswith("= ") and " or " not in text


def _about(group: Group, leaf: Leaf, sentence: Sentence, context: Context) -> bool:
    """Whether a remediation's sentence may speak of ``group``: it names it, or names no product of the document.

    Of several products of which every version is concerned, one must be named: the others' versions are counted
    otherwise.
    """
    said = context.names.said_in(sentence)
    if any(other is group for other in said):
        return True
    if leaf.reading.kind == "all" and len({other.name for other in context.names.groups}) > 1:
        return False
    return all(other.name == group.name for other in said)


def _remains(group: Group, leaf: Leaf, context: Context, version: Version | None) -> Change | None:
    if version is None:
        return None
    for repair in context.repairs:
        sentence = repair.sentence
        if not repair.remains or not concerns(
            repair, context.vulnerability, context.sentences, leaf.product.product_id
        ):
            continue
        if _about(group, leaf, sentence, context) and any(
            found.set.contains(version) is INSIDE for found in sentence.versions
        ):
            return Change(
                INSIDE, Reason(Step.REPAIR, "the repair leaves this vulnerability open", sentence.text, sentence.path)
            )
    return None


def _repaired(group: Group, leaf: Leaf, context: Context, version: Version | None) -> Change | None:
    if version is None or _lists_exactly(leaf, version):
        return None
    for repair in context.repairs:
        sentence = repair.sentence
        if repair.remains or not concerns(repair, context.vulnerability, context.sentences, leaf.product.product_id):
            continue
        if not _about(group, leaf, sentence, context):
            continue
        for words, number in repaired_versions(repair):
            place = sentence.versions[number].start
            before = sentence.text[:place][-_BEFORE:]
            if part_behind(group, before) or _of_another_thing(before, context):
                continue
            if sentence.versions[number].set.contains(version) is INSIDE:
                return Change(OUTSIDE, Reason(Step.REPAIR, f"the repair is in {words}", sentence.text, sentence.path))
    return None


def _of_another_thing(before: str, context: Context) -> bool:
    """Whether the word before a version names what no product of the document is (``Chrome version 4.0``)."""
    named = _NAME_BEFORE.search(before)
    word = squash(named[1]) if named else ""
    makers = known_makers()
    return (
        bool(word) and kind_of(word) is Kind.BRAND and word not in context.names.words and word not in makers.aliases
        and not (makers.lines.get(word, frozenset()) & context.names.makers)
    )  # fmt: skip


def _lists_exactly(leaf: Leaf, version: Version) -> bool:
    """Whether the tree lists just this version, and not one that covers it (``C.03`` covers ``C.03.06``)."""
    if leaf.reading.kind not in ("exact", "list"):
        return False
    listed = (read_version(part) for part in leaf.product.version.split("|"))
    return any(one is not None and str(one) == str(version) for one in listed)
