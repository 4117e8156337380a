"""The JSON Schema of postil.yaml, for editors; made from the table of keys that the loader uses."""

from postil.schema import scheme_keys as keys
from postil.schema.json_types import Json
from postil.schema.scheme import Kind
from postil.schema.scheme_keys import Key, Shape

Object = dict[str, Json]


def json_schema() -> dict[str, Json]:
    """The schema (draft 2020-12) that an editor completes and checks a postil.yaml with.

    It knows the form; what refers to something else (of, labels_of, list, each, the labels that pipelines are mapped to)
    is checked by the loader alone.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "postil.yaml",
        "description": "The scheme and the settings of a postil project.",
        **_object(keys.FILE),
        "$defs": {
            "layer": {**_object(keys.LAYER), "allOf": _conditions()},
            "label": _object(keys.LABEL_KEYS),
            "role": {**_object(keys.ROLE), "anyOf": _filled()},
            "attribute": _object(keys.ATTRIBUTE),
        },
    }


def _object(known: tuple[Key, ...], *, null: bool = False) -> Object:
    out: Object = {
        "type": ["object", "null"] if null else "object",
        "properties": {key.name: {"description": key.meaning, **_value(key)} for key in known},
        "additionalProperties": False,
    }
    required = [key.name for key in known if key.required]
    if required:
        out["required"] = required
    return out


def _conditions() -> list[Json]:
    """What belongs to one kind of layer only, and what excludes what."""
    out: list[Json] = [{"oneOf": [{"required": ["labels"]}, {"required": ["labels_of"]}]}]
    out.append({"not": {"required": ["each", "choose"], "properties": {"choose": {"const": "many"}}}})
    for kind in Kind:
        wrong = [key.name for key in keys.LAYER if kind not in key.kinds]
        without: Json = dict.fromkeys(wrong, False)
        out.append({"if": {"properties": {"kind": {"const": kind.value}}}, "then": {"properties": without}})
    return out


def _filled() -> list[Json]:
    return [
        {"required": ["list"]},
        {"required": ["text"], "properties": {"text": {"const": True}}},
        {"required": ["of"], "properties": {"of": {"anyOf": [{"type": "string"}, {"type": "array", "minItems": 1}]}}},
    ]


def _line(pattern: str = "") -> Object:
    out: Object = {"type": "string", "minLength": 1, "maxLength": keys.MAX_LINE}
    return out | {"pattern": f"^({pattern})$"} if pattern else out


def _lines() -> Object:
    return {"type": ["array", "null"], "items": _line(), "uniqueItems": True}


def _map(value: Json, pattern: str = "", *, null: bool = True) -> Object:
    out: Object = {"type": ["object", "null"] if null else "object", "additionalProperties": value}
    return out | {"propertyNames": {"pattern": f"^{_ecma(pattern)}$"}} if pattern else out


def _ecma(pattern: str) -> str:
    """The pattern as editors read it: their \\w knows ASCII letters only, and few know \\p; so it is a little wider."""
    letters = r"0-9A-Za-z\u00c0-\uffff"
    return pattern.replace(r"[^\W_]", f"[{letters}]").replace(r"\w", f"{letters}_")


def _value(key: Key) -> Object:
    match key.shape:
        case Shape.LINE | Shape.FILE_NAME | Shape.LIST_NAME:
            return _line()
        case Shape.TEXT:
            return {"type": "string", "minLength": 1, "maxLength": keys.MAX_TEXT}
        case Shape.FLAG:
            return {"type": "boolean"}
        case Shape.CHOICE:
            return {"enum": [str(choice) for choice in key.choices]}
        case Shape.LAYER_NAME:
            return _line(_ecma(keys.NAME))
        case Shape.LANGUAGE:
            return _line(keys.LANGUAGE)
        case Shape.COLOR:
            return {"anyOf": [{"enum": list(keys.COLORS)}, _line(keys.COLOR)]}
        case Shape.LABEL_KEY:
            return {"anyOf": [_line(keys.LABEL_KEY), {"type": "integer", "minimum": 0, "maximum": 9}]}
        case Shape.LINES if key.required:
            return {**_lines(), "type": "array", "minItems": 1}
        case Shape.LINES:
            return _lines()
        case Shape.REFERENCES:
            return {"anyOf": [_line(), _lines()]}
        case Shape.LISTS:
            return _map(_lines(), keys.NAME)
        case Shape.KEYS:
            return _map({"anyOf": [_line(), _lines()]})
        case Shape.LAYERS:
            return {**_map({"$ref": "#/$defs/layer"}, keys.NAME, null=False), "minProperties": 1}
        case Shape.LABELS:
            names: Json = {"type": "array", "items": _line(_ecma(keys.LABEL)), "minItems": 1, "uniqueItems": True}
            label: Json = {"anyOf": [{"type": "null"}, _line(), {"$ref": "#/$defs/label"}]}
            return {"anyOf": [names, {**_map(label, keys.LABEL, null=False), "minProperties": 1}]}
        case Shape.COUNT | Shape.NUMBER:
            low, high = key.bounds
            return {"type": "integer" if key.shape is Shape.COUNT else "number", "minimum": low, "maximum": high}
        case Shape.ADDRESS:
            return _line(keys.ADDRESS)
        case Shape.VARIABLE:
            return _line(keys.VARIABLE)
        case Shape.KEYS_WITHIN:
            return _object(key.within, null=True)
        case Shape.PIPELINES:
            return _map(_object(keys.PIPELINE, null=True))
        case Shape.TARGETS:
            return _map({"type": "string", "maxLength": keys.MAX_LINE})
        case Shape.ROLES:
            return _map({"$ref": "#/$defs/role"}, keys.NAME)
        case Shape.ATTRIBUTES:
            values: Json = {**_lines(), "type": "array", "minItems": 1}
            return _map({"anyOf": [values, {"$ref": "#/$defs/attribute"}]}, keys.NAME)
