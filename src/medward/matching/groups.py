"""An advisory's products, grouped by name and made ready for matching.

Rules:

1. Leaves of one vendor and one name form one group; where the version slot holds a model number, that number belongs to
   the name.
2. A name without any naming word (``Version``, ``AP``) takes the naming words of the document's title.
3. A host that a leaf's full name gives (``included in X all versions``) is a name for the group, and the leaf's
   versions are the component's, not the host's.
4. Products known under several names (content ``products``) are found by each of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from medward.advisories.records import Advisory, Product
from medward.content.load import load
from medward.matching.makers import known_makers
from medward.matching.patterns import Pattern, read_pattern
from medward.matching.ranges import Condition, Reading, read_expression
from medward.matching.terms import model_numbers, without_labels
from medward.matching.text import squash, tokens
from medward.matching.words import Kind, kind_of

_CVE = re.compile(r"CVE-\s?(\d{4})-\s?(\d{4,})")
# Spans and shortened numbers (``CVE-2021-10001 through …``, ``CVE-2021-10001, 10002``) say more than they spell out.
_UNCLEAR_LIST = re.compile(
    r"\bnot (?:impacted|affected) by\b|\d\s*(?:through|thru|to)\s*(?:CVE-)?\d|\d{4,}\s*(?:,|/|&|and)\s*\d{4,}", re.I
)
_CONCERNED = re.compile(r"\b(?:impacted|affected) by\b", re.I)
_HOST = re.compile(
    r"\b(?:included|integrated|embedded|used|bundled)(?: with)? in(?:to)?\s+([A-Z][\w .+/-]*?)\s+all versions", re.I
)
_TITLE_NOISE = re.compile(
    r"^\s*ICSM?A-[\w-]+[_\s]+|\((?:Update [A-Z])\)|\b(?:vulnerabilit(?:y|ies)|multiple|"
    r"insufficiently protected credentials|"
    r"hard-coded passwords?|open redirect|improper \w+|products?|devices?)\b|[\u2019']s?\b",
    re.I,
)
_NAME_OS = re.compile(
    r"\b(?:Windows\s+(XP|Vista|7|8(?:\.1)?|10|11|2000|NT|Server(?:\s+20\d\d(?:\s*R2)?)?)|(Android|iOS))\b(?:[\s-]*based)?",
    re.I,
)
_FOR_ONLY = re.compile(r"^\(?(.+?)\s+for\s+(.+?)\s+only\)?$", re.I)
_COUPLED = re.compile(r"\b([A-Z][A-Za-z]{4,})/([A-Z][A-Za-z]{4,})\b")
_TELLING, _SHORTEST_LINE = 0.2, 5
_VERSION_IN_NAME = re.compile(
    r"\s+v?(\d+\.(?:\d+|x)(?:\.[\dx]+)*(?:/\d+\.\d+)*)(?![\w.])(?!\s(?:T|Tesla|cm|mm|m|kg|g|l|ml|in|inch)\b)", re.I
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One product of a group: its version expression as read, and the vulnerabilities it alone is concerned by.

    ``only`` is empty when the leaf's own text names none; ``said`` is the reading in words.
    """

    product: Product
    reading: Reading
    only: frozenset[str] = frozenset()
    said: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "said", str(self.reading.versions))


@dataclass(frozen=True, slots=True)
class Group:
    """Products with one name: ``patterns`` are alternative readings of it, ``makers`` the keys of their makers.

    ``conditions`` are those that the name itself makes.
    """

    name: str
    vendor: str
    makers: frozenset[str]
    patterns: tuple[Pattern, ...]
    leaves: tuple[Leaf, ...]
    conditions: tuple[Condition, ...] = ()


def read_groups(advisory: Advisory) -> tuple[Group, ...]:
    """Return the groups of an advisory's products, in the order of the document."""
    title = _title(advisory)
    gathered: dict[tuple[str, str, tuple[str, ...]], tuple[str, list[Leaf]]] = {}
    for product in advisory.products:
        reading = read_expression(product.version, category=product.version_category, full_name=product.full_name)
        models = (
            tuple(condition.text for condition in reading.conditions if condition.kind == "model")
            if reading.kind == "models"
            else ()
        )
        leaf = Leaf(product, reading, _named_cves(product.full_name))
        name = product.name or product.full_name
        gathered.setdefault((product.vendor, squash(name), models), (name, []))[1].append(leaf)
    groups = tuple(
        _group(vendor, name, models, tuple(leaves), title) for (vendor, _, models), (name, leaves) in gathered.items()
    )
    if len(groups) == 1:
        groups = (_with_title_name(_sharpened(groups[0], title), title),)
    groups = (*groups, *(further for group in groups for further in _models_of_one_version(group)))
    return _with_families(_with_coupled(groups, advisory))


