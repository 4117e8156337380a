"""What the shell offers when Tab is pressed."""


def schemes(incomplete: str) -> list[str]:
    """The built-in schemes."""
    from postil.schema.scheme_file import BUILTIN

    return [name for name in BUILTIN if name.startswith(incomplete)]


def readers(incomplete: str) -> list[str]:
    """The formats that can be imported."""
    from postil.corpus import FORMATS

    return [name for name in FORMATS if name.startswith(incomplete)]


def writers(incomplete: str) -> list[str]:
    """The formats that can be exported."""
    from postil.exports import FORMATS

    return [name for name in FORMATS if name.startswith(incomplete)]


def orders(incomplete: str) -> list[str]:
    """The orders in which articles can come."""
    from postil.schema.settings import ORDERS

    return [name for name in ORDERS if name.startswith(incomplete)]


def rules(incomplete: str) -> list[str]:
    """The ids of the rules."""
    from postil.suggest.rulebook import rulebook

    return [name for name in rulebook() if name.startswith(incomplete)]


def models(incomplete: str) -> list[str]:
    """The ids of the models that were learned."""
    from postil.cli.project import folder
    from postil.schema.errors import PostilError
    from postil.suggest.learning.runs import Runs

    try:
        return [run for run in Runs(folder()).ids() if run.startswith(incomplete)]
    except PostilError:
        return []


def articles(incomplete: str) -> list[str]:
    """Ids of articles that hold what was typed, at most 50."""
    from postil.cli.project import here, opened
    from postil.schema.errors import PostilError
    from postil.schema.safe import safe

    try:
        with opened(here()) as store:
            found = store.find("", incomplete, 50) if incomplete else store.listing("", 1, min(50, store.size))
    except PostilError:
        return []
    return [item.id for item in found if safe(item.id) == item.id and item.id.startswith(incomplete)]
