"""What runs beside the screen leaves it all cores but one, which does not pass for idle: the screen would be woken there."""

import os
import subprocess
import sys

import pytest

_CODE = """
import os
from postil.cli.suggest_priority import yield_to_all
before = os.sched_getaffinity(0)
yield_to_all()
print(os.sched_getscheduler(0) == os.SCHED_OTHER, os.sched_getaffinity(0) == {max(before)}, os.nice(0))
"""


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system has no affinity")
def test_it_takes_one_core_and_comes_last() -> None:
    said = subprocess.run([sys.executable, "-c", _CODE], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["True", "True", "19"]
