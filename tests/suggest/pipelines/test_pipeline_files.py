"""spaCy pipelines that are installed, missing, broken, made for another version: found and loaded, or a sentence."""

import json
import shutil
import sys
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from pipes import one, ruled, saved, source
from postil.schema.errors import PostilError


def test_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package as `spacy package` makes them: a module with load(), and a distribution of that name."""
    nlp = spacy.blank("fr")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "Zarvex"}])  # type: ignore[attr-defined]  # as above
    nlp.meta["name"], nlp.meta["version"] = "postil_test", "1.2.3"
    package = tmp_path / "site" / "fr_postil_test"
    package.mkdir(parents=True)
    nlp.to_disk(package / "fr_postil_test-1.2.3")
    (package / "meta.json").write_text((package / "fr_postil_test-1.2.3" / "meta.json").read_text())
    loads = "def load(**over):\n    return load_model_from_init_py(__file__, **over)\n"
    (package / "__init__.py").write_text(f"from spacy.util import load_model_from_init_py\n\n\n{loads}")
    info = tmp_path / "site" / "fr_postil_test-1.2.3.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: fr_postil_test\nVersion: 1.2.3\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    pipeline = source("fr_postil_test", tmp_path)
    assert "1.2.3" in pipeline.version
    assert [s.text for s in one(pipeline, "Zarvex")] == ["Zarvex"]


def test_a_missing_pipeline_says_how_to_install_it(tmp_path: Path) -> None:
    for name, command in (("fr_core_news_lg", "-m spacy download fr_core_news_lg"), ("zz_none", "-m pip install zz_none")):
        with pytest.raises(PostilError, match=f"The spaCy pipeline {name} is not installed") as caught:
            source(name, tmp_path)
        assert caught.value.hint == f"Install it with: {sys.executable} {command}"
    with pytest.raises(PostilError, match=r"There is no folder .*models/none"):
        source("models/none", tmp_path)


def test_what_is_no_pipeline(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(PostilError, match="holds no spaCy pipeline: it has no meta"):
        source("empty", tmp_path)
    for module in ("json", "sys", "numpy", "typer"):
        with pytest.raises(PostilError, match=f"{module} is an installed Python module, but no spaCy pipeline") as caught:
            source(module, tmp_path)
        assert "fr_core_news_lg" in caught.value.hint
        assert "install" not in caught.value.hint


@pytest.mark.parametrize("name", ["camembert", "Zarvex", "fr-core-news-lg", "mine"])
def test_what_is_not_named_as_packages_are_is_not_advised_to_be_installed(tmp_path: Path, name: str) -> None:
    """Whatever has that name in a registry is somebody else's."""
    with pytest.raises(PostilError, match=f"The spaCy pipeline {name} is not installed") as caught:
        source(name, tmp_path)
    assert "install" not in caught.value.hint
    assert "such as models/mine" in caught.value.hint


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pipeline with a tagger of names and a ruler, in a folder of its own."""
    nlp = spacy.blank("fr")
    nlp.add_pipe("ner")
    nlp.initialize(lambda: [Example.from_dict(nlp.make_doc("selon Brell , non"), {"entities": [(6, 11, "PER")]})])
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "Zarvex"}])  # type: ignore[attr-defined]  # as above
    folder = tmp_path_factory.mktemp("whole") / "mine"
    nlp.to_disk(folder)
    return folder


_FILES = ("config.cfg", "meta.json", "tokenizer", "ner/model", "ner/moves")
_DAMAGES = [(file, how) for file in _FILES for how in ("gone", "cut", "emptied")]


@pytest.mark.parametrize(("file", "how"), [*_DAMAGES, ("entity_ruler/patterns.jsonl", "cut")])
def test_a_broken_pipeline_is_a_sentence(tmp_path: Path, whole: Path, file: str, how: str) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(whole, folder)
    data = (folder / file).read_bytes()
    (folder / file).unlink()
    if how != "gone":
        (folder / file).write_bytes(data[: len(data) // 2] if how == "cut" else b"")
    with pytest.raises(PostilError, match=r"mine") as caught:
        one(source("mine", tmp_path), "Zarvex")
    assert caught.value.message.endswith(".")


def test_a_pipeline_for_another_version_of_spacy(tmp_path: Path) -> None:
    name = ruled(tmp_path, [])
    meta = tmp_path / name / "meta.json"
    meta.write_text(json.dumps(json.loads(meta.read_text()) | {"spacy_version": ">=2.2,<2.3"}))
    (tmp_path / name / "config.cfg").unlink()
    with pytest.raises(PostilError, match="The spaCy pipeline mine cannot be loaded") as caught:
        one(source(name, tmp_path), "Zarvex")
    assert f"It was made for spaCy >=2.2,<2.3, and this is {spacy.about.__version__}." in caught.value.hint


def test_a_pipeline_that_fails_on_a_text(tmp_path: Path) -> None:
    nlp = spacy.blank("fr")
    nlp.add_pipe("postil_test_fails")
    with pytest.raises(PostilError, match=r"The spaCy pipeline failing fails: no such thing\."):
        one(source(saved(nlp, tmp_path / "failing"), tmp_path), "Zarvex")


@Language.component("postil_test_fails")
def _fails(doc: Doc) -> Doc:
    raise ValueError("no such thing")


def test_the_version_follows_the_pipeline_and_its_mapping(tmp_path: Path) -> None:
    name = ruled(tmp_path, [{"label": "ORG", "pattern": "Zarvex"}])
    first = source(name, tmp_path).version
    assert source(name, tmp_path).version == first
    assert source(name, tmp_path, {"ORG": "MISC"}).version != first
    ruled(tmp_path, [{"label": "ORG", "pattern": "Zarvex Nord"}])
    assert source(name, tmp_path).version != first
