"""What stands before a name and says what it is: a person's title or function, or the kind of an organisation."""

from postil.suggest.entities.view import View

_OF = frozenset(("de", "du", "des", "d'", "la", "l'", "le", "les", "et", "of", "the", "for", "a", "aux", "'s", "au"))
_FAR = 12


def has_title(view: View, first: int) -> bool:
    """Whether a title or function stands before a name, with adjectives and complements between them, or a comma."""
    words, at = view.lexicon, first - 1
    if at < 0:
        return False
    if (
        view.norm[at] == "."
        and at
        and view.norm[at - 1] in words.title
        and len(view.norm[at - 1]) < 5
        and view.shape[at - 1] != "l"
    ):
        return True
    comma = False
    complement = False
    while at >= 0 and first - at < _FAR:
        norm = view.norm[at]
        if norm in words.title and (not complement or comma or first - at < 9):
            return view.shape[at] != "d"
        if norm == "," and at == first - 1:
            comma = True
        elif norm in words.title_adj or norm in words.demonym or norm in words.org_adj or view.like_adjective(at):
            pass
        elif view.capital(at) or norm in _OF or norm in words.org_noun or norm in words.org_head:
            if at == first - 1 and (norm in _OF or (view.capital(at) and not view.known_end(at))):
                return False
            complement = True
        else:
            return False
        if not view.joined[at]:
            return False
        at -= 1
    return False


def has_label(view: View, first: int) -> bool:
    """Whether what precedes says that a name is an organisation's: "le quotidien officiel", "la société de gestion"."""
    words, at = view.lexicon, first - 1
    while at >= 0 and first - at < 6 and view.joined[at]:
        norm = view.norm[at]
        if norm in words.org_label and view.shape[at] == "l":
            return True
        if (
            norm in words.org_label_adj
            or norm in words.demonym
            or norm in words.org_adj
            or norm in ("presse", "information", "news")
        ):
            at -= 1
        elif at > 1 and view.shape[at] == "l" and view.norm[at - 1] in ("de", "d'") and view.norm[at] not in words.title:
            at -= 2
        else:
            return False
    return False
