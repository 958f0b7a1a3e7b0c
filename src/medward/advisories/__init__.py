"""Advisories and what the world knows of a vulnerability: CSAF, CVE records, KEV, EPSS, read into records."""
