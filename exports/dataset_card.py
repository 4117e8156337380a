"""The card of a dataset: what it is, what its labels mean, how it was made, what is counted in it, and what it cannot say."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from postil.exports.arrow import Place
from postil.exports.front_matter import front_matter
from postil.exports.licences import licence
from postil.exports.positive import Version
from postil.exports.token_tags import TokenTags
from postil.exports.writer import Facts
from postil.schema.json_types import Json
from postil.schema.record import Status
from postil.schema.safe import safe
from postil.schema.scheme import Kind, Layer, Scheme

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10_000_000, "1M<n<10M"))
_MOST = "10M<n<100M"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|!~$&])")
_KINDS = {
    Kind.SPANS: "ranges of the text",
    Kind.FRAMES: "ranges with roles and attributes",
    Kind.CHOICES: "labels of the article",
}


@dataclass(frozen=True, slots=True)
class Side:
    """A split as it is in the folder: its name, the pattern of its files, its rows, their bytes in memory, and how often each
    (layer, label) is in it.
    """

    name: str
    files: str
    rows: int
    size: int
    labels: Mapping[tuple[str, str], int]


@dataclass(slots=True)
class Card:
    """What a card is made from; `add` counts what goes into the dataset."""

    scheme: Scheme
    facts: Facts
    places: Sequence[Place]
    tags: TokenTags
    features: Json
    articles: int = 0
    annotators: set[str] = field(default_factory=set)
    languages: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    unfinished: int = 0

    def add(self, version: Version) -> None:
        """One row more."""
        self.annotators.add(version.annotator)
        self.languages[version.article.language or self.scheme.language] += 1
        self.unfinished += version.work.status is not Status.DONE
        for annotation in (*version.annotations, *version.rejected):
            self.verdicts[annotation.verdict.value] += 1
            if annotation.origin:
                self.sources.update(annotation.origin.sources)


def card(known: Card, sides: Sequence[Side], on_disk: int) -> str:
    """The README.md of the dataset, whose files take `on_disk` bytes.

    Titles, help and names are foreign text, and are written so that they are no markup.
    """
    return front_matter(_head(known, sides, on_disk)) + "\n".join(_body(known, sides)) + "\n"


def _head(known: Card, sides: Sequence[Side], on_disk: int) -> dict[str, Json]:
    """What the hub and the library read. Splits without rows have no files, and are not in it."""
    rows = sum(side.rows for side in sides)
    languages: list[Json] = [code for code, _ in known.languages.most_common() if _LANGUAGE.fullmatch(code)]
    kinds = {layer.kind for layer in known.scheme.layers}
    tasks: list[Json] = []
    if kinds & {Kind.SPANS, Kind.FRAMES}:
        tasks.append("token-classification")
    if Kind.CHOICES in kinds:
        tasks.append("text-classification")
    made: list[Json] = ["expert-generated"] if known.verdicts else ["no-annotation"]
    if known.sources:
        made.append("machine-generated")
    head: dict[str, Json] = {"pretty_name": _title(known)}
    if languages:
        head["language"] = languages
    head |= licence(known.facts.license_texts, known.facts.license_annotations)
    head["annotations_creators"] = made
    head["task_categories"] = tasks
    head["size_categories"] = [next((name for most, name in _SIZES if rows < most), _MOST)]
    head["tags"] = ["postil"]
    present = [side for side in sides if side.rows]
    files: list[Json] = [{"split": side.name, "path": side.files} for side in present]
    if files:
        head["configs"] = [{"config_name": "default", "data_files": files}]
    splits: list[Json] = [{"name": s.name, "num_bytes": s.size, "num_examples": s.rows} for s in present]
    whole = sum(side.size for side in present)
    head["dataset_info"] = {
        "features": known.features,
        "splits": splits,
        "download_size": on_disk,
        "dataset_size": whole,
    }
    return head


def _title(known: Card) -> str:
    return " ".join((known.facts.title or known.scheme.name).split()) or "postil"


def _body(known: Card, sides: Sequence[Side]) -> Iterator[str]:
    rows = sum(side.rows for side in sides)
    yield f"\n# {_plain(_title(known))}\n"
    yield f"{_number(known.articles, 'news article')} annotated with the scheme {_plain(known.scheme.name)}."
    yield f"There are {_number(rows, 'row')}: one for each article and annotator.\n"
    yield from _table(("split", "rows"), [(side.name, str(side.rows)) for side in sides])
    yield "\n## Licences\n"
    yield f"- Texts: {_plain(known.facts.license_texts) or 'not stated. Ask whoever holds the rights in them.'}"
    yield f"- Annotations: {_plain(known.facts.license_annotations) or 'not stated.'}"
    yield "\n## Labels"
    for place in known.places:
        yield from _layer(place, sides)
    yield "\n## Columns\n"
    yield from _columns(known)
    yield "\n## How it was annotated\n"
    yield from _making(known, sides)
    yield "\n## Limits\n"
    yield from _limits(known)


def _layer(place: Place, sides: Sequence[Side]) -> Iterator[str]:
    layer = place.layer
    yield f"\n### {_plain(layer.title or layer.name)}\n"
    told = f" {_plain(layer.help)}" if layer.help else ""
    yield f"Column `{place.column}`: {_KINDS[layer.kind]}.{told}\n"
    names = [side.name for side in sides]
    rows = []
    for label in layer.labels:
        counts = [str(side.labels.get((layer.name, label.name), 0)) for side in sides]
        rows.append((_plain(label.name), " — ".join(filter(None, (_plain(label.title), _plain(label.help)))), *counts))
    yield from _table(("label", "meaning", *names), rows)
    yield from _parts(layer)


def _parts(layer: Layer) -> Iterator[str]:
    if layer.roles:
        roles = [(_plain(r.name), " — ".join(filter(None, (_plain(r.title), _plain(r.help))))) for r in layer.roles]
        yield ""
        yield from _table(("role", "meaning"), roles)
    if layer.attributes:
        attributes = [(_plain(a.name), ", ".join(_plain(value) for value in a.values)) for a in layer.attributes]
        yield ""
        yield from _table(("attribute", "values"), attributes)


def _columns(known: Card) -> Iterator[str]:
    yield "Offsets (`start`, `end`) count Unicode code points of `text` from 0, the end exclusive.\n"
    yield "- `id`, `text`, `title`, `date`, `language`: the article; `meta` is all of its metadata, as JSON."
    yield "- `annotator`, `status`, `seconds`, `flag`, `note`: whose row it is, and how far they are with the article."
    yield "- `hidden`: passages that are no news (dates, boilerplate, repeats)."
    if known.tags.layer:
        yield (
            f"- `tokens`, `ner_tags`: tokens without white space and hidden passages, with IOB2 tags of "
            f"{_plain(known.tags.layer.title or known.tags.layer.name)}."
        )
    if any(place.rejected for place in known.places):
        yield "- Columns that end in `_rejected`: suggestions that the annotator rejected. They are no labels, but negatives."
    yield (
        "- In each annotation, `verdict` says whether a suggestion was accepted or corrected, or the annotation added; "
        "`source`, `score` and `suggested` say what was suggested, by what."
    )


def _making(known: Card, sides: Sequence[Side]) -> Iterator[str]:
    apart = "; each saw only their own annotations" if len(known.annotators) > 1 else ""
    yield f"{_number(len(known.annotators), 'annotator')} worked on it in postil{apart}."
    if known.verdicts:
        told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(known.verdicts.items()))
        yield f"Annotations by what the annotator did: {told}."
    if known.sources:
        yield "Suggestions that were answered came from:\n"
        yield from _table(("source", "suggestions"), [(_plain(name), str(n)) for name, n in known.sources.most_common(12)])
    if known.facts.agreement:
        yield "\nAgreement between annotators:\n"
        found = [(_plain(layer), _plain(measure), f"{value:.3f}") for layer, measure, value in known.facts.agreement]
        yield from _table(("layer", "measure", "value"), found)
    if len(sides) > 1:
        yield "\nA split has whole articles, with the work of all annotators. Near-copies of an article, such as agency news in"
        yield "several papers, were kept in one split; `export.json` lists them."


def _limits(known: Card) -> Iterator[str]:
    if known.unfinished:
        yield f"- {_number(known.unfinished, 'row')} not done (`status`): what is not marked there is not known to be nothing."
    if known.tags.layer and known.tags.spans > known.tags.tagged:
        left = known.tags.spans - known.tags.tagged
        yield (
            f"- `ner_tags` lacks {left} of {_number(known.tags.spans, 'span')}, which overlap longer ones or do not fit the "
            f"tokens. The column of the layer has them all."
        )
    yield "- Suggestions that nobody answered are not in it."


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def _plain(text: str) -> str:
    """Foreign text as it is to be read: on one line, nothing in it is markup."""
    return _MARKUP.sub(r"\\\1", safe(" ".join(text.split())))
