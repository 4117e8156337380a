"""What every reader of a format is: one file in, records and bad lines out, losses counted on the way."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from postil.corpus.bad_line import BadLine
from postil.corpus.encoding import Codec
from postil.corpus.sources import Source
from postil.schema.loss import Losses
from postil.schema.record import Record

NOBODY = ""
"""Who made annotations in a file that does not say who made them; `naming.named` puts a name there."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read. `losses` counts what a file has and postil has no place for. `annotations`: whether annotations in plain
    JSON Lines and tables are read as such, and are not metadata.
    """

    losses: Losses = field(default_factory=Losses)
    annotations: bool = False


class Reader(Protocol):
    """A reader. `stream` stands at the start of the file; a reader of binary files may open `source.path` instead.

    It yields a record for each article (or for each annotator's version of it, one after the other), in constant memory
    where the format allows that, and a BadLine for each place that cannot be read, after which it goes on where it can.

    An annotation has the layer and label that stand in the file, whatever they are called there; the layer is "" where the
    file has no name for it. Its `by` is NOBODY where the file names nobody; so is the key of the record's `work`, which is
    there (Status.DONE) for every article that the file holds annotations of, be they none. Suggestions are what the file
    says a program made. Ids of marks are unique within the record.
    """

    def __call__(self, stream: BinaryIO, source: Source, codec: Codec, reading: Reading) -> Iterator[Record | BadLine]: ...
