"""Findings of a check, for people and for scripts."""

from collections.abc import Sequence

from postil.cli import messages
from postil.cli.output import data, data_json
from postil.schema.finding import Finding

_SIGNS = {"ok": "✓", "warning": "!", "error": "✗"}


def report(findings: Sequence[Finding], *, as_json: bool) -> int:
    """Print the findings on stdout; the exit code, 2 when one of them is an error."""
    failed = any(finding.level == "error" for finding in findings)
    if as_json:
        data_json(
            {
                "ok": not failed,
                "findings": [{"level": f.level, "what": f.what, "hint": f.hint} for f in findings],
            }
        )
    else:
        for finding in findings:
            data(f"{_SIGNS.get(finding.level, '?')} {finding.what}")
            if finding.hint and finding.level != "ok":
                data(f"    {finding.hint}")
    return messages.REFUSED if failed else 0
