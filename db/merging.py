"""A record merged into an article that has the same text: what of it is new there, under which ids.

An annotator who had annotations or work on the article before the import is left alone: which of two readings is theirs,
nobody but they can say. For everyone else what all records of the import say is put together: tools write one row for each
question, or one file for each kind of annotation. A suggestion that the article has goes by the id that it has.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from postil.db.incoming import Incoming
from postil.db.rows import Identity
from postil.db.standing import Made, Said, Standing
from postil.db.tables import IMPORTED
from postil.db.taking import Taken, says_more, take
from postil.schema.annotation import Annotation, Filler, Mark, Roles, Suggestion, Verdict, new_id
from postil.schema.postil_text import annotation_to_log
from postil.schema.record import Work

_M = TypeVar("_M", bound=Mark)


@dataclass(frozen=True, slots=True)
class Merged:
    """What goes into the article. `told`: each annotation as the log tells it. `left`: something was left out.

    `before`: the work that the article has, `work`: what it becomes.
    """

    suggestions: tuple[Suggestion, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    told: tuple[str, ...] = ()
    before: Mapping[str, Work] = field(default_factory=dict)
    work: Mapping[str, Work] = field(default_factory=dict)
    left: bool = False

    def __bool__(self) -> bool:
        """Whether there is anything new."""
        return bool(self.suggestions or self.annotations or self.work)


def merge(there: Standing, incoming: Incoming, apart: Collection[str]) -> Merged:
    """What the record brings to the article; `there` is as it will be then. `apart`: the layers that take no overlaps."""
    taken = take(there, incoming.record, apart)
    choice = _Choice(there, incoming, taken.mine)
    choice.choose()
    fillers = _fillers(there, incoming, taken.mine)
    annotations = tuple(_moved(a, fillers, choice.names) for a in taken.mine)
    suggestions = tuple(_moved(s, fillers, choice.names) for s in choice.new.values())
    told = tuple(annotation_to_log(a) for a in annotations)
    left = taken.left or _more(there, taken, choice, fillers)
    merged = Merged(suggestions, annotations, told, taken.before, taken.work, left)
    if not there.suggested and choice.asks and (there.new or not any(one.current for one in there.made.values())):
        there.suggested = IMPORTED
    there.made |= {s.id: Made(s.identity, s.source, s.score, s.current) for s in suggestions}
    for annotation in annotations:
        there.say(annotation.id, Said.of(annotation))
    there.work |= taken.work
    return merged


def _more(there: Standing, taken: Taken, choice: "_Choice", fillers: Mapping[str, Filler | None]) -> bool:
    """Whether what is there already is told with more in the record; nothing of it is taken."""
    for annotation, key in taken.repeats:
        roles: Roles = {}
        if annotation.roles:
            named = {f.suggestion for given in annotation.roles.values() for f in given if f.suggestion}
            roles = _roles(annotation.roles, fillers, {name: choice.name(name) for name in named})
        if says_more(annotation, roles, there.said[key]):
            return True
    return False


@dataclass(slots=True)
class _Choice:
    """Which suggestions of the record are new (by the id they have there), and which id each gets in the article.

    `asks`: there are some that nobody answered yet.
    """

    there: Standing
    incoming: Incoming
    mine: list[Annotation]
    new: dict[str, Suggestion] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    asks: bool = False
    _known: dict[Identity, str] = field(default_factory=dict)

    def choose(self) -> None:
        """Those that are answered, those that are open and unknown to the article, and what fills roles of any of them.

        Only what is open is asked about later on; the others are there to be referred to.
        """
        if not self.incoming.known:
            return
        made, said = self.there.made, self.there.said
        record = self.incoming.record
        self._known = {one.identity: key for key, one in sorted(made.items(), key=lambda item: item[1].current)}
        sources = {(one.identity, one.source): key for key, one in sorted(made.items(), key=lambda item: item[1].current)}
        answered = {one.answers for one in said.values()}
        closed = {one.identity for key, one in made.items() if one.current or key in answered}
        closed |= {one.identity for one in said.values()} | {a.identity for a in self.mine}
        origins = dict.fromkeys(a.origin.id for a in self.mine if a.origin is not None)
        decided = {a.origin.id for a in record.annotations if a.origin is not None}
        for key in origins:
            suggestion = self.incoming.known[key]
            stored = sources.get((suggestion.identity, suggestion.source))
            if stored is not None:
                self.names[key] = stored
            else:
                self._add(self._aside(suggestion))
        for suggestion in record.suggestions:
            if suggestion.current and suggestion.id not in decided and suggestion.identity not in closed:
                closed.add(suggestion.identity)
                self.asks = True
                self._add(suggestion)
        waiting: list[Mark] = [*self.mine, *(self.incoming.known[key] for key in origins), *self.new.values()]
        while waiting:
            for fillers in waiting.pop().roles.values():
                for filler in fillers:
                    if filler.suggestion and filler.suggestion not in self.names:
                        waiting += self._refer(self.incoming.known[filler.suggestion])

    def name(self, key: str) -> str:
        """The id in the article of the record's suggestion; "" if it is not there."""
        return self.names.get(key) or self._known.get(self.incoming.known[key].identity, "")

    def _refer(self, suggestion: Suggestion) -> list[Suggestion]:
        """Let it be there; it alone if it had to be added."""
        stored = self._known.get(suggestion.identity)
        if stored is not None:
            self.names[suggestion.id] = stored
            return []
        return [self._add(self._aside(suggestion))]

    def _aside(self, suggestion: Suggestion) -> Suggestion:
        """The suggestion as one that is not asked about; that of an article which nobody saw yet is as it came."""
        return suggestion if self.there.new else replace(suggestion, current=False)

    def _add(self, suggestion: Suggestion) -> Suggestion:
        key = _free(suggestion.id, self.there, "s")
        self.new[key] = suggestion
        self.names[suggestion.id] = key
        self._known.setdefault(suggestion.identity, key)
        return suggestion


