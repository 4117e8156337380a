"""`postil init`: a new project folder."""

import os
import shlex
import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from postil.cli import complete, messages
from postil.cli.project import FILE, find
from postil.schema.errors import PostilError


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make; it may exist if it holds no project.")],
    scheme: Annotated[
        str,
        typer.Option(
            metavar="NAME|FILE", help="diplomacy, news, entities, or a YAML file of your own.", autocompletion=complete.schemes
        ),
    ] = "",
    corpus: Annotated[
        list[Path] | None,
        typer.Option("--from", metavar="PATH", help="An annotated corpus, whose labels make the scheme; may be given again."),
    ] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="Of the corpus; else found out.", autocompletion=complete.readers)
    ] = "",
    encoding: Annotated[str, typer.Option(metavar="NAME", help="Of the corpus, where it is not UTF-8, such as cp1252.")] = "",
) -> None:
    """Make a project: postil.yaml, postil.db, guidelines.md."""
    if corpus and scheme:
        raise PostilError("--scheme and --from exclude each other.", hint="--from makes the scheme from an annotated corpus.")
    if corpus:
        from postil.cli.init_from import proposed

        make(folder, proposed(corpus, form, encoding, folder.absolute().name), name=f"the scheme made from {corpus[0]}")
        scheme = "made from " + ", ".join(map(str, corpus))
    else:
        scheme = scheme or "diplomacy"
        make(folder, *_source(scheme))
    around = find(folder.absolute().parent)
    if around is not None:
        messages.warn(f"this project lies inside another one, {around}.")
    shown = str(folder)
    messages.say(f"Made the project {shown} with the scheme {scheme}.")
    messages.say("Next:")
    messages.say(f"  cd {shown}")
    if corpus:
        messages.say(f"  postil import --as annotations {' '.join(_from_within(path, folder) for path in corpus)}")
    else:
        messages.say("  postil import FILES    bring articles in (text, folders, JSONL, CSV, and what other tools annotated)")
    messages.say("  postil suggest         let the rules suggest")
    messages.say("  postil                 annotate")
    messages.say(f"The labels are in {folder / FILE}: change them before you begin.")


def _from_within(path: Path, folder: Path) -> str:
    """The path as it is written from within the project."""
    return shlex.quote(str(path if path.is_absolute() else os.path.relpath(path, folder)))


def make(folder: Path, source: str, name: str) -> None:
    """Make a project in `folder`, whole or not at all, with the text of a postil.yaml. Raises PostilError, in which `name` is
    how the scheme is called.
    """
    from postil.db.store import Store
    from postil.schema.scheme_file import guidelines, parse_project

    project = parse_project(source, name=name)
    _require_free(folder, project.settings.database)
    fresh = not folder.exists()
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".postil-init-", dir=folder.parent if fresh else folder))
    try:
        for file in (project.settings.database, project.settings.guidelines):
            (draft / file).parent.mkdir(parents=True, exist_ok=True)
        Store.create(draft / project.settings.database, project).close()
        (draft / project.settings.guidelines).write_text(guidelines(project.scheme), encoding="utf-8")
        (draft / "exports").mkdir()
        (draft / "models").mkdir()
        (draft / FILE).write_text(source, encoding="utf-8", newline="")
        _move(draft, folder, fresh)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _source(scheme: str) -> tuple[str, str]:
    """The scheme's YAML text and the name for messages: a file when it looks like one or exists, else a built-in one."""
    from postil.schema.scheme_file import BUILTIN, builtin

    path = Path(scheme)
    if scheme in BUILTIN or not (path.suffix in (".yaml", ".yml") or path.is_file()):
        return builtin(scheme), f"the scheme {scheme}"
    try:
        return path.read_text(encoding="utf-8"), str(path)
    except UnicodeDecodeError as error:
        raise PostilError(f"{path} is not UTF-8 text (byte {error.start}).") from error
    except OSError as error:
        raise PostilError(f"Cannot read the scheme {path}: {error.strerror}.") from error


def _require_free(folder: Path, database: str) -> None:
    if folder.exists() and not folder.is_dir():
        raise PostilError(f"{folder} is a file, not a folder.")
    for name in (FILE, database):
        if (folder / name).exists():
            raise PostilError(
                f"{folder} already holds a project ({name} is there).", hint="Nothing was changed. Choose another folder."
            )


def _move(draft: Path, folder: Path, fresh: bool) -> None:
    """Put the draft in its place: the whole folder at once, or into an existing folder with postil.yaml last."""
    if fresh:
        draft.chmod(0o777 & ~_umask())
        draft.rename(folder)
        return
    for item in sorted(draft.rglob("*"), key=lambda path: path == draft / FILE):
        target = folder / item.relative_to(draft)
        if item.is_dir():
            target.mkdir(exist_ok=True)
        elif not target.exists():
            item.rename(target)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
