"""The table of formats that postil reads. The documentation's table and the help are made from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is, in plain words, and where its reader is: `module` in this room, imported only when it is
    wanted, has a function `reader`, which takes `options`. `annotated`: its files carry annotations as a matter of course.
    """

    title: str
    module: str
    reader: str
    annotated: bool = True
    options: Mapping[str, object] = field(default_factory=dict)


FORMATS: Mapping[str, Format] = {
    "text": Format("Text files and folders of them; the file's stem is the article's id", "text", "read_text", False),
    "jsonl": Format('JSON Lines: {"text": …, "id": …, "meta": {…}} on each line', "jsonl", "read_jsonl", False),
    "postil": Format(
        "postil JSONL, with its annotations, as `postil export --format postil` writes it",
        "jsonl",
        "read_jsonl",
        options={"own": True},
    ),
    "csv": Format("A table with a header; the columns text, id, title, date, label and others", "table", "read_table", False),
    "tsv": Format("The same, separated by tabs", "table", "read_table", False, {"delimiter": "\t"}),
    "annotations": Format(
        "A CSV or TSV of annotations, one a row, with its articles beside, as postil writes it",
        "annotation_table",
        "read_annotation_table",
    ),
    "parquet": Format("Parquet, one article a row: text, spans, tokens with tags, labels", "parquet", "read_parquet"),
    "huggingface": Format("Hugging Face dataset folder: its Parquet files", "parquet", "read_parquet"),
    "prodigy": Format("Prodigy JSONL: spans, relations, choices; accepted, rejected, ignored", "prodigy", "read_prodigy"),
    "doccano": Format("doccano JSONL or JSON, in each of its shapes", "doccano", "read_doccano"),
    "labelstudio": Format(
        "Label Studio JSON, JSON-MIN and CSV: annotations, predictions, relations", "labelstudio", "read_labelstudio"
    ),
    "conll": Format("CoNLL-2002, -2003 and alike: one token a line, or tokens with tags in a line", "conll", "read_conll"),
    "brat": Format("brat standoff: .ann beside .txt", "brat", "read_brat"),
    "spacy": Format("spaCy DocBin", "spacy_docbin", "read_docbin"),
    "spacy-json": Format("JSON of spaCy: for training spaCy 2, and of Doc.to_json", "spacy_json", "read_spacy_json"),
    "webanno": Format("WebAnno TSV 3, as INCEpTION writes it", "webanno", "read_webanno"),
    "xmi": Format("UIMA CAS XMI, with its type system beside", "cas", "read_xmi"),
    "jsoncas": Format("UIMA CAS JSON", "cas", "read_json_cas"),
    "slate": Format("SLATE: a text, and .annotations files beside", "slate", "read_slate"),
    "fasttext": Format("fastText: labels and a text on each line", "fasttext", "read_fasttext"),
}
