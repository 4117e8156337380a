"""What the tests of learning share."""

import pytest

from postil.schema.scheme import Scheme
from postil.schema.scheme_file import builtin, parse_project


@pytest.fixture(scope="session")
def scheme() -> Scheme:
    return parse_project(builtin("entities")).scheme
