"""What one row of the panel says, as styled segments of an exact width."""

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from postil.desk.board import Board, Group, Row, RowState
from postil.desk.item import Item
from postil.desk.sources import SOURCE, shortly
from postil.schema.annotation import Verdict
from postil.schema.safe import safe
from postil.schema.scheme import Kind
from postil.tui.colors import Colors, style
from postil.tui.inks import ink as ink_of

_SIGNS = {None: "·", Verdict.ACCEPTED: "✓", Verdict.CORRECTED: "✎", Verdict.REJECTED: "✗", Verdict.ADDED: "+"}
_AGREED = "="
_BAR = 10
_LABEL = 9
_TRIGGER = 18
_SOURCE_FROM = 40
_PAD = 11

Parts = list[Segment]


def heading(group: Group, width: int, colors: Colors, *, active: bool) -> Parts:
    """A group's title, and how much of it is left."""
    title = safe(group.layer.title or group.layer.name).upper()
    if not group.total:
        done = ""
    elif group.left:
        done = f"{group.left} left of {group.total}"
    else:
        done = f"all {group.total} done"
    look = style(colors.accent if active else colors.soft, bold=True)
    room = width - cell_len(done) - 1
    return _spread([Segment(_cut(title, room), look)], [Segment(done, style(colors.soft))], width)


def row_parts(board: Board, row: Row, width: int, colors: Colors, *, current: bool) -> Parts:
    """One row: cursor, sign, label, name and what is known about it."""
    state = board.state(row)
    if state is None:
        return _empty(row, width, colors, current=current)
    first = state.speaker
    decided = None not in state.verdicts
    lead = [
        Segment("▸" if current else " ", style(colors.accent, bold=True)),
        Segment(_signs(state), _sign_style(first, colors)),
    ]
    if row.layer.kind is Kind.CHOICES:
        rank = board.ordinal(row) if row.layer.many and not row.layer.each else 0
        return _choice(lead, state, row, rank, width, colors, current=current)
    ink = ink_of(colors, row.layer, first.mark.label)
    label = set_cell_size(safe(first.mark.label), _label_width(row)) + " "
    named = _name_style(first, colors, current=current, decided=decided)
    count = f" ×{len(row.keys)}" if len(row.keys) > 1 else ""
    name = _name(board, first, pad=_PAD if width >= _SOURCE_FROM else 0)
    room = width - 3 - cell_len(label) - cell_len(count)
    tail = _score(state, room - cell_len(name), with_source=width >= _SOURCE_FROM) if first.undecided else ""
    body = [Segment(_cut(name, max(room - cell_len(tail), 4)), named), Segment(count, style(colors.soft))]
    bold = current or first.undecided
    return _spread(
        [*lead, Segment(label, style(ink.text, bold=bold and current)), *body],
        [Segment(tail, style(colors.text if len(state.sources) > 1 else colors.soft))],
        width,
    )


def _signs(state: RowState) -> str:
    """The row's state in two cells. That several sources agree stands here, where no width takes it away."""
    agreed = len(state.sources) > 1
    if len(state.verdicts) > 1:
        return "◦" + ("!" if state.flagged else _AGREED if agreed else " ")
    return (_AGREED if agreed else _SIGNS[state.speaker.verdict]) + ("!" if state.flagged else " ")


def _name(board: Board, item: Item, pad: int) -> str:
    """A span's text; a frame's trigger with who and whom, or only these where the range is a whole clause."""
    text = " ".join(item.mark.text.split())
    layer = board.scheme.find(item.mark.layer)
    if layer is None or layer.kind is not Kind.FRAMES:
        return safe(text)
    sides = [", ".join(filter(None, map(board.name_of, item.mark.roles.get(role.name, ())))) for role in layer.roles[:2]]
    roles = " → ".join(" ".join(side.split()) or "?" for side in sides) if any(sides) else ""
    if not roles:
        return safe(text)
    return safe(roles if len(text) > _TRIGGER else f"{text:<{pad}} {roles}")


