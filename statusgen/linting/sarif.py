"""Findings become a SARIF 2.1.0 document, as code scanning reads it."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from statusgen.linting.explaining import RulePage
from statusgen.linting.findings import Finding
from statusgen.linting.material import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
"""The repository's root, by the name that readers of SARIF know."""


def document(
    findings: Iterable[Finding],
    rules: Mapping[str, Rule],
    pages: Mapping[str, RulePage],
    prefix: str,
    version: str,
) -> dict[str, Any]:
    """One run. `prefix` leads from the repository's root to the project."""
    order = {code: index for index, code in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "statusgen",
                "version": version,
                "rules": [_rule(rule, pages[rule.code]) for rule in rules.values()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "results": list(_results(findings, order, prefix)),
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule, page: RulePage) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": page.why},
        "help": {"text": page.text(rule), "markdown": page.markdown(rule)},
        "defaultConfiguration": {"level": rule.level},
    }


def _results(findings: Iterable[Finding], order: Mapping[str, int], prefix: str) -> Iterator[dict[str, Any]]:
    for finding, mark in fingerprints(findings):
        result = {
            "ruleId": finding.code,
            "ruleIndex": order[finding.code],
            "level": finding.level,
            "message": {"text": finding.message},
            "locations": [{"physicalLocation": _location(finding, prefix)}],
            "partialFingerprints": {"primaryLocationLineHash": mark},
        }
        if finding.is_suppressed:
            result["suppressions"] = [{"kind": "inSource", "justification": finding.reason}]
        yield result


def _location(finding: Finding, prefix: str) -> dict[str, Any]:
    where, ends = finding.where, finding.ends
    region = {"startLine": where.line, "startColumn": where.column}
    if ends is not None and ends > where:
        region |= {"endLine": ends.line, "endColumn": ends.column}
    return {
        "artifactLocation": {"uri": quote(prefix + where.file), "uriBaseId": ROOT},
        "region": region,
    }


def fingerprints(findings: Iterable[Finding]) -> Sequence[tuple[Finding, str]]:
    """Each finding with what it is known by, however many lines are written above it.

    Its rule, its file and the text of its line; of several alike, which it is. In the form that
    code scanning makes for itself: a hash, a colon and a count.
    """
    seen: Counter[str] = Counter()
    out = []
    for finding in findings:
        parts = (finding.code, finding.where.file, " ".join(finding.print.split()))
        mark = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
        seen[mark] += 1
        out.append((finding, f"{mark}:{seen[mark]}"))
    return out
