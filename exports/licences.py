"""The licence of a dataset of texts and annotations, in the words that the Hugging Face hub takes."""

import re

_FREE = ("apache-2.0", "mit", "bsd", "bsd-2-clause", "bsd-3-clause", "gfdl", "gpl-3.0", "lgpl-3.0", "agpl-3.0", "unlicense")
_CREATIVE_COMMONS = (
    *("cc", "cc0-1.0", "cc-by-2.0", "cc-by-2.5", "cc-by-3.0", "cc-by-4.0", "cc-by-sa-3.0", "cc-by-sa-4.0"),
    *("cc-by-nc-2.0", "cc-by-nc-3.0", "cc-by-nc-4.0", "cc-by-nd-4.0", "cc-by-nc-nd-3.0", "cc-by-nc-nd-4.0"),
    *("cc-by-nc-sa-2.0", "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0"),
)
_OF_DATA = ("cdla-sharing-1.0", "cdla-permissive-1.0", "cdla-permissive-2.0", "etalab-2.0", "odbl", "odc-by", "pddl")
_KNOWN = frozenset((*_FREE, *_CREATIVE_COMMONS, *_OF_DATA))
_OTHER_NAMES = {"odbl-1.0": "odbl", "odc-by-1.0": "odc-by", "pddl-1.0": "pddl"}


def licence(texts: str, annotations: str) -> dict[str, str]:
    """The keys of a card's head for these two licences (SPDX ids, "" for not known).

    One that holds for both is the dataset's; a dataset of two is under neither of them alone.
    """
    names = [_name(texts), _name(annotations)]
    if names[0] == names[1]:
        if not names[0]:
            return {"license": "unknown"}
        if names[0] in _KNOWN:
            return {"license": names[0]}
        return {"license": "other", "license_name": names[0]}
    return {"license": "other", "license_name": f"texts-{names[0] or 'unknown'}-annotations-{names[1] or 'unknown'}"}


def _name(licence: str) -> str:
    name = re.sub(r"[^a-z0-9.]+", "-", licence.casefold()).strip("-.")
    return _OTHER_NAMES.get(name, name)
