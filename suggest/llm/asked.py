"""How the reply's form is asked for, from the strictest to none: servers differ in what they understand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from postil.schema.json_types import Json


class Form(StrEnum):
    """What is said of the reply's form, beside the prompt's words."""

    SCHEMA = "json_schema"
    OBJECT = "json_object"
    NONE = "none"


_TOO_LONG = re.compile(r"context[ _](length|window|size)|too (long|many tokens)", re.IGNORECASE)
_SIMPLER = {Form.SCHEMA: Form.OBJECT, Form.OBJECT: Form.NONE}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says beside model and messages."""

    form: Form = Form.SCHEMA
    cool: bool = True

    def fields(self, schema: Mapping[str, Json]) -> dict[str, Json]:
        """The fields of the request."""
        out: dict[str, Json] = {"temperature": 0} if self.cool else {}
        if self.form is Form.SCHEMA:
            named: Json = {"name": "annotations", "strict": True, "schema": schema}
            out["response_format"] = {"type": "json_schema", "json_schema": named}
        elif self.form is Form.OBJECT:
            out["response_format"] = {"type": "json_object"}
        return out

    def simpler(self, complaint: str) -> "Asked | None":
        """What to try after the server refused this with these words; None when nothing simpler would help."""
        if _TOO_LONG.search(complaint):
            return None
        if self.cool and ("temperature" in complaint.lower() or self.form is Form.NONE):
            return replace(self, cool=False)
        return replace(self, form=_SIMPLER[self.form]) if self.form in _SIMPLER else None
