"""What the tests of this room share."""

from collections.abc import Iterator

import pytest

from endpoints import Endpoint, serving


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving() as found:
        yield found
