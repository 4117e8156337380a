"""The theme of the project, however postil.yaml writes it."""

from pathlib import Path

import pytest

from screens import opened


@pytest.mark.parametrize("line", ["theme: light", 'theme: "light"', '"theme": light', "theme : light"])
async def test_the_theme_is_the_one_that_the_file_says(project: Path, line: str) -> None:
    file = project / "postil.yaml"
    file.write_text(f"{line}\n{file.read_text(encoding='utf-8')}", encoding="utf-8")
    async with opened(project) as stage:
        await stage.until(lambda: stage.screen.palette.name == "light")