def _free(key: str, there: Standing, prefix: str) -> str:
    while there.has(key):
        key = new_id(prefix)
    return key


def _fillers(there: Standing, incoming: Incoming, mine: list[Annotation]) -> dict[str, Filler | None]:
    """What names each annotation of the record in a role.

    For one that is left out that is the same annotator's same annotation, or what it covers.
    """
    fillers: dict[str, Filler | None] = {a.id: Filler(annotation=_free(a.id, there, "a")) for a in mine}
    if len(mine) < len(incoming.record.annotations):
        for annotation in incoming.record.annotations:
            if annotation.id not in fillers:
                stored = there.same(annotation, rejected=annotation.verdict is Verdict.REJECTED)
                text = Filler(text=annotation.text) if annotation.text else None
                fillers[annotation.id] = Filler(annotation=stored) if stored else text
    return fillers


def _moved(mark: _M, fillers: Mapping[str, Filler | None], names: Mapping[str, str]) -> _M:
    """The mark under its id in the article, with roles and origin that name what is there."""
    roles = _roles(mark.roles, fillers, names) if mark.roles else mark.roles
    if isinstance(mark, Annotation):
        own = fillers[mark.id]
        assert own is not None
        origin = None if mark.origin is None else _moved(mark.origin, fillers, names)
        return replace(mark, id=own.annotation, roles=roles, origin=origin)
    return replace(mark, id=names[mark.id], roles=roles)


def _roles(roles: Roles, fillers: Mapping[str, Filler | None], names: Mapping[str, str]) -> Roles:
    moved: dict[str, tuple[Filler, ...]] = {}
    for role, given in roles.items():
        now = [_filler(filler, fillers, names) for filler in given]
        moved[role] = tuple(filler for filler in now if filler is not None)
    return {role: given for role, given in moved.items() if given}


def _filler(filler: Filler, fillers: Mapping[str, Filler | None], names: Mapping[str, str]) -> Filler | None:
    if filler.annotation:
        return fillers[filler.annotation]
    return Filler(suggestion=names[filler.suggestion]) if filler.suggestion else filler
