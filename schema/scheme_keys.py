"""The keys of a postil.yaml: one table, from which the loader and the JSON Schema for editors are both made."""

from dataclasses import dataclass
from enum import Enum, auto

from postil.schema.scheme import Kind
from postil.schema.settings import ORDERS

NAME = r"[^\W_][\w-]{0,59}"
LABEL = r"[^\W_][\w.-]{0,59}"
COLOR = r"#[0-9A-Fa-f]{6}"
LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
LABEL_KEY = r"[0-9A-Za-z]"
ADDRESS = r"[hH][tT][tT][pP][sS]?://[^\s/@?#]+(/[^\s@?#]*)?"
VARIABLE = r"[A-Za-z_][A-Za-z0-9_]*"
COLORS = ("red", "orange", "yellow", "green", "teal", "cyan", "blue", "purple", "magenta", "pink", "brown", "grey")
THEMES = ("dark", "light", "contrast")
RESERVED_LAYERS = frozenset(("postil", "id", "text", "meta", "hidden", "status", "work", "annotations", "suggestions"))
MAX_TEXT = 4000
MAX_LINE = 300


class Shape(Enum):
    """What a key's value looks like."""

    LINE = auto()
    TEXT = auto()
    FLAG = auto()
    CHOICE = auto()
    LAYER_NAME = auto()
    LIST_NAME = auto()
    LANGUAGE = auto()
    COLOR = auto()
    LABEL_KEY = auto()
    FILE_NAME = auto()
    LINES = auto()
    REFERENCES = auto()
    LISTS = auto()
    KEYS = auto()
    LAYERS = auto()
    LABELS = auto()
    ROLES = auto()
    ATTRIBUTES = auto()
    COUNT = auto()
    NUMBER = auto()
    ADDRESS = auto()
    VARIABLE = auto()
    KEYS_WITHIN = auto()
    PIPELINES = auto()
    TARGETS = auto()


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its name, the shape of its value, what it means, and in which kinds of layer it may stand.

    `bounds`: the least and the largest number that it takes. `within`: the keys of the map below it.
    """

    name: str
    shape: Shape
    meaning: str
    choices: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = tuple(Kind)
    required: bool = False
    bounds: tuple[float, float] = (0, 0)
    within: "tuple[Key, ...]" = ()


PRICE = (
    Key("in", Shape.NUMBER, "For a million tokens of the questions.", bounds=(0, 100_000)),
    Key("out", Shape.NUMBER, "For a million tokens of the answers.", bounds=(0, 100_000)),
)
LLM = (
    Key("url", Shape.ADDRESS, "The address of the endpoint, up to /v1: http://… or https://….", required=True),
    Key("model", Shape.LINE, "The model's name, as the endpoint calls it.", required=True),
    Key("key", Shape.VARIABLE, "The environment variable that holds the key; never the key itself."),
    Key("layers", Shape.LINES, "The layers that it is asked for; all of them unless said."),
    Key("per_minute", Shape.COUNT, "Requests in a minute, at most; 60 unless said.", bounds=(1, 100_000)),
    Key("price", Shape.KEYS_WITHIN, "What a million tokens cost, in and out; for the sum that is shown.", within=PRICE),
)
PIPELINE = (
    Key("labels", Shape.TARGETS, 'Its labels, and the scheme\'s LABEL or layer.LABEL for each; "" leaves a label out.'),
)
SUGGEST = (
    Key("rules", Shape.FLAG, "Whether the rules suggest (yes unless said)."),
    Key("off", Shape.LINES, "Ids of rules that are switched off."),
    Key("patterns", Shape.FILE_NAME, "The file of the project's own patterns; patterns.jsonl unless said."),
    Key("pipelines", Shape.PIPELINES, "spaCy pipelines, by the name of a package or folder."),
    Key("llm", Shape.KEYS_WITHIN, "A language model behind an OpenAI-compatible endpoint.", within=LLM),
)
LEARN = (
    Key("every", Shape.COUNT, "After so many finished articles; 0 only when asked.", bounds=(0, 1_000_000)),
    Key("hold_back", Shape.NUMBER, "The share of articles to test on, 0.05 to 0.5; 0.2 unless said.", bounds=(0.05, 0.5)),
)
IMPORT = (
    Key("map", Shape.TARGETS, 'What the scheme calls labels, roles and attributes of imported files; "" leaves one out.'),
)
FILE = (
    Key("scheme", Shape.LINE, "The name of the scheme.", required=True),
    Key("language", Shape.LANGUAGE, "The language of most articles: fr, en, …"),
    Key("layers", Shape.LAYERS, "What is annotated: spans, frames and choices.", required=True),
    Key("targets", Shape.LINES, "What stances are about; grows while annotating. Short for lists: {targets: […]}."),
    Key("lists", Shape.LISTS, "Lists of the project, by name, from which roles and choices pick."),
    Key("theme", Shape.CHOICE, "The colours of the screen.", THEMES),
    Key("keys", Shape.KEYS, "Keys of your own: the id of a command, and the key or keys that call it."),
    Key("database", Shape.FILE_NAME, "The database's file, in the project folder."),
    Key("guidelines", Shape.FILE_NAME, "The guidelines' file, in the project folder."),
    Key("order", Shape.CHOICE, "Which article comes next.", ORDERS),
    Key("suggest", Shape.KEYS_WITHIN, "Who suggests: rules, patterns, pipelines, a language model.", within=SUGGEST),
    Key("import", Shape.KEYS_WITHIN, "How annotations of other tools are matched to the scheme.", within=IMPORT),
    Key("learn", Shape.KEYS_WITHIN, "When a model learns from the decisions by itself.", within=LEARN),
)
LAYER = (
    Key("kind", Shape.CHOICE, "Labelled ranges, ranges with roles, or labels of the article.", tuple(Kind), required=True),
    Key("title", Shape.LINE, "The heading on the screen."),
    Key("help", Shape.TEXT, "What the layer is about, and what it is not."),
    Key("labels", Shape.LABELS, "The labels: a list of names, or a map of names to title, help, key and colour."),
    Key("labels_of", Shape.LAYER_NAME, "Take the labels of that layer."),
    Key("overlap", Shape.FLAG, "Whether ranges may overlap and nest (yes unless said).", kinds=(Kind.SPANS,)),
    Key("roles", Shape.ROLES, "Who and what takes part.", kinds=(Kind.FRAMES,)),
    Key("attributes", Shape.ATTRIBUTES, "What else is said of it, from fixed values.", kinds=(Kind.FRAMES,)),
    Key("choose", Shape.CHOICE, "One label, or many in order.", ("one", "many"), (Kind.CHOICES,)),
    Key("each", Shape.LIST_NAME, "One answer for each entry of that list.", kinds=(Kind.CHOICES,)),
)
LABEL_KEYS = (
    Key("title", Shape.LINE, "The label in plain words."),
    Key("help", Shape.TEXT, "What it is, what it is not; shown at the cursor."),
    Key("key", Shape.LABEL_KEY, "The digit or letter that sets it; 1 to 9 are given in order otherwise."),
    Key("color", Shape.COLOR, f"One of {', '.join(COLORS)}, or #rrggbb."),
)
ROLE = (
    Key("title", Shape.LINE, "The role in plain words."),
    Key("help", Shape.TEXT, "Who or what fills it."),
    Key("of", Shape.REFERENCES, "Which spans fill it: layer.LABEL, or a whole layer."),
    Key("many", Shape.FLAG, "Whether several fill it."),
    Key("text", Shape.FLAG, "Whether free text fills it too."),
    Key("list", Shape.LIST_NAME, "The list from which it is picked."),
)
ATTRIBUTE = (
    Key("title", Shape.LINE, "The attribute in plain words."),
    Key("help", Shape.TEXT, "What is asked."),
    Key("values", Shape.LINES, "What can be answered; the first holds when nothing is said.", required=True),
)
