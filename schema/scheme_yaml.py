"""YAML read into nodes that know their place, so that every error can name file, line and column.

Only what a scheme needs is accepted: one document of maps, lists and text. Scalars stay as they are written (a label
named NO is the text "NO"); anchors, aliases and tags are refused, which also rules out anchor bombs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from postil.schema.errors import PostilError
from postil.schema.safe import safe

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 16
MAX_NODES = 50_000
_Loader: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]|[\ud800-\udfff]|[\ufeff\ufffe\uffff]")
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))


@dataclass(frozen=True, slots=True)
class At:
    """A place in a file; line and column count from 1, columns in code points."""

    file: str
    line: int
    column: int

    def error(self, message: str, hint: str = "") -> PostilError:
        """The error to raise about this place."""
        return PostilError(f"{self.file}, line {self.line}, column {self.column}: {message}", hint=hint)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as it is written; `plain` without quotes."""

    at: At
    text: str
    plain: bool = False

    @property
    def empty(self) -> bool:
        """Nothing is said: no text, ~ or null."""
        return self.plain and self.text in _NULLS


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    at: At
    items: "list[Node]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Table:
    """A map, in the order of the file: key -> (key as written, value)."""

    at: At
    entries: "dict[str, tuple[Scalar, Node]]" = field(default_factory=dict)


Node = Scalar | Items | Table


def quoted(text: str) -> str:
    """A name from the file as it is shown in an error: harmless, on one line, at most 60 code points."""
    return f"'{safe(text if len(text) <= 60 else text[:59] + '…')}'"


def read_nodes(source: str, file: str) -> Node:
    """The one document in `source` as nodes. Raises PostilError with file, line and column."""
    if len(source) > MAX_CHARACTERS:
        raise PostilError(f"{file} is too long: {len(source):,} characters.", hint=f"At most {MAX_CHARACTERS:,} are read.")
    bad = _FORBIDDEN.search(source)
    if bad:
        line = source.count("\n", 0, bad.start())
        column = bad.start() - (source.rfind("\n", 0, bad.start()) + 1)
        raise At(file, line + 1, column + 1).error(f"the character U+{ord(bad[0]):04X} is not allowed in YAML.")
    try:
        root = _build(yaml.parse(source, Loader=_Loader), file)
    except yaml.MarkedYAMLError as error:
        raise _plain(error, source, file) from None
    if root is None or (isinstance(root, Scalar) and root.empty):
        raise PostilError(f"{file} is empty.", hint="Start with a built-in scheme: postil init --scheme diplomacy.")
    return root


def _build(events: Iterator[yaml.Event], file: str) -> Node | None:
    root: Node | None = None
    stack: list[Items | Table] = []
    keys: list[Scalar | None] = []
    count = documents = 0
    for event in events:
        if isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            stack.pop()
            keys.pop()
            continue
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _at(event, file).error("a second document begins here.", "Only one is read: take the line '---' out.")
        if not isinstance(event, yaml.NodeEvent):
            continue
        at = _at(event, file)
        node = _node(event, at)
        count += 1
        if count > MAX_NODES:
            raise at.error(f"there are more than {MAX_NODES:,} values in this file.")
        if not stack:
            root = node
        elif isinstance(stack[-1], Items):
            stack[-1].items.append(node)
        else:
            keys[-1] = _entry(stack[-1], keys[-1], node)
        if not isinstance(node, Scalar):
            if len(stack) == MAX_DEPTH:
                raise at.error(f"this is nested more than {MAX_DEPTH} levels deep.")
            stack.append(node)
            keys.append(None)
    return root


def _entry(table: Table, key: Scalar | None, node: Node) -> Scalar | None:
    """Takes a key, or the value of the key before; gives the key that now waits for its value."""
    if key is not None:
        table.entries[key.text] = (key, node)
        return None
    if not isinstance(node, Scalar):
        raise node.at.error("a key must be a text, not a map or a list.")
    if node.text in table.entries:
        first = table.entries[node.text][0].at
        raise node.at.error(f"the key {quoted(node.text)} is here twice.", f"It is already on line {first.line}.")
    return node