def _models_of_one_version(group: Group) -> tuple[Group, ...]:
    """Return the models that a leaf adds for one version only (``Rev J-M | (X3/MX100 for Rev M only)``) as a group."""
    further = []
    for leaf in group.leaves:
        for condition in leaf.reading.conditions:
            only = _FOR_ONLY.match(condition.text) if condition.kind == "model" else None
            if only is not None:
                bare = " ".join(
                    term.text for pattern in group.patterns[:1] for term in pattern.terms if not term.is_number
                )
                patterns = read_pattern(f"{bare} {only[1]}")
                reading = read_expression(only[2], category=leaf.product.version_category)
                name = f"{group.name} {only[1]}"
                further.append(replace(group, name=name, patterns=patterns, leaves=(replace(leaf, reading=reading),)))
    return tuple(further)


def _with_coupled(groups: tuple[Group, ...], advisory: Advisory) -> tuple[Group, ...]:
    """Give a brand the names that the document's texts couple with it (``NeuroWorks/SleepWorks 8.5``)."""
    texts = {remediation.details for entry in advisory.vulnerabilities for remediation in entry.remediations}
    texts |= {note.text for entry in advisory.vulnerabilities for note in entry.notes}
    known = frozenset().union(*(_brands(group) for group in groups))
    coupled: dict[str, set[str]] = {}
    for text in texts:
        for pair in _COUPLED.finditer(text):
            left, right = squash(pair[1]), squash(pair[2])
            for own, other in ((left, right), (right, left)):
                if own in known and other not in known and kind_of(other) is Kind.BRAND:
                    coupled.setdefault(own, set()).add(other)
    if not coupled:
        return groups
    return tuple(
        replace(group, patterns=tuple(_widened(pattern, coupled) for pattern in group.patterns)) for group in groups
    )


def _widened(pattern: Pattern, coupled: dict[str, set[str]]) -> Pattern:
    terms = tuple(
        replace(term, forms=term.forms.union(*(coupled.get(form, ()) for form in term.forms)))
        if term.kind is Kind.BRAND
        else term
        for term in pattern.terms
    )
    return replace(pattern, terms=terms)


def _with_title_name(group: Group, title: str) -> Group:
    """Let the title of a document on one product name it too, if the title shares a word with its name."""
    titled = read_pattern(title, without=_maker_words(group.makers, group.vendor))
    own = {
        form for pattern in group.patterns for term in pattern.terms for form in term.forms if term.weight >= _TELLING
    }
    numbered = all(any(term.is_number for term in pattern.terms) for pattern in group.patterns)
    further = tuple(
        pattern
        for pattern in titled
        if (not numbered or any(term.is_number for term in pattern.terms))
        and any(term.kind is Kind.BRAND for term in pattern.terms)
        and any(term.forms & own for term in pattern.terms)
        and len(pattern.terms) > 1
    )
    return replace(group, patterns=tuple(dict.fromkeys((*group.patterns, *further))))


