from __future__ import annotations

import re
from pathlib import Path

import pytest
import spacy
import yaml

from bot.nlu.spacy_pipeline import blank_pipeline, directory_name, main, save_pipeline

ROOT = Path(__file__).parents[3]


def test_the_saved_pipeline_tokenises_as_the_one_that_was_saved(tmp_path: Path):
    text = "Hi, I'd like Dr. O'Brien's 2:30pm slot!"
    loaded = spacy.load(save_pipeline(tmp_path))
    assert [token.text for token in loaded(text)] == [token.text for token in blank_pipeline()(text)]


def test_its_name_is_the_one_that_the_configuration_holds():
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    (model,) = [part["model"] for part in config["pipeline"] if part["name"] == "SpacyNLP"]
    assert model == f"models/{directory_name(blank_pipeline())}"


def test_another_tokenisation_gets_another_name():
    other = blank_pipeline()
    other.tokenizer.add_special_case("noonish", [{"ORTH": "noon"}, {"ORTH": "ish"}])
    assert directory_name(other) != directory_name(blank_pipeline())


def test_saving_again_changes_nothing(tmp_path: Path):
    saved = save_pipeline(tmp_path)
    before = (saved / "meta.json").stat().st_mtime_ns
    assert save_pipeline(tmp_path) == saved
    assert (saved / "meta.json").stat().st_mtime_ns == before


def test_a_half_saved_pipeline_is_replaced(tmp_path: Path):
    saved = save_pipeline(tmp_path)
    (saved / "meta.json").unlink()
    assert save_pipeline(tmp_path) == saved
    assert spacy.load(saved).lang == "en"
    assert [path.name for path in tmp_path.iterdir()] == [saved.name]


def test_the_command_prints_where_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main([str(tmp_path)]) == 0
    assert re.fullmatch(rf"{re.escape(str(tmp_path))}/spacy-en-[0-9a-f]{{12}}\n", capsys.readouterr().out)
    assert main(["--help"]) == 2
