"""How many examples the property tests draw: the same ones at every run, or with `make fuzz` new ones and many more.

A run that fails must fail because of the change at hand, so the everyday examples are fixed; the hunt for the rare one
that nobody thought of is a run of its own.
"""

import os

import pytest
from hypothesis import HealthCheck, settings

_TIMES = int(os.environ.get("POSTIL_FUZZ", "0"))  # `make fuzz` sets it: how many times the everyday examples

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("new", deadline=None, print_blob=True, suppress_health_check=list(HealthCheck))
settings.load_profile("new" if _TIMES else "same")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items if _TIMES else []:
        test = item.obj if isinstance(item, pytest.Function) else None
        if test is not None and getattr(test, "is_hypothesis_test", False):
            asked = test._hypothesis_internal_use_settings  # what @settings leaves; hypothesis offers no other way to it
            test._hypothesis_internal_use_settings = settings(asked, max_examples=asked.max_examples * _TIMES)
