"""What labels mean, whatever a scheme or a pipeline calls them."""

from postil.schema.scheme import Kind, Layer, Scheme

Place = tuple[Layer, str]
# What labels mean: OntoNotes, CoNLL-2003 and WikiNER, and those of spaCy's own pipelines that follow neither.
MEANINGS = {
    "PER": "per person prs persname",
    "ORG": "org organization organisation orgname",
    "GPE": "gpe placename gpe_loc gpe_org country city",
    "LOC": "loc location place geogname",
    "FAC": "fac facility",
    "DATE": "date dat datetime tme",
    "TIME": "time",
    "NORP": "norp nat_rel_pol nationality",
    "EVENT": "event evn evt",
    "LAW": "law",
    "WORK_OF_ART": "work_of_art wrk work",
    "PRODUCT": "product prod obj",
    "LANGUAGE": "language",
    "MISC": "misc",
}
MEANT = {name: meaning for meaning, names in MEANINGS.items() for name in names.split()}
# Where a meaning goes that the scheme has no label for.
_ELSE = {
    "GPE": "LOC",
    "LOC": "GPE",
    "FAC": "LOC",
    "NORP": "MISC",
    "EVENT": "MISC",
    "LAW": "MISC",
    "WORK_OF_ART": "MISC",
    "PRODUCT": "MISC",
    "LANGUAGE": "MISC",
}


def meaning_of(label: str) -> str:
    """What a label means ("GPE" for "placename"); "" when that is not known."""
    return MEANT.get(label.casefold(), "")


def home(scheme: Scheme, meaning: str) -> Place | None:
    """As `named`, else the label where such things go that have none of their own: countries and cities among places, say."""
    return named(scheme, meaning) or named(scheme, _ELSE.get(meaning, ""))


def named(scheme: Scheme, meaning: str) -> Place | None:
    """The spans label of that name, else one that means the same."""
    names = MEANINGS.get(meaning, "").split()
    layers = [layer for layer in scheme.layers if layer.kind is Kind.SPANS]
    near = [(layer, label.name) for layer in layers for label in layer.labels if label.name.casefold() in names]
    return min(near, key=lambda one: one[1] != meaning, default=None)
