"""What is wrong with a UIMA CAS, said in a sentence whatever cassis made of it."""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from cassis.typesystem import TypeNotFoundError  # type: ignore[import-untyped]

from postil.schema.errors import PostilError

_DOCTYPE = re.compile(rb"<\x00*!\x00*D\x00*O\x00*C\x00*T\x00*Y\x00*P\x00*E")
_OFFSET = "Not mapping external offset"
_UNKNOWN = re.compile(r"unexpected keyword argument ('[^']*')")
_NUMBER = re.compile(r"\[(-?\d+)\]")


class Fault(Exception):
    """Why a CAS cannot be read; `line` counts from 1, 0 where the file as a whole is meant."""

    def __init__(self, reason: str, *, line: int = 0, hint: str = "") -> None:
        super().__init__(reason)
        self.reason, self.line, self.hint = reason, line, hint


def no_doctype(data: bytes) -> None:
    """Raises Fault for XML that declares entities or could: no tool writes that into a CAS, and it can blow up memory."""
    found = _DOCTYPE.search(data)
    if found:
        raise Fault("it has a DOCTYPE, which a UIMA file never has", line=data.count(b"\n", 0, found.start()) + 1)


@contextmanager
def quiet(what: str) -> Iterator[None]:
    """Without cassis' warnings on the terminal, and with a Fault that begins with `what` for all that it raises."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.filterwarnings("error", message=re.escape(_OFFSET))
            yield
    except UserWarning as warning:
        number = _NUMBER.search(str(warning))
        where = number[1] if number else "an offset"
        raise Fault(
            f"an annotation begins or ends at {where}, which is outside of the text or within a character",
            hint="A CAS counts in UTF-16 units; files made with other offsets cannot be told apart.",
        ) from warning
    except TypeNotFoundError as error:
        raise Fault(f"{what}: {_detail(error)}", hint="Put the TypeSystem.xml that belongs to it beside it.") from error
    except SyntaxError as error:
        if not type(error).__module__.startswith("lxml"):
            raise Fault(f"{what}: a feature is called like a word of Python, which dkpro-cassis does not take") from error
        raise Fault(f"{what}: it is no sound XML ({error.msg})", line=error.lineno or 0) from error
    except PostilError as error:
        raise Fault(f"{what}: {error.message}", hint=error.hint) from error
    except KeyError as error:
        raise Fault(f"{what}: it refers to {error.args[0] if error.args else ''!r}, which is not there") from error
    except TypeError as error:
        unknown = _UNKNOWN.search(str(error))
        raise Fault(
            f"{what}: its type system has no feature {unknown[1]} there" if unknown else f"{what}: {_detail(error)}"
        ) from error
    except (LookupError, ValueError, AttributeError, RuntimeError) as error:
        raise Fault(f"{what}: {_detail(error)}") from error


def _detail(error: Exception) -> str:
    text = str(getattr(error, "message", "") or error).splitlines() or [type(error).__name__]
    return text[0][:200]
