"""spaCy pipelines found by name or folder, and loaded; what is missing or broken is a sentence that says what to do."""

import json
import logging
import re
import shlex
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

import spacy
from spacy.about import __version__ as _SPACY
from spacy.language import Language
from spacy.util import get_installed_models, is_compatible_version, is_package

from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.safe import safe
from postil.schema.scheme_fields import nearest

_LOG = logging.getLogger("postil.suggest")
_OFFICIAL = re.compile(r"[a-z]{2,3}_(core_(news|web)|dep_(news|web)|ent_wiki|sent_ud)_(sm|md|lg|trf)")
_PACKAGE = re.compile(r"[a-z]{2,3}(_[A-Za-z0-9]+)+")  # how spaCy names packages: the language, and what it is
_LOOKS = "A pipeline is a package such as fr_core_news_lg, or a folder that nlp.to_disk wrote, such as models/mine."
# What spaCy, thinc and the readers of their files raise for files that are missing, cut short, or of another version.
BROKEN = (OSError, ValueError, TypeError, LookupError, ImportError, AttributeError, EOFError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Found:
    """A pipeline that is there: the name that postil.yaml gives it, its folder, what its meta.json says."""

    name: str
    folder: Path
    packaged: bool
    meta: Mapping[str, Json]

    @property
    def version(self) -> str:
        """Its own version; for a folder that is no package also a digest of its files' names, sizes and times."""
        stated = str(self.meta.get("version", ""))
        if self.packaged:
            return stated
        digest = blake2b(digest_size=6)
        for file in sorted(path for path in self.folder.rglob("*") if path.is_file()):
            about = file.stat()
            digest.update(f"{file.relative_to(self.folder)}\0{about.st_size}\0{about.st_mtime_ns}\0".encode())
        return f"{stated}-{digest.hexdigest()}"

    @property
    def parses(self) -> bool:
        """Whether it has a parser."""
        names = self.meta.get("pipeline")
        return isinstance(names, list) and "parser" in names


def find_pipeline(name: str, project: Path) -> Found:
    """The pipeline in the folder `name`, relative to the project's, or else the installed package. Raises PostilError."""
    folder = project / name
    if folder.is_dir():
        return Found(name, folder, False, _meta(name, folder))
    if "/" in name or name.startswith("."):
        raise PostilError(
            f"There is no folder {safe(str(folder))} with a spaCy pipeline.",
            hint="postil.yaml names it under suggest, pipelines. nlp.to_disk(folder) writes one.",
        )
    spec = find_spec(name) if name.isidentifier() else None
    if spec is None:
        raise _missing(name)
    folder = Path(spec.origin or name).parent
    if not is_package(name) or not (folder / "meta.json").is_file():
        raise PostilError(f"{safe(name)} is an installed Python module, but no spaCy pipeline.", hint=_LOOKS)
    return Found(name, folder, True, _meta(name, folder))


def install(name: str) -> str:
    """The command that installs a pipeline into the environment that postil runs in."""
    python = shlex.quote(sys.executable or "python")
    return f"{python} -m spacy download {name}" if _OFFICIAL.fullmatch(name) else f"{python} -m pip install {shlex.quote(name)}"


def _missing(name: str) -> PostilError:
    close = nearest(name, get_installed_models()) if get_installed_models() else ""
    meant = f"{close}\n" if close.startswith("Did you mean") else ""
    what = f"Install it with: {install(name)}" if _PACKAGE.fullmatch(name) else _LOOKS
    return PostilError(f"The spaCy pipeline {safe(name)} is not installed.", hint=f"{meant}{what}")


def load_pipeline(found: Found) -> Language:
    """The pipeline, loaded. Raises PostilError when it is broken, or made for another version of spaCy."""
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            nlp = spacy.load(found.name if found.packaged else found.folder)
    except BROKEN as error:
        raise _broken(found, error) from error
    for warning in warned:
        _LOG.warning("pipeline %s: %s", found.name, " ".join(str(warning.message).split()))
    return nlp


def said(error: Exception) -> str:
    """What an error says, on one line and without the last stop; its name when it says nothing."""
    text = " ".join(str(error).split())
    return safe(text if len(text) <= 300 else text[:299] + "…").rstrip(".") or type(error).__name__


def _broken(found: Found, error: Exception) -> PostilError:
    what = f"The spaCy pipeline {safe(found.name)} cannot be loaded: {said(error)}."
    wanted = str(found.meta.get("spacy_version", ""))
    if wanted and is_compatible_version(_SPACY, wanted) is False:
        fits = f"Install one that fits: {install(found.name)}" if found.packaged else "Make it anew with this one."
        return PostilError(what, hint=f"It was made for spaCy {safe(wanted)}, and this is {_SPACY}. {fits}")
    again = f"Install it again: {install(found.name)}" if found.packaged else "Write the folder again, with nlp.to_disk."
    return PostilError(what, hint=again)


def _meta(name: str, folder: Path) -> Mapping[str, Json]:
    try:
        value = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        hint = "A pipeline's folder holds meta.json and config.cfg, as nlp.to_disk writes them."
        raise PostilError(f"{safe(str(folder))} holds no spaCy pipeline: it has no meta.json.", hint=hint) from None
    except (OSError, ValueError, RecursionError) as error:
        raise PostilError(f"The meta.json of the pipeline {safe(name)} cannot be read: {safe(str(error)[:200])}.") from None
    if not isinstance(value, dict):
        raise PostilError(f"The meta.json of the pipeline {safe(name)} holds no object.")
    return value
