"""Knows the product tree of CSAF (2.0, 3.2.2): which products a document can speak of, and how it groups them.

Rules:

1. Branches are walked to their leaves at any depth; loose full product names and relationships are products as well.
2. A relationship takes vendor, name and version of its component, through chains of relationships; a chain that is
   circular or ends in nothing leaves them empty and is noted.
3. Every definition is kept. An identifier that is defined twice, or that nothing defines, is noted, never dropped.
4. Names stay as written, wrong encodings included; what they mean is left to matching.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from medward.advisories.json_document import Fields, Node
from medward.advisories.records import Branch, Identifiers, Product

MAX_RESOLVED = 1_000_000
"""Product identifiers that a document's groups may be written out to, equal uses counted once."""

_NAME_CATEGORIES = ("product_family", "product_name")
_VERSION_CATEGORIES = ("product_version", "product_version_range")
_NO_IDENTIFIERS = Identifiers()


class ProductTree:
    """The products and groups of one document, and the way from identifiers and groups to product identifiers."""

    def __init__(self, fields: Fields, tree: Node, path: str) -> None:
        self._fields = fields
        self._known: dict[str, Product] = {}
        self._shared: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._written_out: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[str, ...]] = {}
        self._resolved = 0
        products = list(self._branch_products(tree, path, ()))
        products += self._loose_products(tree, path)
        for product in products:
            self._define(product)
        products += self._relationships(tree, path)
        self.products = tuple(products)
        self.groups = self._read_groups(tree, path)

    def product_ids(self, node: Node, path: str, key: str = "product_ids") -> tuple[str, ...]:
        """Return the products that ``node`` names under ``key`` and through ``group_ids``, each once, in that order."""
        named = self._fields.texts(node, key, path)
        groups = self._fields.texts(node, "group_ids", path)
        if not groups:
            return self._checked(named, f"{path}/{key}")
        for group in groups:
            if group not in self.groups:
                self._fields.tolerate(f"{path}/group_ids", f"no product group is called {group[:80]!r}")
        # Documents repeat the same groups in every remediation, so that what they stand for is kept.
        written_out = self._written_out.get((named, groups))
        if written_out is None:
            members = dict.fromkeys(named)
            for group in groups:
                self._count(len(self.groups.get(group, ())), path)
                members.update(dict.fromkeys(self.groups.get(group, ())))
            written_out = self._written_out[named, groups] = self._checked(members, f"{path}/{key}")
        return written_out

    def status_ids(self, node: Node, key: str, path: str) -> tuple[str, ...]:
        """Return the products of the list ``key`` of a product status."""
        return self._checked(self._fields.texts(node, key, path), f"{path}/{key}")

    def _branch_products(self, node: Node, path: str, above: tuple[Branch, ...]) -> Iterator[Product]:
        """Walk the branches below ``node``; nesting is bounded by ``json_document.MAX_DEPTH``."""
        fields = self._fields
        for branch, place in fields.objects(node, "branches", path):
            category, name = fields.needed_text(branch, "category", place), fields.needed_text(branch, "name", place)
            step = Branch(category, name, place)
            way = (*above, step)
            if branch.get("product") is not None:
                product = fields.object(branch, "product", place)
                yield from self._product(product, f"{place}/product", way)
            elif not branch.get("branches"):
                fields.tolerate(place, "a branch that leads to no product")
            yield from self._branch_products(branch, place, way)

    def _loose_products(self, tree: Node, path: str) -> Iterator[Product]:
        for node, place in self._fields.objects(tree, "full_product_names", path):
            yield from self._product(node, place, ())

    def _product(self, node: Node, path: str, way: tuple[Branch, ...]) -> Iterator[Product]:
        """Yield the product that ``node`` defines; without an identifier nothing can speak of it, which is noted."""
        fields = self._fields
        product_id = fields.needed_text(node, "product_id", path)
        if not product_id:
            return
        vendor = version = version_category = ""
        names = []
        for step in way:
            if step.category == "vendor":
                vendor = step.name
            elif step.category in _NAME_CATEGORIES:
                names.append(step.name)
            elif step.category in _VERSION_CATEGORIES:
                version, version_category = step.name, step.category
        yield Product(
            product_id=product_id,
            vendor=vendor,
            name=" ".join(names),
            version=version,
            version_category=version_category,
            full_name=fields.needed_text(node, "name", path),
            path=path,
            branches=way,
            identifiers=self._identifiers(node, path),
        )

    def _identifiers(self, node: Node, path: str) -> Identifiers:
        fields = self._fields
        helper = fields.object(node, "product_identification_helper", path)
        if not helper:
            return _NO_IDENTIFIERS
        path = f"{path}/product_identification_helper"
        purls = (fields.text(helper, "purl", path), *fields.texts(helper, "purls", path))
        return Identifiers(
            cpe=fields.text(helper, "cpe", path),
            purl=next(filter(None, purls), ""),
            model_numbers=fields.texts(helper, "model_numbers", path),
            serial_numbers=fields.texts(helper, "serial_numbers", path),
            skus=fields.texts(helper, "skus", path),
            hashes=tuple(
                f"{fields.text(entry, 'algorithm', place)}:{fields.text(entry, 'value', place)}"
                for hashed, hashed_place in fields.objects(helper, "hashes", path)
                for entry, place in fields.objects(hashed, "file_hashes", hashed_place)
            ),
        )

    def _relationships(self, tree: Node, path: str) -> list[Product]:
        """Return the products that relationships define, each with the facts of its component."""
        fields = self._fields
        written: dict[str, Product] = {}
        found = []
        for node, place in fields.objects(tree, "relationships", path):
            own = fields.object(node, "full_product_name", place)
            for product in self._product(own, f"{place}/full_product_name", ()):
                product = replace(
                    product,
                    relationship=fields.needed_text(node, "category", place),
                    component=fields.needed_text(node, "product_reference", place),
                    host=fields.needed_text(node, "relates_to_product_reference", place),
                )
                if product.product_id not in self._known:
                    written.setdefault(product.product_id, product)
                found.append(product)
        ends = _component_ends(written, self._known)
        resolved = []
        for product in found:
            end = self._known.get(product.component) or ends.get(product.component)
            if end is None:
                fields.tolerate(product.path, f"its component {product.component[:80]!r} is not defined")
            if product.host not in self._known and product.host not in written:
                fields.tolerate(product.path, f"its host {product.host[:80]!r} is not defined")
            resolved.append(product if end is None else _with_facts_of(product, end))
        for product in resolved:
            self._define(product)
        return resolved

    def _define(self, product: Product) -> None:
        if self._known.setdefault(product.product_id, product) is not product:
            self._fields.tolerate(product.path, f"the product {product.product_id[:80]!r} is defined twice")

    def _read_groups(self, tree: Node, path: str) -> dict[str, tuple[str, ...]]:
        groups: dict[str, tuple[str, ...]] = {}
        for node, place in self._fields.objects(tree, "product_groups", path):
            group = self._fields.needed_text(node, "group_id", place)
            members = self._checked(self._fields.texts(node, "product_ids", place), f"{place}/product_ids")
            if group in groups:
                self._fields.tolerate(
                    place, f"the product group {group[:80]!r} is defined twice and its members joined"
                )
                members = (*groups[group], *members)
                self._count(len(members), place)
            groups[group] = members
        return groups

    def _checked(self, named: Iterable[str], path: str) -> tuple[str, ...]:
        """Return each identifier once, note those that nothing defines, and share equal lists to save memory."""
        unique = tuple(dict.fromkeys(named))
        shared = self._shared.get(unique)
        if shared is None:
            known = self._known
            shared = tuple(known[one].product_id if one in known else one for one in unique)
            self._shared[shared] = shared
        unknown = [one for one in shared if one not in self._known]
        if unknown:
            shown = ", ".join(one[:80] for one in unknown[:3]) + (", …" if len(unknown) > 3 else "")
            self._fields.tolerate(path, f"{len(unknown)} products are named that nothing defines: {shown}")
        return shared

    def _count(self, more: int, path: str) -> None:
        """Bound the work that a few bytes of nested references can cause."""
        self._resolved += more
        if self._resolved > MAX_RESOLVED:
            why = f"its product groups write out to more than {MAX_RESOLVED} product identifiers"
            raise self._fields.refusal("csaf-groups", path, why)


def _component_ends(written: dict[str, Product], known: dict[str, Product]) -> dict[str, Product | None]:
    """Return, for each relationship, the plain product at the end of its chain of components, or None."""
    ends: dict[str, Product | None] = {}
    for start in written:
        chain: dict[str, None] = {}
        step = start
        while step in written and step not in ends and step not in chain:
            chain[step] = None
            step = written[step].component
        end = ends[step] if step in ends else None if step in chain else known.get(step)
        ends.update(dict.fromkeys(chain, end))
    return ends


def _with_facts_of(product: Product, component: Product) -> Product:
    """Return the relationship ``product`` with vendor, name, version and branches of ``component``."""
    own = product.identifiers
    return replace(
        product,
        vendor=component.vendor,
        name=component.name,
        version=component.version,
        version_category=component.version_category,
        branches=component.branches,
        identifiers=component.identifiers if own is _NO_IDENTIFIERS else own,
    )
