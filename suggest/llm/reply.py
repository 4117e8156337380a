"""What an OpenAI-compatible endpoint sends back, taken apart."""

import json
from collections.abc import Mapping

from postil.schema.json_types import Json
from postil.schema.safe import safe
from postil.suggest.llm import faults

_LONGEST_COMPLAINT = 200
_THOUGHT_END = "</think>"


def parsed(text: str) -> Json:
    """The JSON value, or None where there is none (or where it is nested too deeply to be read)."""
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value


def text(body: Mapping[str, Json]) -> str:
    """The text of the reply's first choice, or ""."""
    said = _message(body).get("content")
    if isinstance(said, list):
        said = "".join(str(part.get("text", "")) for part in said if isinstance(part, dict))
    return said if isinstance(said, str) else ""


def require_whole(body: Mapping[str, Json]) -> None:
    """Raise Unusable when the reply was cut off or declined."""
    ended = _choice(body).get("finish_reason")
    if ended == "length":
        raise faults.cut_off()
    if ended == "content_filter" or _message(body).get("refusal"):
        raise faults.declined()


def answer(said: str) -> dict[str, Json]:
    """The JSON object in the reply's text, whatever thoughts or fences stand around it. Raises Unusable."""
    body = said.rpartition(_THOUGHT_END)[2]
    found = parsed(body)
    if not isinstance(found, dict):
        found = parsed(body[body.find("{") : body.rfind("}") + 1])
    if not isinstance(found, dict):
        raise faults.not_json()
    return found


def tokens(body: Mapping[str, Json]) -> tuple[int, int] | None:
    """How many tokens the server counted, in and out; None when it does not tell."""
    usage = body.get("usage")
    if not isinstance(usage, dict):
        return None
    counts = usage.get("prompt_tokens"), usage.get("completion_tokens")
    given, made = (count if isinstance(count, int) and count >= 0 else None for count in counts)
    return None if given is None or made is None else (given, made)


def complaint(body: Json, key: str) -> str:
    """What the server says is wrong, in at most 200 harmless characters; never the key, should it repeat that."""
    said: Json = body
    for name in ("error", "message", "detail"):
        if isinstance(said, dict) and name in said:
            said = said[name]
    if isinstance(said, list) and said and isinstance(said[0], dict):  # as FastAPI tells of faults in a request
        said = said[0].get("msg")
    if not isinstance(said, str):
        return ""
    words = " ".join((said.replace(key, "…") if key else said).split())
    return safe(words if len(words) <= _LONGEST_COMPLAINT else words[: _LONGEST_COMPLAINT - 1] + "…").rstrip(".")


def failure(body: Json) -> int:
    """The status that an error in a reply with status 200 stands for (some gateways answer so); 0 when there is none."""
    if not isinstance(body, dict) or "choices" in body or not body.get("error"):
        return 0
    error = body["error"]
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) and 400 <= code < 600 else 502


def out_of_money(body: Json) -> bool:
    """Whether a 429 says that no pause will help."""
    error = body.get("error") if isinstance(body, dict) else None
    return isinstance(error, dict) and "insufficient_quota" in (error.get("code"), error.get("type"))


def models(body: Json) -> list[str] | None:
    """The names in a list of models, or None when it is none."""
    listed = body.get("data") if isinstance(body, dict) else None
    if not isinstance(listed, list):
        return None
    return [safe(str(one["id"])) for one in listed if isinstance(one, dict) and isinstance(one.get("id"), str)]


def _choice(body: Mapping[str, Json]) -> Mapping[str, Json]:
    choices = body.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else {}


def _message(body: Mapping[str, Json]) -> Mapping[str, Json]:
    message = _choice(body).get("message")
    return message if isinstance(message, dict) else {}
