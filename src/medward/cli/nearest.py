"""Says why a device and a vulnerability have no answer, and which names come nearest.

Rules:

1. The nearest names are found by letters alone and are no answer: they show a reader where to look.
2. Whoever typed a tag or a CVE that is not there is told the most similar ones that are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz, process

from medward.advisories.records import Advisory, Product
from medward.cli.story import entry, heading
from medward.inventory.records import Device

_NAMED = 3
_ALIKE_ENOUGH = 60.0


def similar(word: str, known: Iterable[str]) -> list[str]:
    """Return up to three of ``known`` that are spelt most like ``word``, the most similar first."""
    found = process.extract(word, sorted(set(known)), scorer=fuzz.ratio, limit=_NAMED, score_cutoff=_ALIKE_ENOUGH)
    return [name for name, _, _ in found]


def no_answer_story(device: Device, advisory: Advisory) -> Iterator[str]:
    """Yield that no product of an advisory has a name that the row shows, and its products nearest in letters."""
    yield heading(f"The advisory, {advisory.advisory_id}: no answer")
    yield entry("title", advisory.title)
    yield entry("why", "none of its products was recognised in the row, so it says nothing about this device")
    row = " ".join(filter(None, (device.manufacturer, device.model, device.description)))
    yield entry("the row", f"“{row}”" if row else "gives neither maker nor model nor description")
    ranked = sorted(
        {_named(product): product for product in advisory.products}.items(),
        key=lambda item: (-fuzz.token_set_ratio(row.casefold(), item[0].casefold()), item[0]),
    )
    for number, (name, product) in enumerate(ranked[:_NAMED]):
        yield entry("" if number else "nearest names", f"“{name}”   at {product.path}")
    if len(ranked) > _NAMED:
        yield entry("", f"and {len(ranked) - _NAMED} more, less alike")
    yield entry(
        "what helps", "if it is one of these all the same, put the maker's and product's full name into the row"
    )


def _named(product: Product) -> str:
    return " ".join(filter(None, (product.vendor, product.name))) or product.full_name
