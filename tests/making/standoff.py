"""Whether brat would take a folder: the grammar of its files and of its configuration, held strictly."""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

_NAME = r"[A-Za-z0-9_-]+"
_TEXT_BOUND = re.compile(rf"({_NAME}) ([0-9]+ [0-9]+(?:;[0-9]+ [0-9]+)*)\t([^\t]+)")
_EVENT = re.compile(rf"({_NAME}):(T[0-9]+)((?: {_NAME}:[TE][0-9]+)*)")
_RELATION = re.compile(rf"({_NAME}) Arg1:([TE][0-9]+) Arg2:([TE][0-9]+)\t")
_ATTRIBUTE = re.compile(rf"({_NAME}) ([TE][0-9]+)(?: ([^\s|,]+))?")
_NOTE = re.compile(rf"({_NAME}) ([TE][0-9]+)\t([^\t]+)")
_SECTION = re.compile(r"\[(.+)\]")
_ARGUMENT = re.compile(rf"({_NAME})([?*+]?):(\S+)")


@dataclass
class Configuration:
    """annotation.conf, read: the types, the roles of events and whether several may fill them, the values of attributes."""

    entities: set[str] = field(default_factory=set)
    events: dict[str, dict[str, bool]] = field(default_factory=dict)
    relations: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    attributes: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)


def require_brat(folder: Path) -> int:
    """Assert that brat could open the folder, and that nothing in it breaks its own configuration; the texts in it."""
    known = configuration(folder / "annotation.conf")
    texts = sorted(folder.rglob("*.txt"))
    for path in texts:
        raw = path.with_suffix(".ann").read_bytes()
        require_standoff(raw.decode(), path.read_bytes().decode(), known)
    assert {p.stem for p in folder.rglob("*.ann")} == {p.stem for p in texts}
    return len(texts)


def configuration(path: Path) -> Configuration:
    """annotation.conf. Asserts that brat would read it without a warning."""
    found = Configuration()
    section = ""
    seen: list[str] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if not line.strip() or line.startswith("#"):
            continue
        title = _SECTION.fullmatch(line)
        if title:
            section = title[1]
            seen.append(section)
            continue
        name, *rest = re.split(r"\s+", line, maxsplit=1)
        assert re.fullmatch(_NAME, name), line
        arguments = [match for part in (rest[0].split(", ") if rest else []) if (match := _ARGUMENT.fullmatch(part))]
        assert len(arguments) == (len(rest[0].split(", ")) if rest else 0), line
        assert len({match[1] for match in arguments}) == len(arguments), line
        values = {match[1]: match[3].split("|") for match in arguments}
        assert all(all(value) for value in values.values()), line
        if section == "entities":
            assert not rest
            found.entities.add(name)
        elif section == "events":
            assert name not in found.events
            found.events[name] = {match[1]: match[2] in ("*", "+") for match in arguments}
        elif section == "relations":
            assert list(values) == ["Arg1", "Arg2"]
            found.relations[name] = values
        else:
            assert set(values) <= {"Arg", "Value"}
            assert name not in found.attributes
            found.attributes[name] = values["Arg"], values.get("Value", [])
    assert seen == ["entities", "relations", "events", "attributes"]
    assert not found.entities & set(found.events)
    types = {*found.entities, *found.events, "<ANY>"}
    assert all(set(of) <= types for of, _ in found.attributes.values())
    return found


def require_standoff(text: str, article: str, known: Configuration) -> None:
    """Assert that the lines keep to the grammar, and to the text."""
    assert not text.startswith("\ufeff")
    assert text == "" or text.endswith("\n")
    lines = text.splitlines()  # as brat splits them, which is at more than line feeds
    assert lines == text.split("\n")[:-1]
    split = [line.split("\t", 1) for line in lines]
    ids = [one[0] for one in split]
    assert len(set(ids)) == len(ids)
    by_kind: dict[str, dict[str, str]] = {kind: {} for kind in "TEAR#"}
    for name, rest in split:
        assert re.fullmatch(r"[TEAR#][1-9][0-9]*", name), name
        by_kind[name[0]][name] = rest
    types = {name: _text_bound(rest, article) for name, rest in by_kind["T"].items()}
    triggers: dict[str, str] = {}
    for name, rest in by_kind["E"].items():
        match = _EVENT.fullmatch(rest)
        assert match, rest
        assert types[match[2]] == match[1]
        triggers[match[2]] = name
        filled = [argument.split(":") for argument in match[3].split()]
        assert len({role for role, _ in filled}) == len(filled)
        for role, target in filled:
            assert target in ids
            bare = role.rstrip("0123456789")
            roles = known.events[match[1]]
            assert bare in roles, rest
            assert role == bare or (bare in dict(filled) and int(role[len(bare) :]) >= 2)
    assert {type_ for name, type_ in types.items() if name in triggers} <= set(known.events)
    assert {type_ for name, type_ in types.items() if name not in triggers} <= known.entities
    _require_further(by_kind, ids, triggers, known)


def _text_bound(rest: str, article: str) -> str:
    match = _TEXT_BOUND.fullmatch(rest)
    assert match, rest
    pieces = [[int(number) for number in piece.split()] for piece in match[2].split(";")]
    assert all(0 <= start < end <= len(article) for start, end in pieces)
    assert all(one[1] <= other[0] for one, other in pairwise(pieces))
    assert match[3] == " ".join(article[start:end] for start, end in pieces)
    assert match[3].strip()
    return match[1]


def _require_further(
    by_kind: dict[str, dict[str, str]], ids: list[str], triggers: dict[str, str], known: Configuration
) -> None:
    for rest in by_kind["A"].values():
        match = _ATTRIBUTE.fullmatch(rest)
        assert match, rest
        assert match[2] in ids
        assert match[2] not in triggers
        assert (match[3] in known.attributes[match[1]][1]) if match[3] else not known.attributes[match[1]][1]
    for rest in by_kind["R"].values():
        match = _RELATION.fullmatch(rest)
        assert match, rest
        assert match[1] in known.relations
        assert {match[2], match[3]} <= set(ids) - set(triggers)
    for rest in by_kind["#"].values():
        match = _NOTE.fullmatch(rest)
        assert match, rest
        assert match[2] in ids
        assert match[2] not in triggers
