"""spaCy DocBin: what `spacy train` reads."""

import struct
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from spacy.attrs import SPACY  # type: ignore[import-not-found]  # compiled
from spacy.tokens import Doc, DocBin, Span
from srsly.msgpack import Packer  # type: ignore[import-untyped]

from postil.exports.positive import versions
from postil.exports.shared_losses import EVERYTHING, count_shared
from postil.exports.spacy_document import Documents
from postil.exports.spacy_training import Material, training_files
from postil.exports.writer import Job
from postil.schema.record import Record

_SPAN = struct.Struct(">QQQllll")
_NO_GROUPS = b"\x90"


class SpacyWriter:
    """One Doc for each article and annotator, in DocBins, each of which is put together in memory.

    A dataset of more documents than `options.shard` becomes a folder of that name, with a DocBin for each so many: that is
    how spaCy reads corpora.

    - `doc.spans[layer]`: all spans and triggers of the layer, with label and id. `doc.spans["<layer>_incorrect"]`: what was
      rejected, as spaCy's `incorrect_spans_key` takes it.
    - `doc.ents`: of the scheme's first spans layer the spans that do not overlap, the longest first; without those that begin
      or end with white space. Outside of them, the tokens of hidden regions, and all tokens of an article that is not done,
      are missing and not O.
    - `doc.cats`: every label of a choices layer as 1.0 or 0.0, once the layer is answered: "LABEL", or "layer:LABEL" when the
      scheme has several choices layers; with the target in layers that have one answer for each ("target:LABEL",
      "layer:target:LABEL").
    - `doc.user_data`: "id", "annotator", "meta", "hidden" (start, end, reason); "frames", with roles and
      attributes; "choices", with their ranks; "postil": everything about the annotations, as a line of postil JSONL without
      the text, and "seal", which tells whether the rest of the document was changed since.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._documents = Documents(job.scheme, job.count.losses, job.options.misaligned)
        self._bins = {split: _Bin() for split in job.splits or ("",)}
        self._material = {split: Material() for split in self._bins}
        self._full: Counter[str] = Counter()

    def add(self, record: Record, split: str) -> None:
        found = versions(record)
        count_shared(self._job.count.losses, record, found, EVERYTHING)
        for version in found:
            made = self._documents.document(version)
            if len(self._bins[split]) >= self._job.options.shard:
                self._shard(split)
            names = [part for a in (*made.annotations, *version.rejected) for part in (a.label, a.id)]
            self._bins[split].put(made.doc, made.spans, names)
            self._material[split].add(made, self._documents.entities)
            self._job.count.article(made.annotations, split)

    def close(self) -> None:
        """Write the last DocBin of each split, and what it takes to train on them."""
        for split in list(self._bins):
            if self._full[split]:
                self._shard(split)
            else:
                self._write(self._job.stage.file(split, ".spacy"), split)
        if self._job.splits:
            for name, data in training_files(self._job.scheme, self._documents, self._material).items():
                self._job.stage.write(name, data)

    def _shard(self, split: str) -> None:
        self._write(f"{self._job.stage.file(split, '.spacy')}/{self._full[split]:05}.spacy", split)
        self._full[split] += 1

    def _write(self, name: str, split: str) -> None:
        stage = self._job.stage
        if not stage.dry:
            stage.write(name, self._bins[split].to_bytes())
        self._bins[split] = _Bin()


class _Bin(DocBin):
    """A DocBin that takes in documents of which it knows what is on their tokens: words and entities, nothing else."""

    def __init__(self) -> None:
        super().__init__(attrs=["ENT_IOB", "ENT_TYPE", "SPACY"], store_user_data=True)
        self._words: set[int] = set()
        # srsly looks for its plugins whenever it makes one, which takes longer than to tokenize a paragraph.
        self._packer = Packer(use_bin_type=True)

    def put(self, doc: Doc, spans: Mapping[str, Sequence[Span]], names: Iterable[str]) -> None:
        """The same as `add`, without asking each token for its lemma, tag and morphology.

        `spans`: what doc.spans would hold. `names`: labels and ids of spans.
        """
        array = doc.to_array(list[int | str](self.attrs))
        self.tokens.append(array)
        self.spaces.append(doc.to_array(SPACY).astype(bool).reshape(-1, 1))
        self.flags.append({"has_unknown_spaces": False})
        new = set(array[:, 0].tolist()) - self._words
        self._words |= new
        self.strings.update([doc.vocab.strings[word] for word in new])
        self.strings.update(names)
        self.cats.append(doc.cats)
        pack = self._packer.pack
        self.user_data.append(pack(doc.user_data))
        groups = {self._group(name, found): [name] for name, found in spans.items()}
        self.span_groups.append(pack(groups) if groups else _NO_GROUPS)

    def _group(self, name: str, spans: Sequence[Span]) -> bytes:
        """The bytes that SpanGroup.to_bytes makes of them."""
        packed = [_SPAN.pack(s.id, s.kb_id, s.label, s.start, s.end, s.start_char, s.end_char) for s in spans]
        data: bytes = self._packer.pack({"name": name, "attrs": {}, "spans": packed})
        return data
