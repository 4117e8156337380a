"""The table of formats that postil writes. The documentation's table and the help are made from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """What a dataset of the format is: one file, perhaps with others beside it, or a folder."""

    FILE = "file"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its title, what it cannot hold in plain words ("" for nothing), the suffix of its files, and where its
    writer is: `module` in this room, imported only when it is wanted, has a class `writer`. `counts`: what offsets count in.
    """

    title: str
    cannot: str
    suffix: str
    module: str
    writer: str
    shape: Shape = Shape.FILE
    counts: str = "code points"


FORMATS: Mapping[str, Format] = {
    "postil": Format("postil JSONL, the lossless one", "", ".jsonl", "postil_jsonl", "PostilWriter"),
    "spacy": Format(
        "spaCy DocBin, to train with: doc.ents, doc.spans, doc.cats",
        "undecided suggestions, spans off the token grid",
        ".spacy",
        "spacy_docbin",
        "SpacyWriter",
        counts="tokens",
    ),
    "huggingface": Format(
        "Hugging Face dataset folder: Parquet with a schema, and a dataset card",
        "undecided suggestions",
        ".parquet",
        "huggingface",
        "HuggingFaceWriter",
        Shape.FOLDER,
    ),
    "parquet": Format(
        "Parquet, a row for each article and annotator, the annotations of each layer as a list",
        "undecided suggestions",
        ".parquet",
        "parquet",
        "ParquetWriter",
    ),
    "csv": Format(
        "CSV, one annotation a row, with the articles in a second file",
        "undecided suggestions",
        ".csv",
        "table",
        "CsvWriter",
    ),
    "tsv": Format("The same, separated by tabs", "undecided suggestions", ".tsv", "table", "TsvWriter"),
    "conll": Format(
        "CoNLL-2003, one token a line, IOB2; offsets in a second file",
        "anything but flat spans of one layer: no nesting, frames, choices",
        ".conll",
        "conll",
        "ConllWriter",
        counts="tokens",
    ),
    "prodigy": Format(
        "Prodigy JSONL, one annotator's answer a line, with tokens",
        "articles that nobody has worked on",
        ".jsonl",
        "prodigy",
        "ProdigyWriter",
    ),
    "doccano": Format(
        "doccano JSONL: entities, relations, labels of the article",
        "undecided suggestions",
        ".jsonl",
        "doccano",
        "DoccanoWriter",
    ),
    "labelstudio": Format(
        "Label Studio JSON, with its labelling config beside",
        "",
        ".json",
        "labelstudio",
        "LabelStudioWriter",
        counts="UTF-16 units",
    ),
    "brat": Format(
        "brat standoff: a folder of .txt and .ann, with annotation.conf",
        "labels of articles, rejected suggestions, where annotations came from",
        ".ann",
        "brat",
        "BratWriter",
        Shape.FOLDER,
    ),
    "webanno": Format(
        "WebAnno TSV 3.3, as INCEpTION reads it, in the folders of a project",
        "labels of articles, where annotations came from",
        ".tsv",
        "webanno",
        "WebannoWriter",
        Shape.FOLDER,
        counts="UTF-16 units",
    ),
    "xmi": Format(
        "UIMA CAS XMI with its type system, one file for each article",
        "control characters in texts, undecided suggestions",
        ".xmi",
        "cas",
        "XmiWriter",
        Shape.FOLDER,
        counts="UTF-16 units",
    ),
    "jsoncas": Format(
        "UIMA CAS JSON, one file for each article",
        "undecided suggestions",
        ".json",
        "cas",
        "JsonCasWriter",
        Shape.FOLDER,
        counts="UTF-16 units",
    ),
}


def of_suffix(suffix: str) -> str:
    """The format of files that end like this, "" where several have that ending or none."""
    first = {".jsonl": "postil", ".tsv": "tsv", ".parquet": "parquet", ".json": ""}
    if suffix in first:
        return first[suffix]
    found = [name for name, form in FORMATS.items() if form.suffix == suffix and form.shape is Shape.FILE]
    return found[0] if len(found) == 1 else ""
