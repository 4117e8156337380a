"""CAS files made for tests, and what is read of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from postil import corpus
from postil.corpus import BadLine
from postil.schema.loss import Losses
from postil.schema.record import Record

TEXT = "😀 Kim a dit 😀oui😀 à Paris."


META = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"


SPACES = (
    'xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:custom="http:///custom.ecore" '
    'xmlns:tcas="http:///uima/tcas.ecore" xmlns:type="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore" '
    'xmlns:meta="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore" xmi:version="2.0"'
)


STRING, SPAN, ARRAY = "uima.cas.String", "uima.tcas.Annotation", "uima.cas.FSArray"


TYPES = {
    "custom.Entity": (SPAN, {"value": STRING, "sure": "uima.cas.Integer", "real": "uima.cas.Boolean", "type": STRING}),
    "custom.Bare": (SPAN, {}),
    "custom.Event": (
        SPAN,
        {"label": STRING, "arguments": ARRAY, "cause": SPAN, "others": ARRAY, "tags": "uima.cas.StringArray"},
    ),
    "custom.EventArgumentsLink": ("uima.cas.TOP", {"role": STRING, "target": SPAN}),
    "custom.Relation": (SPAN, {"Governor": SPAN, "Dependent": SPAN, "kind": STRING, "label": STRING}),
    "custom.Genre": ("uima.cas.AnnotationBase", {"category": STRING, "rank": "uima.cas.Integer"}),
    "custom.Chain": ("uima.cas.AnnotationBase", {"first": SPAN}),
    "custom.Link": (SPAN, {"next": SPAN, "kind": STRING}),
    "custom.Other": ("uima.cas.TOP", {"name": STRING}),
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token": (SPAN, {}),
    META: (
        "uima.tcas.DocumentAnnotation",
        {"documentTitle": STRING, "documentId": STRING, "documentUri": STRING, "documentBaseUri": STRING},
    ),
}


def type_system(types: dict[str, tuple[str, dict[str, str]]] = TYPES) -> str:
    out = ['<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>']
    for name, (parent, features) in types.items():
        out.append(f"<typeDescription><name>{name}</name><supertypeName>{parent}</supertypeName><features>")
        out += [
            f"<featureDescription><name>{feature}</name><rangeTypeName>{kind}</rangeTypeName></featureDescription>"
            for feature, kind in features.items()
        ]
        out.append("</features></typeDescription>")
    return "".join([*out, "</types></typeSystemDescription>"])


def xmi(*structures: str, members: Sequence[int] | None = None, text: str = TEXT, after: str = "") -> str:
    """A CAS; its structures get the ids 2, 3, … and are all indexed unless `members` says which."""
    body = [part.replace("/>", f' xmi:id="{n}"/>', 1) if "xmi:id" not in part else part for n, part in enumerate(structures, 2)]
    indexed = range(2, len(structures) + 2) if members is None else members
    sofa = f'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text/plain" sofaString="{text}"/>'
    view = f'<cas:View sofa="1" members="{" ".join(map(str, indexed))}"/>'
    return f'<?xml version="1.0" encoding="UTF-8"?><xmi:XMI {SPACES}>{"".join(body)}{sofa}{view}{after}</xmi:XMI>'


def read(path: Path, data: str | bytes, types: str | None = None) -> tuple[list[Record], list[BadLine], dict[str, int]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    if types != "":
        (path.parent / "TypeSystem.xml").write_text(types or type_system(), "utf-8")
    bad: list[BadLine] = []
    losses = Losses()
    found = list(corpus.read([path], bad=bad.append, losses=losses))
    return found, bad, {loss.what: loss.count for loss in losses.result()}


def one(path: Path, *structures: str, members: Sequence[int] | None = None) -> tuple[Record, dict[str, int]]:
    records, bad, losses = read(path, xmi(*structures, members=members))
    assert not bad
    return records[0], losses


def json_cas(changes: Mapping[str, object] | None = None, *, text: str = TEXT) -> dict[str, object]:
    sofa = {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "mimeType": "text", "sofaString": text}
    mark = {"%ID": 2, "%TYPE": "custom.Entity", "@sofa": 1, "begin": 13, "end": 20, "value": "QUOTE"}
    entity = {"%NAME": "custom.Entity", "%SUPER_TYPE": SPAN, "value": {"%NAME": "value", "%RANGE": STRING}}
    return {
        "%TYPES": {"custom.Entity": entity},
        "%FEATURE_STRUCTURES": [sofa, mark],
        "%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": [2]}},
        **(changes or {}),
    }
