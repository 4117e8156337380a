"""`postil demo`: a project of sample articles, ready to annotate."""

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from postil.cli import messages
from postil.cli.import_ import Seen, add
from postil.cli.init import make
from postil.cli.opening import require_terminal, show
from postil.cli.project import FILE, opened, read
from postil.cli.suggest_run import suggest_all
from postil.schema.errors import PostilError

_ANNOTATOR = "demo"
_TARGETS = (
    "l'accord de pêche entre la Norvège et l'Islande",
    "l'accord de Port-Selvin",
    "l'inspection des cargos",
    "le cessez-le-feu en Colombie",
    "le fonds commun contre la sécheresse",
)


def demo(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="Where; else in your state folder.")] = None,
    screen: Annotated[bool, typer.Option("--screen/--no-screen", help="Open the screen at the end.")] = True,
) -> None:
    """Make a project of invented articles, with suggestions, and open it. A second time, the same one opens again."""
    place = folder or messages.state_folder() / "demo"
    if (place / FILE).is_file():
        messages.say(f"The demo project is in {place} (delete the folder to begin anew).")
    else:
        messages.say(f"Making the demo project in {place} …")
        build(place)
    if not screen:
        messages.say(f"Open it with: postil -C {place} annotate --as {_ANNOTATOR}")
        return
    require_terminal()
    code = show(place, _ANNOTATOR)
    if code:
        raise typer.Exit(code)


def build(place: Path) -> None:
    """Make the demo project aside and put it in its place whole. Raises PostilError."""
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise PostilError(f"{place} is there already, and is not a demo project.", hint="Name another: postil demo DIR")
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".postil-demo-", dir=place.parent))
    try:
        make(draft / "demo", _scheme(), "the scheme diplomacy")
        project = read(draft / "demo")
        with opened(project, writing=True) as store:
            added = add(store, [sample()], Seen(), scheme=project.file.scheme)
            messages.say(f"  {messages.counted(added.added, 'article')} imported")
            done = suggest_all(store, project)
            messages.say(f"  {messages.counted(done.suggestions, 'suggestion')} made")
        if place.exists():
            place.rmdir()
        (draft / "demo").rename(place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _scheme() -> str:
    """The scheme `diplomacy`, with what the sample articles are for or against as its stance targets."""
    from postil.schema.scheme_file import builtin

    empty = "targets: []\n"
    source = builtin("diplomacy")
    if empty not in source:
        raise PostilError("The built-in scheme diplomacy has no empty list of targets to fill.")
    return source.replace(empty, "targets:\n" + "".join(f"  - {target}\n" for target in _TARGETS))


def sample() -> Path:
    """The folder of the packaged sample articles."""
    import postil.corpus

    return Path(postil.corpus.__file__).parent / "sample"
