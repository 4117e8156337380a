"""Roles and modality of events from a dependency parse, where a loaded spaCy pipeline makes one.

Relations are those of Universal Dependencies (French pipelines) and of spaCy's English pipelines. What the parse expresses
replaces what the small words around a cue told; what it leaves open stays as it was.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from postil.suggest.analysis import Analysis, EntityHit, FrameHit, RoleHit
from postil.suggest.events.grammar import LIGHT_VERBS, grammar, word_set
from postil.suggest.events.roles import DONE_BY_WHOM

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_ACTORS = frozenset(("PER", "ORG", "GPE", "NORP"))
_TOGETHER = frozenset(("CONSULT", "COOPERATE", "AGREE"))
_SUBJECT = frozenset(("nsubj", "csubj", "nsubj:caus"))
_UNDERGOING = frozenset(("nsubj:pass", "nsubjpass"))
_PASSIVE = _UNDERGOING | {"aux:pass", "auxpass", "obl:agent", "agent"}
_OBJECT = frozenset(("obj", "dobj", "iobj", "dative"))
_OBLIQUE = frozenset(("obl", "obl:arg", "obl:mod", "nmod", "prep", "pobj", "dative", "obl:agent", "agent"))
_NAMED_BY = frozenset(("appos", "flat", "flat:name", "compound", "nmod:appos"))
_OPEN = frozenset(("xcomp", "ccomp", "obl", "obl:arg", "advcl", "acl", "pcomp"))
_NOT = word_set("pas jamais guère nullement point not n't never no neither nor aucun aucune")
_NOT_DONE = word_set("sans without")
_REACH = 8


def refine(analysis: Analysis, events: Sequence[FrameHit], doc: Doc) -> list[FrameHit]:
    """The same events in the same order, with actors, recipients and modality as the parse has them.

    The text of `doc` must be the analysis's own, code point for code point. Without a dependency parse nothing changes.
    """
    if not doc.has_annotation("DEP"):
        return list(events)
    parse = _Parse(analysis, events, doc)
    return [parse.refined(event) if event.family == "event" else event for event in events]


class _Parse:
    def __init__(self, analysis: Analysis, events: Sequence[FrameHit], doc: Doc) -> None:
        self._doc = doc
        self._starts = [token.idx for token in doc]
        self._known = grammar("en" if analysis.language == "en" else "fr")
        self._entities = {
            index: entity
            for entity in analysis.entities
            for index in range(self._at(entity.start), self._at(entity.end - 1) + 1)
        }
        self._labels = {self._at(event.start): event.label for event in events if event.family == "event"}

    def refined(self, event: FrameHit) -> FrameHit:
        """The event as the parse has it."""
        head = self._head(event)
        verbal = head.pos_ in ("VERB", "AUX") or any(child.dep_ in _SUBJECT | _PASSIVE for child in head.children)
        actors, recipients = self._of_verb(head) if verbal else self._of_noun(head, event.label)
        roles = dict(event.roles)
        if actors is None and recipients is None:
            return self._told(event, head, verbal=verbal)
        old = event.roles.get("actor", ()), event.roles.get("recipient", ())
        acting = old[0] if actors is None else _fillers(actors)
        undergoing = old[1] if recipients is None else _fillers(recipients)
        if actors is None:
            acting = tuple(filler for filler in acting if filler not in undergoing)
        if recipients is None:
            undergoing = tuple(filler for filler in undergoing if filler not in acting)
        if event.label in _TOGETHER and len(old[0]) > 1 and not old[1]:
            acting, undergoing = tuple(dict.fromkeys((*acting, *undergoing))), ()
        for role, fillers in (("actor", acting), ("recipient", undergoing)):
            roles.pop(role, None)
            if fillers:
                roles[role] = fillers
        return self._told(event._replace(roles=roles), head, verbal=verbal)

    def _at(self, offset: int) -> int:
        """The token around an offset, or the last one before it."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def _head(self, event: FrameHit) -> Token:
        """The token of the trigger that governs the others of it."""
        first, last = self._at(event.start), self._at(event.end - 1)
        inside = range(first, last + 1)
        return next(
            (self._doc[i] for i in inside if self._doc[i].head.i not in inside or self._doc[i].head.i == i), self._doc[first]
        )

    def _of_verb(self, verb: Token) -> tuple[list[EntityHit] | None, list[EntityHit] | None]:
        """Who acts and who undergoes, None where the parse does not say."""
        children = list(verb.children)
        passive = any(child.dep_ in _PASSIVE for child in children) or self._by(verb) is not None
        subject = self._subject(verb, passive=passive)
        if passive:
            by = self._by(verb)
            return (None if by is None else self._named(by)), (None if subject is None else self._named(subject))
        objects = [child for child in children if child.dep_ in _OBJECT]
        to = [named for child in children if (named := self._after(child, self._known.to)) is not None]
        undergoing = [entity for token in (*objects, *to) for entity in self._named(token)]
        return (None if subject is None else self._named(subject)), (undergoing if objects or to else None)

    def _subject(self, verb: Token, *, passive: bool) -> Token | None:
        """The subject of a verb: its own, its antecedent, or the one that it shares or is given by what governs it."""
        wanted = _SUBJECT | _UNDERGOING
        for _ in range(_REACH):
            own = next((child for child in verb.children if child.dep_ in wanted), None)
            if own is not None:
                relative = own.lower_ in self._known.relatives or own.lower_ in ("qui", "who", "which", "that")
                return verb.head if relative and verb.dep_ in ("acl:relcl", "relcl", "acl") else own
            if verb.dep_ in ("acl", "acl:relcl", "relcl") and passive:
                return verb.head
            if verb.head.i == verb.i or verb.dep_ not in _OPEN | {"conj"}:
                return None
            given = next((child for child in verb.head.children if child.dep_ in _OBJECT and child.i != verb.i), None)
            if verb.dep_ != "conj" and given is not None:
                return given
            asked = next((t for child in verb.head.children if (t := self._after(child, self._known.to)) is not None), None)
            if verb.dep_ in ("xcomp", "ccomp") and asked is not None:
                return asked
            verb = verb.head
        return None

    def _of_noun(self, noun: Token, label: str) -> tuple[list[EntityHit] | None, list[EntityHit] | None]:
        """Whose event a noun names, and to whom: "le soutien de X à Y", "l'invasion de X par Y", "X a apporté son soutien"."""
        by = self._by(noun)
        of = next((t for child in noun.children if (t := self._after(child, self._known.of)) is not None), None)
        owner = next((child for child in noun.children if child.dep_ == "poss" and child.i in self._entities), None)
        to = next((t for child in noun.children if (t := self._after(child, self._known.to)) is not None), None)
        verb = noun.head
        if noun.dep_ in _OBJECT and verb.lower_ in LIGHT_VERBS:
            carrier = self._subject(verb, passive=False)
            to = to or next((t for child in verb.children if (t := self._after(child, self._known.to)) is not None), None)
        else:
            carrier = None
        actor = by if by is not None else owner if owner is not None else carrier
        if of is not None and self._named(of):
            if actor is None and label in DONE_BY_WHOM:
                actor = of
            elif to is None:
                to = of
        return (None if actor is None else self._named(actor)), (None if to is None else self._named(to))

    def _by(self, head: Token) -> Token | None:
        """Who does what the head says: the noun after "par" or "by"."""
        return next((t for child in head.children if (t := self._after(child, self._known.by)) is not None), None)

    def _after(self, child: Token, prepositions: frozenset[str]) -> Token | None:
        """The noun of a phrase that one of the prepositions introduces."""
        if child.dep_ not in _OBLIQUE:
            return None
        if child.lower_ in prepositions:  # English pipelines hang the noun on its preposition
            return next((noun for noun in child.children if noun.dep_ == "pobj"), None)
        return child if any(case.dep_ == "case" and case.lower_ in prepositions for case in child.children) else None

    def _named(self, token: Token) -> list[EntityHit]:
        """The entities that a noun names, itself or in apposition, and those joined to it."""
        out: dict[int, EntityHit] = {}
        for noun in _joined(token):
            entity = self._entities.get(noun.i) or next(
                (self._entities[child.i] for child in noun.children if child.dep_ in _NAMED_BY and child.i in self._entities),
                None,
            )
            if entity is not None and entity.label in _ACTORS:
                out.setdefault(entity.start, entity)
        return list(out.values())

    def _told(self, event: FrameHit, head: Token, *, verbal: bool) -> FrameHit:
        """The event with its modality: negated where the parse denies it, alleged below an accusation."""
        modality = event.attributes.get("modality", "")
        if self._denied(head):
            modality = "negated"
        elif self._alleged(head):
            modality = "alleged"
        elif modality == "negated" and verbal:
            modality = "asserted"
        if modality == event.attributes.get("modality", ""):
            return event
        return event._replace(attributes={**event.attributes, "modality": modality})

    def _denied(self, head: Token) -> bool:
        for child in head.children:
            if child.dep_ == "neg" or (child.dep_ in ("advmod", "det") and child.lower_ in _NOT):
                return True
            if child.dep_ in ("case", "mark") and child.lower_ in _NOT_DONE:
                return True
        governor = head.head
        refused = governor.lower_ in self._known.negative_heads and governor.i != head.i
        if refused and head.dep_ in _OPEN | _OBJECT:
            return True
        carried = head.dep_ in _OBJECT and governor.lower_ in LIGHT_VERBS
        return carried and any(child.dep_ in ("advmod", "neg") and child.lower_ in _NOT for child in governor.children)

    def _alleged(self, head: Token) -> bool:
        return head.dep_ in _OPEN and head.head.i != head.i and self._labels.get(head.head.i) == "ACCUSE"


def _joined(token: Token) -> Iterator[Token]:
    """The token and those that "and" joins to it."""
    yield token
    for child in token.children:
        if child.dep_ == "conj":
            yield from _joined(child)


def _fillers(entities: Sequence[EntityHit]) -> tuple[RoleHit, ...]:
    return tuple(RoleHit(entity) for entity in entities)
