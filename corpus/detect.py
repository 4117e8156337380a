"""What kind of file it is, told from how it begins; the suffix decides only where the content leaves it open."""

import json

from postil.corpus.table import header_delimiter

JSONL = ("jsonl", "ndjson", "json")
TABLES = ("csv", "tsv", "tab")


def detect(head: str, suffix: str, *, whole: bool) -> str:
    """ "text", "jsonl" or "csv" for a file that begins with `head`; `whole` says that this is all of it.

    `suffix` is the file's, in lower case and without its dot.
    """
    first, newline, _ = head.lstrip().partition("\n")
    complete = bool(newline) or whole
    if first.startswith("{") and (suffix in JSONL or _is_object(first, complete)):
        return "jsonl"
    if complete and suffix not in JSONL and header_delimiter(first.rstrip("\r"), strict=suffix not in TABLES):
        return "csv"
    if suffix in TABLES:
        return "csv"
    return "jsonl" if suffix in JSONL else "text"


def _is_object(line: str, complete: bool) -> bool:
    """Whether a line is a JSON object with a text; of a line cut short, whether it begins like one."""
    if not complete:
        return line[1:].lstrip().startswith('"')
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and ("text" in value or "postil" in value)
