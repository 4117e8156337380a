"""The project's lists: entries added while annotating, and the versions of the scheme that they extend."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, select, update

from postil.db.rows import dump, now
from postil.db.tables import entries, schemes
from postil.schema.annotation import Annotation
from postil.schema.json_types import Json
from postil.schema.record import Change, ListChange
from postil.schema.scheme import ProjectFile, Scheme


@dataclass(frozen=True, slots=True)
class ListUse:
    """Which layers and roles pick from which list, the entries that the file gives, and which layers take no overlaps."""

    targets: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    given: Mapping[str, Sequence[str]] = field(default_factory=dict)
    apart: Sequence[str] = ()

    def picked(self, annotation: Annotation) -> Iterable[tuple[str, str]]:
        """The (list, entry) pairs that the annotation uses and the scheme file does not give."""
        pairs = []
        if annotation.target and annotation.layer in self.targets:
            pairs.append((self.targets[annotation.layer], annotation.target))
        for role, name in self.roles.get(annotation.layer, {}).items():
            pairs += [(name, filler.text) for filler in annotation.roles.get(role, ()) if filler.text]
        return [(name, entry) for name, entry in pairs if entry not in self.given.get(name, ())]


def keep_scheme(connection: Connection, project: ProjectFile) -> None:
    """Store the scheme file's text, unless it is the newest version already."""
    digest = scheme_hash(project)
    if newest_hash(connection) == digest:
        return
    connection.execute(delete(schemes).where(schemes.c.hash == digest))
    values = {"hash": digest, "at": now(), "source": project.source, "lists": dump(_uses(project.scheme))}
    connection.execute(insert(schemes).values(values))


def scheme_hash(project: ProjectFile) -> str:
    """SHA-256 of the scheme file's text, in hexadecimal digits."""
    return hashlib.sha256(project.source.encode()).hexdigest()


def newest_hash(connection: Connection) -> str | None:
    """The hash of the newest version of the scheme, or None before the first."""
    return connection.execute(select(schemes.c.hash).order_by(schemes.c.number.desc()).limit(1)).scalar()


def list_use(connection: Connection) -> ListUse:
    """How the newest version of the scheme uses lists."""
    source = connection.execute(select(schemes.c.lists).order_by(schemes.c.number.desc()).limit(1)).scalar()
    return ListUse(**json.loads(source)) if source else ListUse()


def _uses(scheme: Scheme) -> Json:
    return {
        "targets": {layer.name: layer.each for layer in scheme.layers if layer.each},
        "roles": {la.name: {role.name: role.list for role in la.roles if role.list} for la in scheme.layers if la.roles},
        "given": {name: list(given) for name, given in scheme.lists.items()},
        "apart": [layer.name for layer in scheme.layers if not layer.overlap],
    }


def read_entries(connection: Connection, name: str) -> tuple[str, ...]:
    """What was added to the list, in that order."""
    return tuple(connection.execute(select(entries.c.entry).where(entries.c.list == name).order_by(entries.c.key)).scalars())


def change_lists(connection: Connection, changes: Sequence[Change]) -> None:
    """Add entries, or take them off again. An entry that was added twice stays until both are undone."""
    for change in changes:
        if isinstance(change, ListChange):
            _change(connection, change)


def _change(connection: Connection, change: ListChange) -> None:
    here = (entries.c.list == change.list, entries.c.entry == change.entry)
    uses = connection.execute(select(entries.c.uses).where(*here)).scalar() or 0
    left = uses + (1 if change.added else -1)
    if left <= 0:
        connection.execute(delete(entries).where(*here))
    elif uses:
        connection.execute(update(entries).where(*here).values(uses=left))
    else:
        connection.execute(insert(entries).values(list=change.list, entry=change.entry))
