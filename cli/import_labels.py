"""Labels of a file that the scheme does not have: with counts, and a mapping to paste."""

import json
import shlex
from collections import Counter
from collections.abc import Mapping, Sequence

from postil.cli import messages
from postil.schema.errors import PostilError
from postil.schema.form import Form, takes
from postil.schema.safe import safe
from postil.schema.scheme import Scheme

_SHOWN = 20
_OPTIONS, _WIDE = 16, 76
Unknown = Mapping[tuple[str, str, Form], int]


def maps_of(given: Sequence[str]) -> dict[str, str]:
    """What stands behind --map: THEIRS=OURS, or THEIRS= to leave something out. Raises PostilError."""
    out: dict[str, str] = {}
    for entry in given:
        theirs, equals, ours = entry.partition("=")
        if not equals or not theirs.strip():
            raise PostilError(
                f"--map {entry} is not THEIRS=OURS.", hint="For example: --map PERSON=PER, or --map MISC= to leave it out"
            )
        out[theirs.strip()] = ours.strip()
    return out


def tell_unknown(unknown: Unknown, scheme: Scheme) -> None:
    """List the labels, and say how they could be mapped."""
    if not unknown:
        return
    messages.say()
    messages.say("Labels that the scheme does not have:")
    for (layer, label, form), count in _by_count(unknown)[:_SHOWN]:
        where = f" (of {layer})" if layer else ""
        kind = "" if form is Form.RANGE else ", of whole articles" if form is Form.WHOLE else ", one for each target"
        messages.say(f"  {count:>7,}  {label}{where}{kind}")
    if len(unknown) > _SHOWN:
        messages.say(f"  and {len(unknown) - _SHOWN:,} more")
    proposed = proposals(unknown, scheme)
    messages.say('To map them, put this into postil.yaml and mend it ("" leaves a label out):')
    messages.say()
    messages.say("import:")
    messages.say("  map:")
    for theirs, ours in proposed.items():
        messages.say(f"    {_yaml(theirs)}: {_yaml(ours)}")
    messages.say()
    messages.say("Or say it for this once:")
    options = [f"--map {shlex.quote(f'{theirs}={ours}')}" for theirs, ours in proposed.items()]
    for line in _lines(options[:_OPTIONS], _WIDE):
        messages.say(f"  {line}")
    if len(options) > _OPTIONS:
        messages.say("  …")


def _lines(words: Sequence[str], wide: int) -> list[str]:
    """The words in lines, none of them broken, each line but the last one continued as a shell reads it."""
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + len(word) + 3 <= wide:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [f"{line} \\" for line in lines[:-1]] + lines[-1:]


def proposals(unknown: Unknown, scheme: Scheme) -> dict[str, str]:
    """For each label the one of the scheme that means the same or is written alike; "" where there is none."""
    labels = {label for _, label, _ in unknown}
    several = {label for label in labels if len({layer for layer, other, _ in unknown if other == label}) > 1}
    out: dict[str, str] = {}
    for (layer, label, form), _ in _by_count(unknown):
        out[f"{layer}.{label}" if label in several and layer else label] = _nearest(scheme, label, form)
    return out


def _by_count(unknown: Unknown) -> list[tuple[tuple[str, str, Form], int]]:
    return Counter(dict(unknown)).most_common()


def _nearest(scheme: Scheme, label: str, form: Form) -> str:
    from postil.suggest.meanings import home, meaning_of

    layers = [layer for layer in scheme.layers if takes(layer, form)]
    meaning = meaning_of(label) if form is Form.RANGE else ""
    place = home(scheme, meaning) if meaning else None
    if place is not None:
        return place[1]
    word = label.casefold()
    for layer in layers:
        for own in layer.labels:
            name = own.name.casefold()
            if len(name) > 1 and len(word) > 1 and (word.startswith(name) or name.startswith(word)):
                return own.name
            if word in own.title.casefold().split():
                return own.name
    return ""


def _yaml(word: str) -> str:
    """The word as YAML reads it: a JSON string is one."""
    plain = word and word.isascii() and word.replace("_", "").replace("-", "").isalnum() and word[0].isalpha()
    return word if plain else json.dumps(safe(word), ensure_ascii=False)
