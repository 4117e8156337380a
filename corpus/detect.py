"""What kind of file it is, told from how it begins; the suffix decides only where the content leaves it open."""

import re
from collections.abc import Mapping, Sequence

from postil.corpus.companions import ANNOTATIONS
from postil.corpus.conllu import is_universal
from postil.corpus.labelstudio_csv import exported_header
from postil.corpus.sources import Source
from postil.corpus.strict_json import BadJson, parse_from
from postil.corpus.table import header_delimiter
from postil.schema.json_types import Json

JSONL = ("jsonl", "ndjson", "json")
TABLES = ("csv", "tsv", "tab")
_TAGGED = ("conll", "conll02", "conll03", "conll2002", "conll2003", "iob", "iob2", "bio", "bioes", "bilou")
_LABEL = r"(?=\S*[^\W\d_])\S+"  # of figures alone, as in "vitamin B-12", it is none
_TAG = re.compile(rf"[BIESLUM][-_]{_LABEL}|O")
_TAGGED_WORD = re.compile(rf"\S+\|(?:[BIESLU]-{_LABEL}|O)")
_FEW = 5
_TOKEN = re.compile(r'"(?P<key>(?:[^"\\]|\\.)*+)(?P<end>"|\Z)(?P<colon>\s*:)?|[\[\]{}]', re.DOTALL)
_SLATE_LIST = re.compile(r"\S+ \S*\.annotations\w*(?: [\S ]*)?")
_WEBANNO_BEFORE_3 = re.compile(r"# ?(?:[a-z]\w*\.)+[A-Z]\w* \| [^\n]+\n#id=1\r?\n#text=")
_DEFLATED = (b"\x78\x9c", b"\x78\xda")  # no text begins so in UTF-8
_LINES = 40


def detect(head: str, suffix: str, *, whole: bool) -> str:
    """The format of a text file that begins with `head`; `whole` says that this is all of it.

    `suffix` is the file's, in lower case and without its dot.
    """
    start = head.lstrip()
    first, newline, _ = start.partition("\n")
    complete = bool(newline) or whole
    if start.startswith("#FORMAT=WebAnno TSV") or _WEBANNO_BEFORE_3.match(start):
        return "webanno"
    if suffix == "xmi" and start.startswith("<"):
        return "xmi"
    if start.startswith("<") and ("http://www.omg.org/XMI" in head or "<typeSystemDescription" in head):
        return "xmi"
    if _SLATE_LIST.fullmatch(first.rstrip()):
        return "slate"
    if start.startswith(("{", "[")):
        found = _json(start, suffix, whole=whole)
        if found:
            return found
    if _is_fasttext(start):
        return "fasttext"
    if ANNOTATIONS.match(start):
        return "annotations"
    if complete and "annotation_id" in first and exported_header(first.rstrip("\r")):
        return "labelstudio"
    if suffix in ("tsv", "tab") and _is_tagged(start, whole=whole):
        return "conll"
    if complete and suffix not in JSONL and header_delimiter(first.rstrip("\r"), strict=suffix not in TABLES):
        return "csv"
    if suffix in TABLES:
        return "csv"
    if suffix in _TAGGED or _is_tagged(start, whole=whole):
        return "conll"
    return "jsonl" if suffix in JSONL else "text"


def detect_binary(head: bytes, suffix: str) -> str:
    """The format of a file that is no text, or ""."""
    if head.startswith(b"PAR1"):
        return "parquet"
    return "spacy" if suffix == "spacy" or head.startswith(_DEFLATED) else ""


def detect_together(source: Source) -> str:
    """The format of files that are read together, or ""."""
    if any(path.suffix in (".ann", ".a1", ".a2") for path in (source.path, *source.companions)):
        return "brat"
    if any("annotations" in path.name for path in source.companions):
        return "slate"
    return ""


def _json(start: str, suffix: str, *, whole: bool) -> str:
    if '"%TYPES"' in start or '"%FEATURE_STRUCTURES"' in start:
        return "jsoncas"
    at = len(start) - len(start[1:].lstrip()) if start.startswith("[") else 0
    try:
        value, _ = parse_from(start, at)
    except BadJson as error:
        if error.final or whole:
            return "jsonl" if suffix in JSONL else ""
        begun = _begun(start, at)  # the object is longer than what was read of it
        return _kind(begun, suffix) if begun else ""
    if not isinstance(value, Mapping):
        return "jsonl" if suffix in JSONL else ""
    found = _kind(value, suffix)
    return _of_further(start, suffix) if found == "jsonl" else found


