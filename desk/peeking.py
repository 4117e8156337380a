"""A look at the article before the desk is open."""

from pathlib import Path

from postil.db.peek import peek
from postil.schema.article import Article


def first_article(folder: Path, annotator: str, article_id: str = "", *, in_file_order: bool = True) -> Article | None:
    """The article that the annotator will get, if a look at the database tells; None otherwise.

    postil.yaml is not read yet: where it names another database, there is no first look. Unless articles come
    `in_file_order`, a look cannot tell which comes first to one who was never here.
    """
    return peek(folder / "postil.db", annotator, article_id, first=1 if in_file_order else None)
