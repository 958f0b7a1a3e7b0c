"""Documents made for tests: small, whole, and ours."""

import json
from typing import Any

VENDOR_TREE = {
    "branches": [
        {
            "category": "vendor",
            "name": "Example Medical",
            "branches": [
                {
                    "category": "product_family",
                    "name": "Drip",
                    "branches": [
                        {
                            "category": "product_name",
                            "name": "Infusion Pump 9",
                            "branches": [
                                {
                                    "category": "product_version_range",
                                    "name": "< 2.4",
                                    "product": {"name": "Example Infusion Pump 9 < 2.4", "product_id": "PUMP-OLD"},
                                },
                                {
                                    "category": "product_version",
                                    "name": "2.4",
                                    "product": {
                                        "name": "Example Infusion Pump 9 2.4",
                                        "product_id": "PUMP-NEW",
                                        "product_identification_helper": {
                                            "cpe": "cpe:2.3:h:example:pump_9:2.4:*:*:*:*:*:*:*",
                                            "purl": "pkg:generic/pump-9@2.4",
                                            "model_numbers": ["P9-?"],
                                            "serial_numbers": ["S1"],
                                            "skus": ["9-24"],
                                            "hashes": [
                                                {
                                                    "file_hashes": [{"algorithm": "sha256", "value": "00ff"}],
                                                    "filename": "firmware.bin",
                                                }
                                            ],
                                        },
                                    },
                                },
                            ],
                        }
                    ],
                }
            ],
        }
    ]
}

VULNERABILITY = {
    "cve": "CVE-2031-0001",
    "title": "A door left open",
    "cwe": {"id": "CWE-306", "name": "Missing Authentication for Critical Function"},
    "ids": [{"system_name": "Example", "text": "EX-1"}],
    "notes": [{"category": "summary", "text": "Anyone may change the rate.", "title": "Summary"}],
    "product_status": {"known_affected": ["PUMP-OLD"], "fixed": ["PUMP-NEW"]},
    "remediations": [
        {
            "category": "vendor_fix",
            "details": "Install 2.4.",
            "product_ids": ["PUMP-OLD"],
            "url": "https://example.test",
        }
    ],
    "scores": [
        {
            "products": ["PUMP-OLD"],
            "cvss_v3": {
                "version": "3.1",
                "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
                "baseScore": 9.8,
                "baseSeverity": "CRITICAL",
            },
        }
    ],
    "flags": [{"label": "component_not_present", "product_ids": ["PUMP-NEW"], "date": "2031-02-01T00:00:00Z"}],
    "threats": [{"category": "exploit_status", "details": "None known.", "product_ids": ["PUMP-OLD"]}],
    "references": [{"category": "external", "summary": "More", "url": "https://example.test/more"}],
}


def csaf(**parts: Any) -> dict[str, Any]:
    """Return a whole CSAF document; ``parts`` replace ``document``, ``product_tree`` or ``vulnerabilities``."""
    return {
        "document": {
            "category": "csaf_security_advisory",
            "csaf_version": "2.0",
            "distribution": {"tlp": {"label": "WHITE"}},
            "publisher": {"category": "vendor", "name": "Example Medical", "namespace": "https://example.test"},
            "title": "Infusion Pump 9",
            "tracking": {
                "id": "EX-2031-01",
                "version": "2",
                "status": "final",
                "initial_release_date": "2031-01-01T10:00:00+02:00",
                "current_release_date": "2031-02-01T00:00:00Z",
                "revision_history": [],
            },
        },
        "product_tree": VENDOR_TREE,
        "vulnerabilities": [VULNERABILITY],
        **parts,
    }


def as_bytes(value: Any, encoding: str = "utf-8") -> bytes:
    """Return ``value`` as the bytes of a JSON document."""
    return json.dumps(value, ensure_ascii=False).encode(encoding)


def cve_record(cve: str = "CVE-2031-0001", **containers: Any) -> dict[str, Any]:
    """Return a whole CVE record; ``containers`` replace or add ``cna`` and ``adp``."""
    return {
        "dataType": "CVE_RECORD",
        "dataVersion": "5.1",
        "cveMetadata": {
            "cveId": cve,
            "state": "PUBLISHED",
            "assignerShortName": "example",
            "datePublished": "2031-01-01T10:00:00",
            "dateUpdated": "2031-01-02T10:00:00.123Z",
        },
        "containers": {
            "cna": {
                "providerMetadata": {"orgId": "0", "shortName": "example"},
                "title": "A door left open",
                "descriptions": [{"lang": "de", "value": "Tür offen"}, {"lang": "en", "value": "Door open"}],
                "affected": [
                    {
                        "vendor": "Example",
                        "product": "Pump",
                        "defaultStatus": "unaffected",
                        "cpes": ["cpe:2.3:h:example:pump:*:*:*:*:*:*:*:*"],
                        "versions": [
                            {"version": "1.0", "status": "affected", "lessThan": "2.4", "versionType": "custom"}
                        ],
                    }
                ],
                "references": [{"url": "https://example.test/poc", "tags": ["exploit"]}],
                "problemTypes": [{"descriptions": [{"lang": "en", "type": "CWE", "cweId": "CWE-306"}]}],
                "metrics": [
                    {"cvssV4_0": {"vectorString": "CVSS:4.0/AV:N", "baseScore": 9.3, "baseSeverity": "CRITICAL"}},
                    {"cvssV2_0": {"vectorString": "AV:N/AC:L/Au:N/C:C/I:C/A:C", "baseScore": 10}},
                ],
            },
            "adp": [
                {
                    "title": "CISA ADP Vulnrichment",
                    "providerMetadata": {"orgId": "1", "shortName": "CISA-ADP"},
                    "metrics": [
                        {
                            "other": {
                                "type": "ssvc",
                                "content": {
                                    "role": "CISA Coordinator",
                                    "version": "2.0.3",
                                    "timestamp": "2031-01-02T00:00:00Z",
                                    "options": [
                                        {"Exploitation": "PoC"},
                                        {"Automatable": "yes"},
                                        {"Technical Impact": "Total"},
                                    ],
                                },
                            }
                        },
                        {
                            "other": {
                                "type": "kev",
                                "content": {"dateAdded": "2031-01-03", "reference": "https://k.test"},
                            }
                        },
                    ],
                }
            ],
            **containers,
        },
    }


def kev_catalogue(*entries: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a catalogue of known exploited vulnerabilities that holds ``entries``."""
    return {
        "title": "Catalogue",
        "catalogVersion": "2031.01.05",
        "dateReleased": "2031-01-05T12:00:00.5Z",
        "count": len(entries),
        "vulnerabilities": list(entries),
        **fields,
    }


def kev_entry(cve: str = "CVE-2031-0001", **fields: Any) -> dict[str, Any]:
    """Return one entry of that catalogue."""
    return {
        "cveID": cve,
        "vendorProject": "Example",
        "product": "Pump",
        "vulnerabilityName": "Open door",
        "dateAdded": "2031-01-03",
        "shortDescription": "A door is open.",
        "requiredAction": "Close it.",
        "dueDate": "2031-01-24",
        "knownRansomwareCampaignUse": "Known",
        "notes": "https://example.test",
        "cwes": ["CWE-306"],
        **fields,
    }


EPSS = (
    b"#model_version:v2026.01.01,score_date:2026-11-20T00:00:00+0000\n"
    b"cve,epss,percentile\n"
    b"CVE-2031-0001,0.97512,0.99991\n"
    b"CVE-2031-0002,4e-05,0.00312\n"
)