def _choice(lead: Parts, state: RowState, row: Row, rank: int, width: int, colors: Colors, *, current: bool) -> Parts:
    item, decided = state.speaker, None not in state.verdicts
    ink = ink_of(colors, row.layer, item.mark.label)
    named = _name_style(item, colors, current=current, decided=decided)
    label = safe(item.mark.label)
    if row.layer.each:
        right = [Segment(label, style(ink.text, bold=not decided))]
        room = width - 3 - cell_len(label) - 2
        return _spread([*lead, Segment(_cut(safe(row.target), room), named)], right, width)
    place = f"{rank} " if rank else ""
    shown = [*lead, Segment(place + set_cell_size(label, max(_label_width(row), len(label))), named)]
    if item.suggestion is not None and not decided:
        filled = round(item.suggestion.score * _BAR)
        shown += [Segment(" " + "━" * filled, style(colors.accent)), Segment("━" * (_BAR - filled), style(colors.cursor))]
        shown.append(Segment(f" {_points(item.suggestion.score)}", style(colors.soft)))
        told = f" {shortly(state.sources)}"
        if len(state.sources) > 1 and sum(part.cell_length for part in shown) + len(told) <= width:
            shown.append(Segment(told, style(colors.text)))
    return _spread(shown, [], width)


def _empty(row: Row, width: int, colors: Colors, *, current: bool) -> Parts:
    lead = [Segment("▸" if current else " ", style(colors.accent, bold=True)), Segment("  ")]
    text = style(colors.text if current else colors.soft)
    if row.target:
        return _spread([*lead, Segment(_cut(safe(row.target), width - 6), text)], [Segment("—", style(colors.soft))], width)
    if row.layer.kind is Kind.CHOICES:
        what = "new target: press l" if row.layer.each else "none yet: press l"
    else:
        what = "none yet: press i to mark"
    return _spread(
        [*lead, Segment(_cut(what, width - 4), style(colors.soft if current else colors.faint, italic=True))], [], width
    )


def _score(state: RowState, spare: int, *, with_source: bool) -> str:
    """Score and source, as far as there are cells to spare: the source gives way to the name first, then the score.

    That several agree is said in words on narrow terminals too, where it fits.
    """
    made = state.speaker.suggestion
    if made is None:
        return ""
    score = f" {_points(made.score)}"
    full = f"{score} {safe(shortly(state.sources)):<{SOURCE}}"
    wanted = with_source or len(state.sources) > 1
    return full if wanted and spare >= len(full) else score if spare >= len(score) else ""


def _points(score: float) -> str:
    return "1.0" if score >= 0.995 else f"{score:.2f}"[1:]


def _label_width(row: Row) -> int:
    return min(_LABEL, max((len(label.name) for label in row.layer.labels), default=4))


def _sign_style(item: Item, colors: Colors) -> Style:
    found = {
        None: colors.text,
        Verdict.ACCEPTED: colors.good,
        Verdict.CORRECTED: colors.warn,
        Verdict.REJECTED: colors.bad,
        Verdict.ADDED: colors.good,
    }
    return style(found[item.verdict], bold=not item.undecided)


def _name_style(item: Item, colors: Colors, *, current: bool, decided: bool) -> Style:
    if item.rejected:
        return style(colors.text if current else colors.faint, strike=current)
    return style(colors.soft if decided and not current else colors.text, bold=current)


def _cut(text: str, room: int) -> str:
    if cell_len(text) <= room:
        return text
    return set_cell_size(text, max(room - 1, 0)).rstrip() + "…"


def _spread(left: Parts, right: Parts, width: int) -> Parts:
    """Left and right parts with the space between them; the left gives way."""
    used = sum(part.cell_length for part in right)
    space = width - used - sum(part.cell_length for part in left)
    return [*left, Segment(" " * max(space, 0)), *right]
