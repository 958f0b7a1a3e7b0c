"""Makes the sample hospital and the starter set of advisories out of the tables in ``tools/samples``.

    .venv/bin/python tools/make_samples.py

What is made is committed in ``src/medward/content/samples``; a test makes it again and compares. Rules:

1. Everything written by hand stands in the tables; this file only multiplies, spells and lays out.
2. Chance comes from one generator with the seed of the table, so the same tables give the same bytes.
3. A starter document says of itself that it is a digest, by whom, and where the advisory itself is to be read.
"""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
TABLES = ROOT / "tools" / "samples"
TARGET = ROOT / "src" / "medward" / "content" / "samples"

COLUMNS = (
    "Control No",
    "Status",
    "Facility",
    "Dept",
    "Room",
    "Manufacturer",
    "Model",
    "Device Description",
    "SW Rev",
    "Serial No",
    "In Service Date",
    "IP Address",
    "MAC Address",
    "Network",
    "Clinical Use",
    "Harm Severity",
    "PHI",
    "Last Risk Assessment",
    "End of Support",
    "Responsible",
)
NOTHING = ("", "", "", "see label", "N/A", "unknown")
STATES = (("In Service", 860), ("Spare", 55), ("On Loan", 15), ("Repair", 22), ("Retired", 34), ("Disposed", 14))
NETWORKED = ("Wired", "Wireless")
DIGEST = (
    "Facts noted by the Medward project so that a first start without a network has something true to show. "
    "The advisory itself, with all its advice, is at the address given as reference."
)


def main() -> None:
    """Write every sample file."""
    for name, data in made().items():
        path = TARGET / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        print(f"{path.relative_to(ROOT)}: {len(data):,} bytes")


def made() -> dict[str, bytes]:
    """Return each sample file's bytes by its path below ``content/samples``."""
    advisories, hospital, exploitation = (_table(name) for name in ("advisories", "lindenau", "exploitation"))
    files = {"lindenau_health.csv": hospital_csv(hospital).encode()}
    for facts in advisories["advisories"]:
        files[f"advisories/{facts['id'].lower()}.json"] = _json(csaf(facts, advisories["weaknesses"]))
    files["kev.json"] = _json(kev(exploitation["kev"]))
    points = exploitation["points"]
    records = (json.dumps(cve_record(entry, points["version"]), sort_keys=True) for entry in points["entries"])
    files["cve_records.jsonl"] = ("\n".join(records) + "\n").encode()
    return files


def _table(name: str) -> Any:
    return yaml.safe_load((TABLES / f"{name}.yaml").read_bytes())


def _json(document: Any) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


# --- Advisories ---------------------------------------------------------------------------------------------------


def csaf(facts: dict[str, Any], weaknesses: dict[int, dict[str, str]]) -> dict[str, Any]:
    """Return one advisory's facts as a CSAF 2.0 document."""
    products = {f"P-{number:04}": entry for number, entry in enumerate(facts["products"], 1)}
    released, updated = (f"{facts[key]}T00:00:00.000Z" for key in ("released", "updated"))
    return {
        "document": {
            "category": "csaf_security_advisory",
            "csaf_version": "2.0",
            "distribution": {"tlp": {"label": "WHITE"}},
            "lang": "en",
            "notes": [
                {"category": "general", "title": "Digest of facts", "text": DIGEST},
                {"category": "summary", "title": "What may happen", "text": facts["what"]},
            ],
            "publisher": {
                "category": "other",
                "name": "Medward starter set",
                "namespace": "https://medward.example/starter-set",
            },
            "references": [{"category": "external", "summary": f"Advisory {facts['id']}", "url": facts["url"]}],
            "title": facts["title"],
            "tracking": {
                "id": facts["id"],
                "initial_release_date": released,
                "current_release_date": updated,
                "revision_history": [
                    {"date": updated, "number": facts["revision"], "summary": "Facts of this release"}
                ],
                "status": "final",
                "version": facts["revision"],
            },
        },
        "product_tree": {"branches": list(_branches(products))},
        "vulnerabilities": [
            _vulnerability(entry, weaknesses[entry["cwe"]], facts["action"], tuple(products))
            for entry in facts["vulnerabilities"]
        ],
    }