def _with_families(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """Mark the patterns all of whose brands other names of the document share, or are families of product lines."""
    brands = [_brands(group) for group in groups]
    marked = []
    for place, group in enumerate(groups):
        shared = frozenset().union(
            *(other for number, other in enumerate(brands) if number != place and groups[number].name != group.name)
        )
        patterns = tuple(
            replace(pattern, family=True)
            if (own := [term for term in pattern.terms if term.kind is Kind.BRAND])
            and all(term.forms & shared or known_makers().is_family(term.text) for term in own)
            else pattern
            for pattern in group.patterns
        )
        marked.append(replace(group, patterns=patterns))
    return tuple(marked)


def _brands(group: Group) -> frozenset[str]:
    return frozenset(
        form for pattern in group.patterns for term in pattern.terms if term.kind is Kind.BRAND for form in term.forms
    )


def _sharpened(group: Group, title: str) -> Group:
    """Add the model number that the title of a document on one product gives (``SureSigns VS4``)."""
    titled = read_pattern(title, without=_maker_words(group.makers, group.vendor))
    if len(titled) != 1 or any(term.hard for pattern in group.patterns for term in pattern.terms):
        return group
    versions = {word for leaf in group.leaves for word in tokens(leaf.product.version)}
    numbers = tuple(term for term in titled[0].terms if term.hard and not term.forms & versions)
    same = all(
        any(term.forms & other.forms for other in titled[0].terms)
        for pattern in group.patterns
        for term in pattern.terms
        if term.kind is Kind.BRAND
    )
    if not numbers or not same or not any(_naming(pattern) for pattern in group.patterns):
        return group
    return replace(
        group, patterns=tuple(replace(pattern, terms=(*pattern.terms, *numbers)) for pattern in group.patterns)
    )


def _group(vendor: str, name: str, models: tuple[str, ...], leaves: tuple[Leaf, ...], title: str) -> Group:
    makers = known_makers().find(vendor).keys | _makers_of_parts(vendor)
    without = _maker_words(makers, vendor)
    conditions: list[Condition] = []

    def take(kind: str) -> Callable[[re.Match[str]], str]:
        def replace_by_blank(match: re.Match[str]) -> str:
            conditions.append(Condition(kind, match[0].strip(), (match[1] or match[0]).strip()))
            return " "

        return replace_by_blank

    bare = _NAME_OS.sub(take("os"), name)
    if (said := _VERSION_IN_NAME.search(bare)) is not None and all(leaf.reading.kind == "all" for leaf in leaves):
        bare = bare[: said.start()] + " " + bare[said.end() :]
        named = read_expression(said[1].replace("/", " | "))
        leaves = tuple(replace(leaf, reading=named) for leaf in leaves)
    patterns = _patterns(bare, models, without)
    host = next((match for leaf in leaves if (match := _HOST.search(leaf.product.full_name))), None)
    if host is not None:
        patterns = read_pattern(host[1], without=without)
        leaves = tuple(replace(leaf, reading=read_expression("vers:all/*")) for leaf in leaves)
    if not any(_naming(pattern) for pattern in patterns):
        titled = read_pattern(title, without=without)
        whole = tuple(pattern for pattern in patterns if _by_device_words(pattern, bare, without))
        patterns = (*whole, *(_with_title(pattern, titled) for pattern in patterns)) if patterns else titled
        patterns = tuple(dict.fromkeys(patterns))
    patterns = _with_other_names(patterns, without)
    conditions.extend(
        Condition("option", words, words) for pattern in patterns for words in pattern.conditions if _option(words)
    )
    return Group(name, vendor, makers, patterns, leaves, tuple(dict.fromkeys(conditions)))


def _patterns(name: str, models: tuple[str, ...], without: frozenset[str]) -> tuple[Pattern, ...]:
    """Read a name together with the models of its version slot.

    Where the name has a model number of its own, the models are further numbers for it; else a row must show one of
    them.
    """
    plain = read_pattern(name, without=without)
    if not models:
        return plain
    if any(term.hard for pattern in plain for term in pattern.terms):
        numbers = frozenset(word for model in models for word in model_numbers(model))
        return tuple(replace(pattern, numbers=pattern.numbers | numbers) for pattern in plain)
    models = tuple(part for model in models for part in re.split(r"\s{2,}", without_labels(model)))
    named = [model for model in models if any(kind_of(word) is Kind.BRAND for word in tokens(model))]
    words = tuple(
        word
        for model in named
        for word in tokens(model)
        if kind_of(word) is Kind.BRAND or (len(word) > 2 and word[-1].isdigit())
    )
    codes = tuple(model for model in models if model not in named)
    strong = any(_naming(pattern) for pattern in plain)
    patterns = list(read_pattern(name, without=without, models=(*codes, *words))) if codes or (strong and words) else []
    for model in named:
        own = [pattern for pattern in read_pattern(model, without=without) if _naming(pattern)]
        patterns.extend(own)
    return tuple(dict.fromkeys(patterns)) or plain


def _naming(pattern: Pattern) -> bool:
    """Whether a pattern names by itself: by a brand word or a model number, not by a lone code."""
    return any(term.kind is Kind.BRAND or term.is_number for term in pattern.terms)


def _by_device_words(pattern: Pattern, bare: str, without: frozenset[str]) -> bool:
    """Whether a name of device words may stand: two of them, or one behind a maker (``McKesson Cardiology``)."""
    words = [term for term in pattern.terms if term.kind is Kind.DEVICE_WORD]
    if any(term.kind is Kind.DESIGNATOR for term in pattern.terms) and len(words) < 2:
        return False
    led = any(squash(bare).startswith(maker) for maker in without)
    return len(words) > 1 or (len(words) == 1 and led)


def _with_title(pattern: Pattern, titled: tuple[Pattern, ...]) -> Pattern:
    own = {form for term in pattern.terms for form in term.forms}
    extra = tuple(
        term
        for entry in titled[:1]
        for term in entry.terms
        if term.kind in (Kind.BRAND, Kind.DESIGNATOR) and not term.forms & own
    )
    named = {form for entry in titled[:1] for term in entry.terms for form in term.forms}
    kept = tuple(term for term in pattern.terms if term.kind is not Kind.DESIGNATOR or not extra or term.forms & named)
    return replace(pattern, terms=(*extra, *kept), initials=())


def _title(advisory: Advisory) -> str:
    """Return the title without the document's id, what publishers add to titles, and every maker's name."""
    words = _TITLE_NOISE.sub(" ", advisory.title.replace(advisory.advisory_id, " "))
    makers = {key for product in advisory.products[:1] for key in known_makers().find(product.vendor).keys}
    spelt = _maker_words(frozenset(makers), advisory.products[0].vendor) if advisory.products else frozenset()
    kept: list[str] = words.split()
    for length in (3, 2, 1):
        start = 0
        while start + length <= len(kept):
            if squash(" ".join(kept[start : start + length])) in spelt:
                del kept[start : start + length]
            else:
                start += 1
    return " ".join(kept)


def _named_cves(full_name: str) -> frozenset[str]:
    if not _CONCERNED.search(full_name) or _UNCLEAR_LIST.search(full_name):
        return frozenset()
    return frozenset(f"CVE-{year}-{number}" for year, number in _CVE.findall(full_name))


def _makers_of_parts(vendor: str) -> frozenset[str]:
    keys: set[str] = set()
    parts = re.split(r"\s*(?:,|/|;|\band\b|&)\s*", vendor)
    for part in parts if len(parts) > 1 else ():
        keys |= known_makers().find(part).keys
    return frozenset(keys)


@cache
def _maker_words(makers: frozenset[str], vendor: str) -> frozenset[str]:
    """Return the spellings of makers that stand in front of a name without being part of it, squashed."""
    known = known_makers()
    owners = frozenset().union(*(known.owners(key) for key in makers)) if makers else frozenset()
    houses = frozenset().union(*(known.house(key) for key in makers), owners) if makers else frozenset()
    own = squash(vendor)
    words = known.aliases_of(houses) | {own}
    return frozenset(word for word in words if word and (word == own or not _ends_with_line(word)))


@lru_cache(maxsize=16384)
def _ends_with_line(word: str) -> bool:
    """Whether a maker's spelling ends with a product line (``BD Alaris``), which then must stay in names."""
    return any(word[place:] in known_makers().lines for place in range(len(word) - _SHORTEST_LINE + 1))


def _with_other_names(patterns: tuple[Pattern, ...], without: frozenset[str]) -> tuple[Pattern, ...]:
    more: list[Pattern] = list(patterns)
    for pattern in patterns:
        text = re.sub(r"\([^)]*\)?", " ", pattern.text)
        for group in _other_names():
            spelt = next((found for name in group if (found := _spelling(name).search(text))), None)
            if spelt is not None:
                rest = text[: spelt.start()], text[spelt.end() :]
                others = (
                    read_pattern(other.join(rest), without=without)
                    for other in group
                    if squash(other) not in squash(text)
                )
                more.extend(replace(other[0], numbers=pattern.numbers) for other in others if other)
    return tuple(dict.fromkeys(more))


@cache
def _spelling(name: str) -> re.Pattern[str]:
    """Return an expression that finds ``name`` with any signs between its words."""
    return re.compile(
        r"\b" + r"[^A-Za-z0-9]*".join(re.escape(word) for word in re.findall(r"[A-Za-z0-9]+", name)) + r"\b", re.I
    )


@cache
def _other_names() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(entry["names"]) for entry in load("products", "names")["same"])


def _option(words: str) -> bool:
    """Whether words behind ``with`` or in brackets demand something that a row may deny: a radio or a named part."""
    return bool(re.search(r"\b(wlan|wireless|wi-?fi|radio)\b", words, re.I)) or any(
        kind_of(word) is Kind.BRAND for word in tokens(words)
    )
