"""JSON as its standard has it: no NaN, no duplicate keys, no half surrogate pairs, no endless nesting."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from typing import NoReturn

from postil.schema.json_types import Json

_BLANKS = " \t\r\n"
_LONE = re.compile("[\ud800-\udfff]")
DEEPEST = 100
"""How many brackets may be open at once."""


class BadJson(ValueError):
    """Why a line is not JSON, and at which character of it (from 0). `final`: whatever comes behind does not change it."""

    def __init__(self, reason: str, at: int = 0, *, final: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at
        self.final = final


def parse(line: str) -> Json:
    """The value that one line of JSON holds. Raises BadJson."""
    value, end = parse_from(line, len(line) - len(line.lstrip(_BLANKS)))
    rest = len(line) - len(line[end:].lstrip(_BLANKS))
    if rest < len(line):
        raise BadJson("not JSON (extra data)", rest)
    return value


def parse_from(text: str, at: int) -> tuple[Json, int]:
    """The value that begins at `at`, and where it ends. Raises BadJson, whose place counts from `at`."""
    try:
        value, end = _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise BadJson(f"not JSON ({error.msg[0].lower()}{error.msg[1:]})", error.pos - at, final=False) from None
    except RecursionError:
        raise BadJson(f"nested deeper than {DEEPEST} brackets") from None
    except ValueError as error:
        raise error if isinstance(error, BadJson) else BadJson("a number with too many digits") from None
    brackets = text.count("[", at, end) + text.count("{", at, end)
    if brackets > DEEPEST or text.find("\\u", at, end) >= 0:
        _check(value)
    return value, end


def _check(value: Json) -> None:
    """No string holds a lone surrogate, and nothing is nested too deep; without recursion, since the input may be hostile."""
    waiting: list[tuple[Json, int]] = [([value], -1)]
    while waiting:
        item, depth = waiting.pop()
        depth += 1
        if depth > DEEPEST:
            raise BadJson(f"nested deeper than {DEEPEST} brackets")
        inner: Iterable[Json] = ()
        if isinstance(item, dict):
            inner = (*item, *item.values())
        elif isinstance(item, list):
            inner = item
        for one in inner:
            kind = type(one)
            if kind is dict or kind is list:
                waiting.append((one, depth))
            elif isinstance(one, str) and not one.isascii() and (lone := _LONE.search(one)):
                raise BadJson(f"\\u{ord(lone[0]):04x} is half of a surrogate pair and stands alone")


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    out = dict(pairs)
    if len(out) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise BadJson(f'the key "{twice}" stands twice')
    return out


def _float(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise BadJson("a number too large")
    return value


def _constant(name: str) -> NoReturn:
    raise BadJson(f"{name} is not JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_float, parse_constant=_constant)
