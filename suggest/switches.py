"""Rules named by people: in postil.yaml to switch them off, on the command line to look at them."""

from collections.abc import Iterable

from postil.schema.errors import PostilError
from postil.schema.safe import safe
from postil.schema.scheme_fields import nearest
from postil.suggest.rulebook import rulebook


def require_rules(ids: Iterable[str], *, where: str = "") -> None:
    """Raises PostilError with the nearest id for the first that no rule has; `where` says where it is written."""
    known = rulebook()
    for rule in ids:
        if rule not in known:
            near = nearest(rule, known)
            hint = near if near.startswith("Did you mean") else "All rules: postil rules"
            raise PostilError(f"There is no rule '{safe(rule[:60])}'{f' ({where})' if where else ''}.", hint=hint)
