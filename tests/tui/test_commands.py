"""The table of commands, and keys of one's own."""

from collections import Counter

import pytest

from postil.schema.errors import PostilError
from postil.tui.commands import BY_ID, COMMANDS, FOOTER, MARK_FOOTER
from postil.tui.keymap import Keymap, key_name, keymap
from postil.tui.screens.annotate import AnnotateScreen


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_command_has_an_action(command: object) -> None:
    action = getattr(command, "action", "")
    assert callable(getattr(AnnotateScreen, f"action_{action}", None))


@pytest.mark.parametrize("mark", [False, True])
def test_no_key_is_bound_twice_in_one_mode(mark: bool) -> None:
    keys = Counter(key for command in COMMANDS if command.mark is mark for key in command.keys.split(","))
    assert {key for key, count in keys.items() if count > 1} == set()


def test_ids_are_unique_and_commands_explain_themselves() -> None:
    assert len(BY_ID) == len(COMMANDS)
    assert all(command.title and command.help.endswith(".") and command.shown for command in COMMANDS)


@pytest.mark.parametrize("name", [*FOOTER, *MARK_FOOTER])
def test_the_footer_knows_its_commands(name: str) -> None:
    assert name in BY_ID
    assert BY_ID[name].footer or name == "label-digit"


@pytest.mark.parametrize("key", ["ctrl+i", "ctrl+m", "ctrl+h", "ctrl+j", "ctrl+left_square_bracket"])
def test_keys_that_arrive_as_others_are_not_bound(key: str) -> None:
    bound = {k for command in COMMANDS for k in command.keys.split(",")}
    assert key not in bound
    assert not any(k.startswith("alt+") for k in bound)
    with pytest.raises(PostilError):
        keymap({"accept": key})


def test_a_key_of_ones_own_replaces_the_old_ones() -> None:
    found = keymap({"accept": "y", "next-article": "ctrl+n", "reject": "n, delete"})
    assert found.shown("accept") == "y"
    keys = {binding.key: binding.action for binding in found.bindings(mark=False)}
    assert keys["y"] == "accept"
    assert "a" not in keys
    assert keys["delete"] == keys["n"] == "reject"


@pytest.mark.parametrize(("char", "name"), [("/", "slash"), ("?", "question_mark"), ("[", "left_square_bracket"), ("a", "a")])
def test_names_of_keys(char: str, name: str) -> None:
    assert key_name(char) == name


@pytest.mark.parametrize(
    ("remapped", "message", "hint"),
    [
        ({"acept": "y"}, "no command 'acept'", "Did you mean 'accept'?"),
        ({"qqqq": "y"}, "no command 'qqqq'", "Commands are:"),
        ({"label-digit": "y"}, "no command 'label-digit'", ""),
        ({"accept": " , "}, "'accept' has no key", ""),
        ({"accept": "alt+a"}, "cannot have the key 'alt+a'", "Terminals send"),
        ({"accept": "x"}, "'x' is bound to 'accept' and to 'reject'", "another key"),
        ({"select": "w"}, "'w' is bound", "another key"),
    ],
)
def test_what_is_wrong_is_a_sentence(remapped: dict[str, str], message: str, hint: str) -> None:
    with pytest.raises(PostilError) as told:
        keymap(remapped)
    assert message in told.value.message
    assert told.value.message.startswith("postil.yaml, keys:")
    assert told.value.message.endswith(".")
    assert hint in told.value.hint


def test_one_key_may_serve_both_modes() -> None:
    assert keymap({"select": "a"}).shown("select") == "a"


def test_digits_carry_their_number() -> None:
    actions = [b.action for b in Keymap().bindings(mark=False) if b.key.isdigit()]
    assert actions == [f"label_digit({n})" for n in range(1, 10)]
