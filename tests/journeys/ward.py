"""A small hospital in a folder, and the real command run on it as a person would."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MEDWARD = Path(sys.executable).with_name("medward")

VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"

DEVICES = """\
Asset Tag;Maker;Model;Software Version;Department;Status;Responsible
INF-1;Example Medical;Dripomat 400;2.1;ICU;In use;Pump team
INF-2;Example Medical;Dripomat 400;2.4;ICU;In use;Pump team
INF-3;Example Medical;Dripomat 400;;Pharmacy;In use;Pump team
BED-1;Sleepwell;Comfort bed 7;1.0;Ward 3;In use;Facilities
"""


def product(name: str, category: str, version: str, product_id: str) -> dict[str, Any]:
    leaf = {
        "category": category,
        "name": version,
        "product": {"name": f"Example Medical {name} {version}", "product_id": product_id},
    }
    return {"category": "product_name", "name": name, "branches": [leaf]}


def advisory(advisory_id: str = "EX-2031-01", cve: str = "CVE-2031-0001", **tracking: Any) -> dict[str, Any]:
    """Return an advisory about the Dripomat 400 below version 2.4."""
    return {
        "document": {
            "category": "csaf_security_advisory",
            "csaf_version": "2.0",
            "publisher": {"category": "vendor", "name": "Example Medical", "namespace": "https://example.test"},
            "title": "Dripomat 400: anyone may change the rate",
            "tracking": {
                "id": advisory_id,
                "version": "1",
                "status": "final",
                "initial_release_date": "2031-01-01T00:00:00Z",
                "current_release_date": "2031-01-01T00:00:00Z",
                "revision_history": [],
                **tracking,
            },
        },
        "product_tree": {
            "branches": [
                {
                    "category": "vendor",
                    "name": "Example Medical",
                    "branches": [product("Dripomat 400", "product_version_range", "< 2.4", "PUMP")],
                }
            ]
        },
        "vulnerabilities": [
            {
                "cve": cve,
                "notes": [{"category": "summary", "text": "Nobody is asked for a password."}],
                "product_status": {"known_affected": ["PUMP"]},
                "remediations": [{"category": "vendor_fix", "details": "Install 2.4.", "product_ids": ["PUMP"]}],
                "scores": [
                    {
                        "products": ["PUMP"],
                        "cvss_v3": {
                            "version": "3.1",
                            "vectorString": VECTOR,
                            "baseScore": 9.8,
                            "baseSeverity": "CRITICAL",
                        },
                    }
                ],
            }
        ],
    }


def kev(*cves: str) -> dict[str, Any]:
    """Return a catalogue of known exploited vulnerabilities with ``cves``."""
    return {
        "title": "Made for a test",
        "catalogVersion": "2031.01.02",
        "dateReleased": "2031-01-02T00:00:00Z",
        "count": len(cves),
        "vulnerabilities": [
            {
                "cveID": cve,
                "vendorProject": "Example Medical",
                "product": "Dripomat",
                "vulnerabilityName": "Dripomat",
                "dateAdded": "2031-01-02",
                "dueDate": "2031-01-23",
                "shortDescription": "Used.",
                "requiredAction": "Update.",
                "knownRansomwareCampaignUse": "Known",
                "notes": "",
                "cwes": [],
            }
            for cve in cves
        ],
    }


@dataclass(frozen=True)
class Ended:
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Ward:
    """A folder with ``devices.csv`` and ``advisories/``."""

    folder: Path

    def write(self, name: str, content: object) -> Path:
        """Write a file: text and bytes as they are, everything else as JSON."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    def run(
        self, *arguments: str, program: tuple[str, ...] = (), environment: Mapping[str, str] | None = None
    ) -> Ended:
        """Run the command in the folder, without a terminal; ``environment`` adds to this process's own."""
        done = subprocess.run(
            [*(program or (str(MEDWARD),)), *arguments],
            cwd=self.folder,
            env=os.environ | (environment or {}),
            capture_output=True,
            timeout=120,
            check=False,
        )
        return Ended(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    def join(self, command: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Ended:
        """Run a command that joins the folder's inventory with its advisories."""
        files = ("--inventory", "devices.csv", "--advisories", "advisories")
        return self.run(command, *files, *arguments, environment=environment)


def new_ward(folder: Path) -> Ward:
    """Return a ward with four devices and one advisory."""
    ward = Ward(folder)
    ward.write("devices.csv", DEVICES)
    ward.write("advisories/ex-2031-01.json", advisory())
    return ward
