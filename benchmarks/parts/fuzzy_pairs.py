"""The baseline: every row against every product, by fuzzy ratios of the names and a plain comparison of versions.

Rules:

1. A pair is flagged when the token-set ratio (rapidfuzz) of makers and that of products are both 90 or more and the
   row's version, read as numbers between dots, is not outside the first bound of the advisory's expression.
2. The baseline is made as fast as it can be without an index: texts are prepared once, the makers are compared first,
   and rapidfuzz is told the least ratio that counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import token_set_ratio
from rapidfuzz.utils import default_process

from medward.advisories.records import Advisory
from medward.matching.rows import RowKey

_LEAST = 90.0
_BOUND = re.compile(r"(<=|>=|<|>|=)?\s*[A-Za-z]*\s*(\d+(?:\.\d+)*)")

Numbers = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """One leaf of an advisory: prepared names and the first bound of its version expression, if it has one."""

    advisory_id: str
    maker: str
    name: str
    sign: str
    bound: Numbers | None


def products_of(documents: Sequence[Advisory]) -> list[Product]:
    """Return the leaves of all ``documents``, prepared."""
    return [
        Product(
            document.advisory_id,
            default_process(product.vendor),
            default_process(product.name),
            *_bound(product.version),
        )
        for document in documents
        for product in document.products
    ]


def flagged(row: RowKey, products: Sequence[Product]) -> set[str]:
    """Return the advisories of which some product is fuzzily the row's and does not exclude its version."""
    maker = default_process(row.manufacturer)
    name = default_process(f"{row.model} {row.description}")
    _, version = _bound(row.software_version)
    return {
        product.advisory_id
        for product in products
        if token_set_ratio(maker, product.maker, score_cutoff=_LEAST)
        and token_set_ratio(name, product.name, score_cutoff=_LEAST)
        and _inside(version, product)
    }


def _bound(expression: str) -> tuple[str, Numbers | None]:
    found = _BOUND.search(expression)
    return (found[1] or "=", tuple(int(part) for part in found[2].split("."))) if found else ("", None)


def _inside(version: Numbers | None, product: Product) -> bool:
    if version is None or product.bound is None:
        return True
    match product.sign:
        case "<":
            return version < product.bound
        case "<=":
            return version <= product.bound
        case ">":
            return version > product.bound
        case ">=":
            return version >= product.bound
    return version == product.bound
