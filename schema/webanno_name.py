"""Names of a scheme as names in WebAnno TSV, and back.

There "_" separates names in the header, and UIMA takes letters and digits only, a letter first. Everything else is spelled
"Z" + hexadecimal + "Z", and so are a "Z" itself and what begins a name that means something else: "a-b" is "aZ2DZb".
"""

import re

NAMESPACE = "webanno.custom."
"""Where WebAnno and INCEpTION put the layers that people make."""
LABEL = "value"
"""The feature that has the label."""

TEXTS = "ZtextZ"
"""How the feature ends that has the free text which fills a role."""

_RESERVED = frozenset((LABEL, "begin", "end", "sofa"))
_FORBIDDEN = re.compile(r"[^A-Za-z0-9]|Z")
_SPELLED = re.compile(r"Z([0-9A-F]{1,6})Z")


def webanno_name(name: str) -> str:
    """The name of a layer, role or attribute as WebAnno takes it; different names stay different."""
    first = _spelled(name[0]) if name in _RESERVED or name[:1].isdigit() else ""
    return first + _FORBIDDEN.sub(lambda match: _spelled(match[0]), name[1:] if first else name)


def scheme_name(name: str) -> str:
    """The name that `webanno_name` made this one of; a name that it would not have made is the name itself."""
    if "Z" not in name:
        return name
    found = _SPELLED.sub(lambda match: chr(code) if (code := int(match[1], 16)) < 0x110000 else match[0], name)
    return found if found and webanno_name(found) == name else name


def _spelled(char: str) -> str:
    return f"Z{ord(char):X}Z"