def _branches(products: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    tree: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for product_id, entry in products.items():
        version, whole = entry["version"], f"{entry['maker']} {entry['name']} {entry['version']}"
        if version.startswith("vers:all/*"):
            whole = f"{entry['maker']} {entry['name']} all versions"
        kind = "product_version_range" if entry.get("range", True) else "product_version"
        leaf = {"category": kind, "name": version, "product": {"name": whole, "product_id": product_id}}
        tree.setdefault(entry["maker"], {}).setdefault(entry["name"], []).append(leaf)
    for maker, names in tree.items():
        inner = [{"category": "product_name", "name": name, "branches": leaves} for name, leaves in names.items()]
        yield {"category": "vendor", "name": maker, "branches": inner}


def _vulnerability(
    entry: dict[str, Any], weakness: dict[str, str], action: dict[str, str], products: tuple[str, ...]
) -> dict[str, Any]:
    def named(of: dict[str, Any]) -> list[str]:
        return [products[number - 1] for number in of["affects"]] if "affects" in of else list(affected)

    affected = list(products)
    affected = named(entry)
    return {
        "cve": entry["cve"],
        "cwe": {"id": f"CWE-{entry['cwe']}", "name": weakness["name"]},
        "notes": [{"category": "description", "title": "Weakness", "text": weakness["words"]}],
        "product_status": {"known_affected": affected},
        "remediations": [{"category": action["category"], "details": action["words"], "product_ids": affected}],
        "scores": [
            {
                "cvss_v3": {
                    "version": score["vector"].split("/")[0].removeprefix("CVSS:"),
                    "vectorString": score["vector"],
                    "baseScore": score["score"],
                    "baseSeverity": _severity(score["score"]),
                },
                "products": named(score),
            }
            for score in entry.get("scores", [entry])
        ],
    }


def _severity(score: float) -> str:
    """Return the word of CVSS 3.1, table 14, for a base score."""
    steps = ((9, "CRITICAL"), (7, "HIGH"), (4, "MEDIUM"), (0.1, "LOW"), (0, "NONE"))
    return next(word for least, word in steps if score >= least)


def kev(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the entries of the starter set in the layout of CISA's catalogue."""
    return {
        "title": "Excerpt of CISA's catalogue for the CVEs of the Medward starter set; says nothing on any other CVE",
        "catalogVersion": f"{facts['edition']} excerpt",
        "dateReleased": facts["released"],
        "count": len(facts["entries"]),
        "vulnerabilities": [
            {
                "cveID": entry["cve"],
                "vendorProject": entry["maker"],
                "product": entry["product"],
                "vulnerabilityName": f"{entry['cve']} in {entry['product']}",
                "dateAdded": entry["added"],
                "shortDescription": "Used by attackers; see the catalogue.",
                "requiredAction": "Follow the maker's advice.",
                "dueDate": entry["due"],
                "knownRansomwareCampaignUse": entry["ransomware"],
                "notes": "",
                "cwes": [],
            }
            for entry in facts["entries"]
        ],
    }


def cve_record(entry: dict[str, Any], version: str) -> dict[str, Any]:
    """Return a CVE's points as CISA's container of an otherwise empty record (CVE JSON 5.1)."""
    words = (("Exploitation", "exploitation"), ("Automatable", "automatable"), ("Technical Impact", "impact"))
    content = {
        "id": entry["cve"],
        "role": "CISA Coordinator",
        "options": [{point: entry[key]} for point, key in words],
        "version": version,
        "timestamp": entry["at"],
    }
    return {
        "dataType": "CVE_RECORD",
        "dataVersion": "5.1",
        "cveMetadata": {"cveId": entry["cve"], "state": "PUBLISHED"},
        "containers": {
            "cna": {"providerMetadata": {"shortName": "excerpt"}},
            "adp": [
                {
                    "title": "CISA ADP Vulnrichment, excerpt",
                    "providerMetadata": {"shortName": "CISA-ADP"},
                    "metrics": [{"other": {"type": "ssvc", "content": content}}],
                }
            ],
        },
    }


# --- The hospital -------------------------------------------------------------------------------------------------


def hospital_csv(table: dict[str, Any]) -> str:
    """Return the maintenance export of the hospital in ``table``."""
    hospital = _Hospital(table)
    rows = [row for line in table["fleets"] for row in hospital.fleet(line)]
    rows = hospital.with_mishaps(rows)
    rows += [{column: str(value) for column, value in row.items()} for row in table["rows"]]
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


class _Hospital:
    """Multiplies the fleets of a table into rows; holds the one generator of chance and the tags given out."""

    def __init__(self, table: dict[str, Any]) -> None:
        self.table = table
        self.chance = random.Random(table["seed"])  # noqa: S311 (a sample, not a secret)
        self.as_of = date.fromisoformat(table["as_of"])
        self.tags: set[str] = set()
        self.addresses: set[str] = set()

    def fleet(self, line: str) -> Iterator[dict[str, str]]:
        """Yield the rows of one line of the table."""
        cells = [[kind.strip() for kind in cell.split("//")] for cell in line.split("|")]
        house = self.chance.choice(("Biomed", "Biomed", "Clinical Eng", ""))
        kinds = max(len(cell) for cell in cells)
        for number in range(int(cells[3][0])):
            maker, model, what, _, versions, wards, years, network, use, harm, phi, serial = (
                cell[number % kinds if len(cell) > 1 else 0] for cell in cells
            )
            first, last = (int(year) for year in years.split("-"))
            ward = self._one(wards)
            site = self._site(ward)
            linked = self._one(network)
            state = self._one("; ".join(f"{word}*{weight}" for word, weight in STATES))
            bought = date(self.chance.randint(first, last), self.chance.randint(1, 12), self.chance.randint(1, 28))
            bought = min(bought, self.as_of)
            online = linked in NETWORKED and state != "Disposed"
            yield {
                "Control No": self._unused(self.table["sites"][site]["tag"]),
                "Status": "" if self.chance.random() < 0.02 else state,
                "Facility": self.table["sites"][site]["name"],
                "Dept": "" if self.chance.random() < 0.02 else ward,
                "Room": self._filled(self.table["wards"][ward]["rooms"]) if self.chance.random() < 0.7 else "",
                "Manufacturer": self._spelt(self._one(maker)),
                "Model": self._one(model),
                "Device Description": what,
                "SW Rev": self._version(self._one(versions)),
                "Serial No": self._filled(serial),
                "In Service Date": self._written(bought),
                "IP Address": self._address(site) if online and self.chance.random() < 0.45 else "",
                "MAC Address": self._mac() if online and self.chance.random() < 0.3 else "",
                "Network": "" if self.chance.random() < 0.25 else linked,
                "Clinical Use": "" if self.chance.random() < 0.3 else use,
                "Harm Severity": "" if self.chance.random() < 0.45 else harm,
                "PHI": "" if self.chance.random() < 0.4 else phi,
                "Last Risk Assessment": self._assessed(bought),
                "End of Support": f"{bought.year + 10}-12-31" if self.chance.random() < 0.3 else "",
                "Responsible": house,
            }

    def with_mishaps(self, rows: list[dict[str, str]]) -> list[dict[str, str]]:
        """Return ``rows`` with what goes wrong in an export: swapped and merged cells, a device listed twice."""
        mishaps: tuple[tuple[int, Callable[[dict[str, str]], dict[str, str]]], ...] = (
            (7, _maker_and_model_swapped),
            (12, _model_in_the_description),
            (9, _version_behind_the_model),
            (6, _maker_before_the_model),
            (5, _serial_in_the_version),
        )
        damaged = self.chance.sample(range(len(rows)), sum(number for number, _ in mishaps))
        for number, mishap in mishaps:
            for place in damaged[:number]:
                rows[place] = mishap(rows[place])
            damaged = damaged[number:]
        doubles = [dict(row) for row in self.chance.sample(rows, 9)]
        for row in doubles[:6]:
            row["Control No"] = self._unused("LG-0#####")
            row["Status"] = "Spare"
        return rows + doubles

    def _one(self, cell: str) -> str:
        """Return one item of a list whose items may carry weights."""
        items, weights = [], []
        for part in cell.split(";"):
            item, star, weight = part.strip().rpartition("*")
            items.append(item if star else weight)
            weights.append(int(weight) if star and weight else 1)
        return self.chance.choices(items, weights)[0]

    def _site(self, ward: str) -> str:
        sites = [site.strip() for site in self.table["wards"][ward]["sites"].split(";")]
        return self.chance.choices(sites, [self.table["sites"][site]["share"] for site in sites])[0]

    def _filled(self, pattern: str) -> str:
        letters = {"#": "0123456789", "@": "ABCDEFGHJKLMNPRSTUVWX"}
        return "".join(self.chance.choice(letters[mark]) if mark in letters else mark for mark in pattern)

    def _unused(self, pattern: str) -> str:
        while (tag := self._filled(pattern)) in self.tags:
            pass
        self.tags.add(tag)
        return tag

    def _address(self, site: str) -> str:
        net = self.table["sites"][site]["net"]
        address = f"{net}.{self.chance.randint(20, 60)}.{self.chance.randint(2, 250)}"
        if not net or address in self.addresses:
            return ""
        self.addresses.add(address)
        return address

    def _mac(self) -> str:
        maker = self.chance.choice(("00:09:FB", "00:03:B1", "00:40:9D", "00:80:A3", "00:1B:C5", "00:21:A1"))
        tail = self._filled("##:##:##")
        return f"{maker}:{tail}" if self.chance.random() < 0.8 else f"{maker}:{tail}".replace(":", "").lower()

    def _spelt(self, maker: str) -> str:
        return maker.upper() if self.chance.random() < 0.08 else maker

    def _version(self, version: str) -> str:
        if not version:
            return self.chance.choice(NOTHING)
        if not version[0].isdigit():
            return version
        return self.chance.choices(("", "v", "V", "Rev ", "SW ", "Ver. "), (70, 8, 6, 6, 6, 4))[0] + version

    def _written(self, day: date) -> str:
        styles = ("%Y-%m-%d", "%m/%d/%Y", "%d-%b-%y", "%Y")
        return day.strftime(self.chance.choices(styles, (70, 14, 10, 6))[0]) if self.chance.random() < 0.95 else ""

    def _assessed(self, bought: date) -> str:
        if self.chance.random() < 0.6:
            return ""
        return str(max(bought, self.as_of - timedelta(days=self.chance.randint(20, 2200))))


def _maker_and_model_swapped(row: dict[str, str]) -> dict[str, str]:
    return row | {"Manufacturer": row["Model"], "Model": row["Manufacturer"]}


def _model_in_the_description(row: dict[str, str]) -> dict[str, str]:
    return row | {"Model": "", "Device Description": f"{row['Model']} {row['Device Description']}"}


def _version_behind_the_model(row: dict[str, str]) -> dict[str, str]:
    return row | {"SW Rev": "", "Model": f"{row['Model']} {row['SW Rev']}".strip()}


def _maker_before_the_model(row: dict[str, str]) -> dict[str, str]:
    return row | {"Manufacturer": "", "Model": f"{row['Manufacturer']} {row['Model']}"}


def _serial_in_the_version(row: dict[str, str]) -> dict[str, str]:
    return row | {"SW Rev": row["Serial No"], "Serial No": row["SW Rev"]}


if __name__ == "__main__":
    main()
