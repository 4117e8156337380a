"""A look at the article before the desk is open."""

from pathlib import Path

from postil.db.peek import peek
from postil.schema.article import Article


def first_article(folder: Path, annotator: str, article_id: str = "") -> Article | None:
    """The article that the annotator will get, if a look at the database tells; None otherwise.

    postil.yaml is not read yet: where it names another database, there is no first look.
    """
    return peek(folder / "postil.db", annotator, article_id)