def _node(event: yaml.NodeEvent, at: At) -> Node:
    if isinstance(event, yaml.AliasEvent):
        raise at.error(f"an alias (*{safe(str(event.anchor))}) is not allowed.", "Write the value out.")
    if event.anchor is not None:
        raise at.error(f"an anchor (&{safe(str(event.anchor))}) is not allowed.", "Take it out, and write values out.")
    tag = getattr(event, "tag", None)
    if tag is not None:
        raise at.error(f"a tag ({safe(str(tag))}) is not allowed.", "Put the text in quotes if the ! is part of it.")
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(at, event.value, event.style is None or event.style == "")
    return Items(at) if isinstance(event, yaml.SequenceStartEvent) else Table(at)


def _at(event: yaml.Event, file: str) -> At:
    mark = event.start_mark
    assert mark is not None
    return At(file, mark.line + 1, mark.column + 1)


_SENTENCES = (
    ("mapping values are not allowed", "a ':' is not allowed here.", "Put the text in quotes if the colon is part of it."),
    ("cannot start any token", "this character cannot begin a value.", "Put the text in quotes."),
    ("could not find expected ':'", "a ':' is missing after the key.", ""),
    ("end of stream", "something opened before (a quotation mark or a bracket) is never closed.", ""),
    ("did not find expected key", "a key is expected here.", "Check the indentation and the quotes around here."),
    ("expected <block end>", "a key is expected here.", "Check the indentation and the quotes around here."),
    ("expected '-' indicator", "an item of a list ('- …') is expected here.", "Check the indentation."),
    ("expected ',' or '}'", "a ',' or '}' is missing here.", ""),
    ("expected ',' or ']'", "a ',' or ']' is missing here.", ""),
    ("node content", "a value is missing here.", ""),
    ("sequence entries", "a list cannot begin here.", "Begin it on a line of its own, or put the text in quotes."),
    ("mapping keys are not allowed", "a '?' is not allowed here.", "Put the text in quotes."),
    ("line break", "nothing more may stand on this line.", "Put the text in quotes if it begins with > | ! or %."),
    ("indentation indicators", "nothing more may stand on this line.", "Put the text in quotes if it begins with > or |."),
    ("alphabetic or numeric", "an anchor or alias (& or *) is not allowed.", "Put the text in quotes if & or * is part of it."),
    ("directive", "a line that begins with % is not allowed.", "Put the text in quotes if the % is part of it."),
    ("non-alphabetical", "a line that begins with % is not allowed.", "Put the text in quotes if the % is part of it."),
    ("tag", "a tag (!…) is not allowed.", "Put the text in quotes if the ! is part of it."),
    ("'!'", "a tag (!…) is not allowed.", "Put the text in quotes if the ! is part of it."),
    ("unknown escape character", "this \\ is not a known escape.", "Use single quotes '…' or write \\\\."),
    ("undefined alias", "an alias (*…) is not allowed.", "Put the text in quotes if the * is part of it."),
    ("document start", "a second document or a stray line begins here.", "Check the indentation."),
)


def _plain(error: yaml.MarkedYAMLError, source: str, file: str) -> PostilError:
    """YAML's own complaint as a sentence about a place."""
    problem = error.problem or "this is not YAML"
    mark = error.context_mark if "end of stream" in problem and error.context_mark else error.problem_mark
    if mark is None:
        return PostilError(f"{file} is not YAML: {safe(problem)}.")
    lines = source.split("\n")
    for number in (mark.line, mark.line - 1):
        line = lines[number] if 0 <= number < len(lines) else ""
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        if "\t" in indent:
            at = At(file, number + 1, indent.index("\t") + 1)
            return at.error("a tab is used for indentation.", "YAML wants spaces: replace the tab.")
    at = At(file, mark.line + 1, mark.column + 1)
    for known, message, hint in _SENTENCES:
        if known in problem:
            return at.error(message, hint)
    return at.error(f"this is not YAML: {safe(problem)}.")
