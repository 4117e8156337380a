"""The forms of French and English verbs, with what each form says about time."""

from enum import StrEnum
from importlib.resources import files


class Form(StrEnum):
    """What a word form is. BASE is the English bare form: infinitive, present, or a noun of the same spelling."""

    NOUN = "noun"
    INFINITIVE = "infinitive"
    BASE = "base"
    PRESENT = "present"
    FIRST_PERSON = "first person"
    PAST = "past"
    FUTURE = "future"
    CONDITIONAL = "conditional"
    PARTICIPLE = "participle"
    GERUND = "gerund"


_IMPERFECT = ("ais", "ait", "ions", "iez", "aient")
_FUTURE = ("ai", "as", "a", "ons", "ez", "ont")
_GENDERS = ("", "e", "s", "es")
_DOUBLING = ("appeler", "rappeler", "jeter", "rejeter", "projeter")


def read_rows(name: str) -> list[list[str]]:
    """The rows of a table under data/, without its comments, split at tabs."""
    lines = files("postil.suggest").joinpath("data", name).read_text("utf-8").split("\n")
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]


def french(verb: str) -> dict[str, Form]:
    """The forms of a French verb (third persons and the first plural), with the plainest reading of each."""
    if verb in _irregular_french():
        return _conjugate(*_irregular_french()[verb]) | {verb: Form.INFINITIVE}
    if verb.endswith("ir"):
        stem = verb[:-2]
        return _conjugate(stem, "it", "issent", "iss", "ir", "it,irent", "i") | {verb: Form.INFINITIVE}
    return _first_group(verb)


def english(verb: str) -> dict[str, Form]:
    """The forms of an English verb; "ban+n" doubles its last letter."""
    base, _, double = verb.partition("+")
    stem = base + double
    if base.endswith("e"):
        past, gerund, third = base + "d", base[:-1] + "ing", base + "s"
    elif base.endswith("y") and base[-2] not in "aeo":
        past, gerund, third = base[:-1] + "ied", base + "ing", base[:-1] + "ies"
    else:
        sibilant = base.endswith(("s", "sh", "ch", "x", "z"))
        past, gerund, third = stem + "ed", stem + "ing", base + ("es" if sibilant else "s")
    out = {base: Form.BASE, third: Form.PRESENT, gerund: Form.GERUND}
    irregular = _irregular_english().get(base)
    if irregular:
        simple, participle = irregular
        doubled = base + base[-1] if base in ("cut", "hit") else ""
        if doubled:
            out[doubled + "ing"] = Form.GERUND
        out.setdefault(participle, Form.PARTICIPLE)
        out.setdefault(simple, Form.PAST)
        if participle == simple and simple != base:
            out[simple] = Form.PARTICIPLE
        return out
    out[past] = Form.PARTICIPLE
    return out


def _conjugate(stem: str, one: str, many: str, imperfect: str, future: str, past: str, participle: str) -> dict[str, Form]:
    out = {
        stem + participle + gender: Form.PARTICIPLE for gender in _GENDERS if not (participle.endswith("s") and gender == "s")
    }
    out |= {stem + imperfect + ending: Form.PAST for ending in _IMPERFECT}
    out |= {stem + ending: Form.PAST for ending in past.split(",")}
    out |= {stem + future + ending: Form.FUTURE for ending in _FUTURE}
    out |= {stem + future + ending: Form.CONDITIONAL for ending in _IMPERFECT}
    if me := _first_person(one):
        out.setdefault(stem + me, Form.FIRST_PERSON)
    out |= {stem + one: Form.PRESENT, stem + many: Form.PRESENT, stem + imperfect + "ons": Form.PRESENT}
    out[stem + many[:-3] + "e"] = Form.PRESENT
    out[stem + imperfect + "ant"] = Form.GERUND
    return out


def _first_person(one: str) -> str:
    """The ending of the first person from that of the third: "tient" to "tiens", "rend" to "rends"; "" where it is the same."""
    if one.endswith("aît"):
        return one[:-2] + "is"
    if one == "eut":
        return "eux"
    return one[:-1] + "s" if one.endswith("t") else one + "s" if one.endswith(("d", "c")) else ""


def _first_group(verb: str) -> dict[str, Form]:
    stem = verb[:-2]
    soft = stem + "e" if stem.endswith("g") else stem[:-1] + "ç" if stem.endswith("c") else stem
    mute = _mute_stem(verb)
    out = {stem + "é" + gender: Form.PARTICIPLE for gender in _GENDERS}
    out |= {soft + ending: Form.PAST for ending in ("ais", "ait", "aient", "a", "ai")}
    out |= {stem + ending: Form.PAST for ending in ("ions", "iez", "èrent")}
    for base in {mute, stem}:
        out |= {base + "er" + ending: Form.FUTURE for ending in _FUTURE}
        out |= {base + "er" + ending: Form.CONDITIONAL for ending in _IMPERFECT}
    out |= {mute + ending: Form.PRESENT for ending in ("e", "ent")}
    out |= {soft + "ons": Form.PRESENT, stem + "ez": Form.PRESENT, soft + "ant": Form.GERUND, verb: Form.INFINITIVE}
    return out


def _mute_stem(verb: str) -> str:
    """The stem before a mute e: jette, appelle, libère, lève, appuie."""
    stem = verb[:-2]
    if verb in _DOUBLING:
        return stem + stem[-1]
    if stem.endswith("y"):
        return stem[:-1] + "i"
    before, letter = stem[-2:-1], stem[-1:]
    if before in ("e", "é") and letter not in "aeiouyx":
        return stem[:-2] + "è" + letter
    if stem[-3:-2] == "é" and stem[-2:] in ("gr", "br", "tr", "cr", "gl"):
        return stem[:-3] + "è" + stem[-2:]
    return stem


def _irregular_french() -> dict[str, tuple[str, str, str, str, str, str, str]]:
    if not _FRENCH:
        for verbs, ending, one, many, imperfect, future, past, participle in read_rows("events_verbs_fr.tsv"):
            for verb in verbs.split(","):
                _FRENCH[verb] = (verb[: -len(ending)], one, many, imperfect, future, past, participle)
    return _FRENCH


def _irregular_english() -> dict[str, tuple[str, str]]:
    if not _ENGLISH:
        _ENGLISH.update({base: (past, participle) for base, past, participle in read_rows("events_verbs_en.tsv")})
    return _ENGLISH


_FRENCH: dict[str, tuple[str, str, str, str, str, str, str]] = {}
_ENGLISH: dict[str, tuple[str, str]] = {}
