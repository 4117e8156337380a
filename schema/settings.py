"""What postil.yaml says beside the scheme: the screen, the files, who suggests, when to learn."""

from collections.abc import Mapping
from dataclasses import dataclass, field

ORDERS = ("file", "date", "random", "uncertain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """A spaCy pipeline that suggests: an installed package's name, or a folder (relative to the project's).

    `labels` maps its labels to "LABEL" or "layer.LABEL" of the scheme; "" leaves a label out. What is not in it is mapped
    as usual (the label of the same name, PERSON and PER, LOC and GPE, …).
    """

    name: str
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Llm:
    """A language model behind an OpenAI-compatible endpoint. `key` names the environment variable that holds its key.

    `layers`: what it is asked for; all when empty. `per_minute`: requests at most. Prices are per million tokens.
    """

    url: str
    model: str
    key: str = ""
    layers: tuple[str, ...] = ()
    per_minute: int = 60
    price_in: float = 0.0
    price_out: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggesting:
    """Who suggests. `off`: ids of rules that are switched off.

    `patterns`: the file of the project's own patterns; it must be there when postil.yaml names it (`patterns_named`).
    """

    rules: bool = True
    off: tuple[str, ...] = ()
    patterns: str = "patterns.jsonl"
    patterns_named: bool = False
    pipelines: tuple[Pipeline, ...] = ()
    llm: Llm | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """When to learn by itself: after so many finished articles (0: only when asked). `hold_back`: the share to test on."""

    every: int = 0
    hold_back: float = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What postil.yaml says beside the scheme. `keys` maps a command's id to the keys that shall call it.

    `order` decides which article comes next: one of ORDERS. `import_map` leads labels, roles and attributes of imported
    files to those of the scheme ("LABEL" or "layer.LABEL" on both sides; "" leaves one out).
    """

    theme: str = "dark"
    keys: Mapping[str, str] = field(default_factory=dict)
    database: str = "postil.db"
    guidelines: str = "guidelines.md"
    order: str = "file"
    suggest: Suggesting = field(default_factory=Suggesting)
    learn: Learning = field(default_factory=Learning)
    import_map: Mapping[str, str] = field(default_factory=dict)
