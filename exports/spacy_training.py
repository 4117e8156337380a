"""What spaCy can learn from a dataset: a configuration with which `spacy train` runs as it is, made of what is in the data."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from spacy.util import load_model_from_config
from thinc.api import Config

from postil.exports.spacy_document import Document, Documents
from postil.exports.spacy_pipes import Pipe, ner, spancat, textcat, tok2vec
from postil.schema.scheme import Scheme

_COVERED = 0.95
_MOST_SIZES = 12


@dataclass(slots=True)
class Material:
    """What there is to learn in a split, counted document by document.

    `entities` in doc.ents, `rejected` ones of their layer, `nested`: whether that layer has spans that are not in doc.ents
    because others are in their way. `lengths`: how many spans of how many tokens each layer has. `cats`: the categories;
    `single`: whether each document has exactly one of them.
    """

    documents: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    entities: int = 0
    rejected: int = 0
    nested: bool = False
    lengths: dict[str, Counter[int]] = field(default_factory=dict)
    cats: set[str] = field(default_factory=set)
    single: bool = True

    def add(self, made: Document, layer: str) -> None:
        """One more document; `layer` is the one of doc.ents."""
        self.documents += 1
        self.languages[made.doc.lang_] += 1
        self.entities += made.entities
        self.rejected += len(made.spans.get(f"{layer}_incorrect", ()))
        self.nested = self.nested or made.nested
        for key, spans in made.spans.items():
            if spans:
                self.lengths.setdefault(key, Counter()).update(span.end - span.start for span in spans)
        self.cats |= made.doc.cats.keys()
        self.single = self.single and sum(made.doc.cats.values()) == 1


@dataclass(frozen=True, slots=True)
class _Plan:
    """The pipes that learn, which scores say how well, and remarks on them."""

    pipes: Mapping[str, Pipe]
    scores: Sequence[str]
    remarks: Sequence[str]


def training_files(scheme: Scheme, documents: Documents, splits: Mapping[str, Material]) -> dict[str, bytes]:
    """`config.cfg` and `project.yml` for a folder with a DocBin for each split; none where there is nothing to learn.

    It is trained on "train" (else the first split with documents), and chosen by "dev" (else "test", else the same).
    """
    filled = [split for split, material in splits.items() if material.documents]
    if not filled:
        return {}
    train = "train" if "train" in filled else filled[0]
    plan = _plan(scheme, documents, splits[train])
    if not plan.pipes:
        return {}
    dev = next((split for split in ("dev", "test") if split in filled), train)
    test = next((split for split in ("test", "dev") if split in filled), train)
    language = splits[train].languages.most_common(1)[0][0]
    files = {split: f"{split}.spacy" for split in (train, dev, test)}
    config = _config(language, plan, files[train], files[dev])
    project = _project(scheme.name, files[train], files[dev], files[test])
    return {"config.cfg": config.encode(), "project.yml": project.encode()}


def _plan(scheme: Scheme, documents: Documents, material: Material) -> _Plan:
    pipes: dict[str, Pipe] = {}
    scores: list[str] = []
    remarks: list[str] = []
    if material.entities:
        rejected = f"{documents.entities}_incorrect" if material.rejected else None
        pipes["ner"] = ner(rejected)
        scores.append("ents_f")
        remarks.append(f"ner learns doc.ents: the spans of {documents.entities} that do not overlap")
    for layer in documents.ranges:
        lengths = material.lengths.get(layer)
        if lengths and (layer != documents.entities or material.nested or not material.entities):
            sizes = _sizes(lengths)
            pipes[f"spancat_{layer}"] = spancat(layer, sizes)
            scores.append(f"spans_{layer}_f")
            share = sum(lengths[size] for size in sizes) / lengths.total()
            remarks.append(f"spancat_{layer} looks at {_said(sizes)} tokens: {share:.0%} of the spans in training")
    if material.cats:
        (alone, *more) = documents.choices
        if not more and not alone.many and not alone.each and material.single and len(material.cats) > 1:
            pipes["textcat"] = textcat("textcat", exclusive=True)
            remarks.append("textcat learns doc.cats: exactly one for each article")
        else:
            pipes["textcat_multilabel"] = textcat("textcat_multilabel", exclusive=False)
            remarks.append("textcat_multilabel learns doc.cats; what an article does not answer is left open")
        scores.append("cats_score")
    if any(name not in ("textcat", "textcat_multilabel") for name in pipes):
        pipes = {"tok2vec": tok2vec(), **pipes}
    return _Plan(pipes, scores, remarks)


def _sizes(lengths: Counter[int]) -> list[int]:
    """How many tokens a span may have: the frequent lengths, until they are nearly all of the spans, or too many to try."""
    sizes: list[int] = []
    seen = 0
    for size, count in sorted(lengths.items(), key=lambda pair: (-pair[1], pair[0])):
        if seen >= _COVERED * lengths.total() or len(sizes) == _MOST_SIZES:
            break
        sizes.append(size)
        seen += count
    return sorted(sizes)


def _said(sizes: Sequence[int]) -> str:
    return ", ".join(map(str, sizes))


def _config(language: str, plan: _Plan, train: str, dev: str) -> str:
    """The configuration with every setting in it. `language`: its code."""
    weights = {"spans_sc_f": None, "spans_sc_p": None, "spans_sc_r": None}
    wanted = Config(
        {
            "paths": {"train": train, "dev": dev},
            "nlp": {"lang": language, "pipeline": list(plan.pipes), "batch_size": 64},
            "components": dict(plan.pipes),
            "training": {"score_weights": {**weights, **dict.fromkeys(plan.scores, 1.0)}},
        }
    )
    config = load_model_from_config(wanted, auto_fill=True).config
    remarks = ["Made of the data beside it; `spacy train config.cfg --output training` runs in this folder.", *plan.remarks]
    return "".join(f"# {remark}\n" for remark in remarks) + "\n" + str(config.to_str()) + "\n"


def _project(title: str, train: str, dev: str, test: str) -> str:
    """The project file, of which `spacy project run train` and `spacy project run evaluate` are commands."""
    shown = json.dumps(title.replace("$", ""), ensure_ascii=False)  # spaCy would look for a variable there
    return f"""title: {shown}
description: "Trains a pipeline on annotated articles."
vars:
  train: {json.dumps(train)}
  dev: {json.dumps(dev)}
  test: {json.dumps(test)}
  gpu_id: -1
directories: ["training"]
workflows:
  all:
    - train
    - evaluate
commands:
  - name: train
    help: "Train, and keep the best and the last pipeline"
    script:
      - >-
        python -m spacy train config.cfg --output training --gpu-id ${{vars.gpu_id}}
        --paths.train ${{vars.train}} --paths.dev ${{vars.dev}}
    deps:
      - config.cfg
      - ${{vars.train}}
      - ${{vars.dev}}
    outputs:
      - training/model-best
  - name: evaluate
    help: "Measure the best pipeline"
    script:
      - >-
        python -m spacy evaluate training/model-best ${{vars.test}}
        --output training/metrics.json --gpu-id ${{vars.gpu_id}}
    deps:
      - training/model-best
      - ${{vars.test}}
    outputs:
      - training/metrics.json
"""
