"""The pipes of a spaCy configuration, each as its section says it; what is not said, spaCy fills in."""

from collections.abc import Sequence

_WIDTH = 96
_SHARED = {"@architectures": "spacy.Tok2VecListener.v1", "width": _WIDTH, "upstream": "*"}
Pipe = dict[str, object]


def tok2vec() -> Pipe:
    """What the other pipes see of a text: small, and without vectors to download."""
    embed = {
        "@architectures": "spacy.HashEmbedCNN.v2",
        "width": _WIDTH,
        "depth": 4,
        "embed_size": 2000,
        "window_size": 1,
        "maxout_pieces": 3,
        "subword_features": True,
        "pretrained_vectors": None,
    }
    return {"factory": "tok2vec", "model": embed}


def ner(rejected: str | None) -> Pipe:
    """Learns doc.ents, and from the group `rejected` of doc.spans, if it is given, what is none."""
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "nO": None,
        "tok2vec": _SHARED,
    }
    return {"factory": "ner", "incorrect_spans_key": rejected, "model": model}


def spancat(layer: str, sizes: Sequence[int]) -> Pipe:
    """Learns the group `layer` of doc.spans, among spans of `sizes` tokens."""
    model = {
        "@architectures": "spacy.SpanCategorizer.v1",
        "reducer": {"@layers": "spacy.mean_max_reducer.v1", "hidden_size": 128},
        "scorer": {"@layers": "spacy.LinearLogistic.v1", "nO": None, "nI": None},
        "tok2vec": _SHARED,
    }
    suggester = {"@misc": "spacy.ngram_suggester.v1", "sizes": list(sizes)}
    return {"factory": "spancat", "spans_key": layer, "threshold": 0.5, "suggester": suggester, "model": model}


def textcat(factory: str, *, exclusive: bool) -> Pipe:
    """Learns doc.cats from the words of a text. `exclusive`: exactly one of them holds."""
    model = {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": exclusive,
        "length": 262_144,
        "ngram_size": 1,
        "no_output_layer": False,
        "nO": None,
    }
    return {"factory": factory, "model": model}
