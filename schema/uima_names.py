"""Names of a scheme as names of UIMA types and features, and back; and the names that postil's own ones have in a CAS.

UIMA takes ASCII letters, digits and "_", the first of them a letter. Everything else is spelled "Z" + hexadecimal + "Z",
and so is a "Z" itself, whatever would clash with a name that means something, and the second "_" of two: "Été" is
"ZC9ZtZE9Z". Two "_" in a row stand before what postil adds to a name.
"""

import keyword
import re

LAYERS = "custom."
"""The namespace of types made from layers."""
LINKS = "postil.link."
"""The namespace of the types that link a frame to what fills a role."""
ARTICLE = "postil.Article"
HIDDEN = "postil.Hidden"
REJECTED = "postil.Rejected"
REJECTED_CHOICE = "postil.RejectedChoice"
METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"

OWN = "postil_"
"""How the features begin that say where an annotation came from."""
EXACT = "postil_exact"
"""The feature with what other features cannot hold letter for letter."""
TEXTS = "__text"
"""How the feature ends that holds the free text which fills a role."""
ROLE = "__role"
"""How a role's feature ends where an attribute is called alike."""

_RESERVED = frozenset(
    (
        *("value", "rank", "target", "begin", "end", "sofa", "type", "self", "elements", "head", "tail", "uri", "language"),
        *("xmiID", "get", "set", "get_covered_text"),  # what dkpro-cassis has on every feature structure
        *keyword.kwlist,  # it makes a Python class of each type
    )
)
_NOTHING = "ZZ"
_FORBIDDEN = re.compile(r"[^A-Za-z0-9_]|Z|(?<=_)_")
_SPELLED = re.compile(r"Z([0-9A-F]{1,6})Z")


def uima_name(name: str) -> str:
    """The name as one that UIMA takes; different names stay different."""
    if not name:
        return _NOTHING
    spelled = _FORBIDDEN.sub(lambda match: _spelled(match[0]), name)
    if name in _RESERVED or name.startswith(OWN) or not spelled[0].isalpha() or spelled.endswith("_"):
        first = spelled if name[0] in "Z" or spelled[0] == "Z" else _spelled(spelled[0]) + spelled[1:]
        return first[:-1] + _spelled("_") if first.endswith("_") else first
    return spelled


def scheme_name(name: str) -> str:
    """The name that `uima_name` made this one of; a name that it would not have made is the name itself."""
    if "Z" not in name:
        return name
    found = "" if name == _NOTHING else _SPELLED.sub(lambda match: _char(match[0], int(match[1], 16)), name)
    return found if uima_name(found) == name else name


def _spelled(char: str) -> str:
    return f"Z{ord(char):X}Z"


def _char(spelled: str, code: int) -> str:
    return chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else spelled
