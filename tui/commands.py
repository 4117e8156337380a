"""Every command of the annotate screen, once: its keys, footer, help, palette entry and documentation come from here."""

from dataclasses import dataclass
from enum import StrEnum


class Section(StrEnum):
    """Where the help lists a command."""

    DECIDE = "Decide"
    CORRECT = "Correct"
    MARK = "Mark in the text"
    MOVE = "Move"
    ARTICLE = "Article"
    LOOK = "Look up"
    PROGRAM = "Program"


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `keys` are Textual key names, `shown` is how they are written for people; `footer` is its short
    name in the footer ("" keeps it out); `mark` says that it is there only while marking in the text."""

    id: str
    keys: str
    shown: str
    title: str
    help: str
    section: Section
    footer: str = ""
    mark: bool = False

    @property
    def action(self) -> str:
        """The action that it calls on its screen."""
        return self.id.replace("-", "_")


_D, _C, _M, _G, _A, _L, _P = (
    Section.DECIDE,
    Section.CORRECT,
    Section.MARK,
    Section.MOVE,
    Section.ARTICLE,
    Section.LOOK,
    Section.PROGRAM,
)

COMMANDS: tuple[Command, ...] = (
    Command("accept", "a", "a", "Accept", "Accept the row; a row with ×N accepts all N.", _D, "accept"),
    Command("reject", "x", "x", "Reject", "Reject the row; what you added yourself is removed.", _D, "reject"),
    Command("defer", "space", "Space", "Leave for later", "Leave the row undecided and go on to the next.", _D),
    Command(
        "accept-rest", "A", "A", "Accept the rest", "Accept all that is left in the group, as one undo step.", _D, "accept rest"
    ),
    Command(
        "accept-agreed",
        "ampersand",
        "&",
        "Accept all agreed",
        "Accept all that is left in the group and that two sources or more agree on, as one undo step.",
        _D,
        "agreed",
    ),
    Command(
        "undo",
        "u,backspace",
        "u Backspace",
        "Undo",
        "Take the last decision back, in whichever article and session.",
        _D,
        "undo",
    ),
    Command("redo", "ctrl+r", "Ctrl+R", "Redo", "Make the last undone decision again.", _D),
    Command("label", "l", "l", "Pick a label", "Pick a label by typing a few letters; on an empty row, add one.", _C, "label"),
    Command(
        "label-digit",
        "1,2,3,4,5,6,7,8,9",
        "1–9",
        "Set the label",
        "Set the label with this digit; on a suggestion this corrects and accepts it.",
        _C,
    ),
    Command(
        "start-back",
        "left_square_bracket,ctrl+left",
        "[ Ctrl+←",
        "Start earlier",
        "Move the span's start back by a word; in a ranked list, move the row up.",
        _C,
        "edges",
    ),
    Command(
        "end-on",
        "right_square_bracket,shift+right",
        "] Shift+→",
        "End later",
        "Move the span's end on by a word; in a ranked list, move the row down.",
        _C,
    ),
    Command("start-on", "left_curly_bracket,ctrl+right", "{ Ctrl+→", "Start later", "Move the span's start on by a word.", _C),
    Command(
        "end-back", "right_curly_bracket,shift+left", "} Shift+←", "End earlier", "Move the span's end back by a word.", _C
    ),
    Command("by-character", "c", "c", "Edges by character", "Move edges by single characters, or by words again.", _C),
    Command("roles", "r", "r", "Roles", "Say who and what: actor, recipient, holder, target, and the attributes.", _C, "roles"),
    Command(
        "mark",
        "i",
        "i",
        "Mark in the text",
        "Walk in the text with a cursor, select, and add a span with a label key; Esc goes back.",
        _M,
        "mark",
    ),
    Command("mark-left", "left,h", "← h", "Left", "One character back.", _M, mark=True),
    Command("mark-right", "right,l", "→ l", "Right", "One character on.", _M, mark=True),
    Command("mark-up", "up,k", "↑ k", "Up", "One line up.", _M, mark=True),
    Command("mark-down", "down,j", "↓ j", "Down", "One line down.", _M, mark=True),
    Command("word-on", "w", "w", "Next word", "To the start of the next word.", _M, "next word", mark=True),
    Command("word-back", "b", "b", "Word back", "To the start of the word before.", _M, "word back", mark=True),
    Command("word-end", "e", "e", "Word end", "To the last character of the word.", _M, mark=True),
    Command("line-start", "0,home", "0 Home", "Line start", "To the start of the line.", _M, mark=True),
    Command("line-end", "dollar_sign,end", "$ End", "Line end", "To the end of the line.", _M, mark=True),
    Command("select", "v", "v", "Select", "Start or end a selection; moving stretches it.", _M, "select", mark=True),
    Command("stretch-right", "shift+right", "Shift+→", "Stretch right", "Select one character more.", _M, mark=True),
    Command("stretch-left", "shift+left", "Shift+←", "Stretch left", "Select one character less.", _M, mark=True),
    Command("stretch-down", "shift+down", "Shift+↓", "Stretch down", "Select down to the next line.", _M, mark=True),
    Command("stretch-up", "shift+up", "Shift+↑", "Stretch up", "Select up to the line before.", _M, mark=True),
    Command(
        "mark-label",
        "L",
        "L",
        "Pick a label",
        "Pick the label of what is selected by typing a few letters.",
        _M,
        "label",
        mark=True,
    ),
    Command("mark-layer", "tab", "Tab", "Layer", "Mark for the next layer: entities, events, stance.", _M, "layer", mark=True),
    Command(
        "mark-leave", "escape,i", "Esc i", "Back to the list", "Leave the text and go back to the list.", _M, "back", mark=True
    ),
    Command("next-row", "down,j", "↓ j", "Next row", "To the next row.", _G),
    Command("previous-row", "up,k", "↑ k", "Previous row", "To the row before.", _G),
    Command("next-group", "tab", "Tab", "Next group", "To the next group's first undecided row.", _G, "group"),
    Command("previous-group", "shift+tab", "Shift+Tab", "Previous group", "To the group before.", _G),
    Command("open-row", "right", "→", "Open the row", "Show a ×N row one by one, to decide each by itself.", _G),
    Command("close-row", "left", "←", "Close the row", "Put the rows back together.", _G),
    Command("page-down", "pagedown,ctrl+d", "PgDn Ctrl+D", "Text down", "Scroll the article by a page.", _G),
    Command("page-up", "pageup,ctrl+u", "PgUp Ctrl+U", "Text up", "Scroll the article back by a page.", _G),
    Command("finish", "enter", "⏎", "Finish", "Mark the article done and take the next.", _A, "finish"),
    Command(
        "next-article",
        "n",
        "n",
        "Next article",
        "To the next article, without finishing this one; after going back, the way on again.",
        _A,
    ),
    Command(
        "previous-article",
        "N",
        "N",
        "Back",
        "Back to the article that you came from, else to the one before.",
        _A,
    ),
    Command("skip", "s", "s", "Skip", "Mark the article skipped and take the next.", _A),
    Command("flag", "f", "f", "Flag", "Flag the decided row under the cursor, else the article.", _A),
    Command("note", "m", "m", "Note", "Hang a note on the row under the cursor, or on the article.", _A),
    Command("find", "slash", "/", "Find", "Find in the text; Enter again goes to the next place.", _L, "find"),
    Command("browse", "b", "b", "Corpus", "The list of all articles, to jump from.", _L, "corpus"),
    Command(
        "guidelines",
        "g",
        "g",
        "Guidelines",
        "What the label under the cursor means, and the project's guidelines.",
        _L,
        "guide",
    ),
    Command("help", "question_mark,f1", "? F1", "Help", "All keys.", _L, "help"),
    Command("swap", "p", "p", "Text or list", "On a narrow terminal, show the text or the list.", _P),
    Command("theme", "T", "T", "Theme", "The next theme: dark, light, high contrast.", _P),
    Command("palette", "ctrl+p", "Ctrl+P", "Palette", "Find a command by its name.", _P),
    Command("quit", "q,ctrl+c,ctrl+q", "q", "Quit", "Leave. There is nothing to save: every decision is stored already.", _P),
)

BY_ID = {command.id: command for command in COMMANDS}
FOOTER = (
    "accept",
    "reject",
    "label-digit",
    "next-group",
    "finish",
    "accept-agreed",
    "undo",
    "mark",
    "start-back",
    "roles",
    "accept-rest",
    "find",
    "browse",
    "guidelines",
    "help",
)
MARK_FOOTER = (
    "mark-leave",
    "label-digit",
    "select",
    "word-on",
    "word-back",
    "mark-label",
    "mark-layer",
    "undo",
    "find",
    "help",
)