def _of_further(start: str, suffix: str) -> str:
    """The format of a file whose first object could be of any: of one of the next, the first of which may say nothing."""
    for line in start.split("\n", _LINES)[1:_LINES]:
        try:
            value, _ = parse_from(line, len(line) - len(line.lstrip(", \t")))
        except BadJson:
            continue
        found = _kind(value, suffix) if isinstance(value, Mapping) else "jsonl"
        if found == "doccano":
            return found
    return "jsonl"


def _begun(text: str, at: int) -> dict[str, Json]:
    """The keys of an object that begins at `at`, as far as it goes, without what they hold; objects are told from the rest."""
    keys: dict[str, Json] = {}
    depth, before = 0, ""
    for match in _TOKEN.finditer(text, at):
        token = match[0]
        if token in "[{":
            if depth == 1 and token == "{" and before in keys:
                keys[before] = {}
            depth += 1
        elif token in "]}":
            depth -= 1
        elif depth == 1 and match["colon"]:
            before = match["key"]
            keys[before] = None
        if depth == 0 or not (match["end"] or token in "[]{}"):
            break
    return keys


def _kind(value: Mapping[str, Json], suffix: str) -> str:
    keys = set(value)
    if "postil" in keys:
        return "postil"
    if keys & {"_input_hash", "_task_hash", "_view_id"} or value.get("answer") in ("accept", "reject", "ignore"):
        return "prodigy"
    if ("paragraphs" in keys and "text" not in keys) or _is_doc(value):
        return "spacy-json"
    if _is_labelstudio(value):
        return "labelstudio"
    if _is_doccano(value):
        return "doccano"
    return "jsonl" if "text" in keys or suffix in JSONL else ""


def _is_doc(value: Mapping[str, Json]) -> bool:
    """Whether the object is what spaCy's Doc.to_json makes."""
    return {"text", "tokens"} <= value.keys() and ("ents" in value or isinstance(value.get("spans"), Mapping))


def _is_labelstudio(value: Mapping[str, Json]) -> bool:
    """Whether the object is a task, an annotation with its task, or a row of a JSON-MIN export."""
    if isinstance(value.get("data"), Mapping):
        return "text" not in value
    if isinstance(value.get("task"), Mapping) and "result" in value:
        return True
    return "annotation_id" in value and bool(value.keys() & {"annotator", "lead_time"})


def _is_doccano(value: Mapping[str, Json]) -> bool:
    """Whether the object has one of doccano's own shapes; labels alone, and ranges under "start" and "end", are anybody's."""
    if "Comments" in value or "annotation_approver" in value:
        return True
    if isinstance(value.get("data"), str) and "text" not in value and ("label" in value or "labels" in value):
        return True
    entities = _list(value, "entities")
    if any(isinstance(item, Mapping) and "start_offset" in item for item in (*entities, *_list(value, "annotations"))):
        return True
    if entities and ("relations" in value or ("cats" in value and _is_triple(entities[0]))):
        return True
    return any(_is_triple(item) for key in ("label", "labels") for item in _list(value, key))


def _list(value: Mapping[str, Json], key: str) -> Sequence[Json]:
    found = value.get(key)
    return found if isinstance(found, list) else ()


def _is_triple(item: Json) -> bool:
    return isinstance(item, list) and len(item) == 3 and isinstance(item[0], int) and isinstance(item[2], str)


def _is_fasttext(start: str) -> bool:
    """Whether the first line has a label, or a third of all: rows without one may come first."""
    lines = [line.lstrip() for line in start.split("\n", 10 * _LINES)[:-1] or [start] if line.strip()]
    labelled = sum(line.startswith("__label__") for line in lines)
    return start.startswith("__label__") or labelled * 3 > len(lines)


def _is_tagged(start: str, *, whole: bool) -> bool:
    """Whether the lines are tokens with a tag at the end, or tokens that carry their tags."""
    if start.startswith("-DOCSTART-") or is_universal(start.split("\n", _LINES)[:_LINES]):
        return True
    found = start.splitlines()[: _LINES + 1]
    if not whole:
        found = found[:-1]
    lines = [line.split() for line in found if line.strip()]
    lines = [words for words in lines if not words[0].startswith("#") or _TAG.fullmatch(words[-1])]  # comments
    if not lines:
        return False
    if all(_TAGGED_WORD.fullmatch(word) for words in lines for word in words):
        return sum(map(len, lines)) >= _FEW or not all(word.endswith("|O") for words in lines for word in words)
    for column in (-1, 0, 2):  # the last one; the first; the one behind number and token
        tags = [words[column] for words in lines if len(words) > max(column, 1) and _TAG.fullmatch(words[column])]
        if len(tags) == len(lines) and (any(tag != "O" for tag in tags) or (column == -1 and len(lines) >= _FEW)):
            return column < 2 or all(words[0].isdecimal() for words in lines)
    return False
