"""The schedules in examples: as far as a machine without these schedulers can say, they start our job."""

from __future__ import annotations

import ast
import configparser
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml
from conftest import ROOT, Command
from small_forum import small_forum, write_forum

from kbminer.cli.app import app
from kbminer.config import load_settings

FOLDER = ROOT / "examples" / "schedules"
FILES = sorted(file.name for file in FOLDER.iterdir() if file.name != "README.md")


def test_each_file_stands_in_the_list() -> None:
    """The README names all of them."""
    named = re.findall(r"`([\w.-]+\.\w+|crontab|Containerfile)`", (FOLDER / "README.md").read_text("utf-8"))
    assert set(FILES) <= set(named)


@pytest.mark.parametrize("name", [name for name in FILES if name != "kbminer.toml"])
def test_every_call_is_one_of_ours(name: str) -> None:
    """Each names the command with options that it has."""
    text = (FOLDER / name).read_text("utf-8")
    if name == "Containerfile":
        lists = re.findall(r"^(?:ENTRYPOINT|CMD) (\[.*\])$", text, re.M)
        text = shlex.join(word for each in lists for word in json.loads(each))
    text = re.sub(r'"(-m|--?[\w-]+|kbminer|run)",? ?', r"\1 ", text)  # a list of words of Python's
    calls = re.findall(r"kbminer((?: -[-\w]+)* (?:run|doctor)\b[^\n;|>\"]*)", text)
    assert calls or name == "kbminer.timer"
    for call in calls:
        command: Any = typer.main.get_command(app)
        for word in shlex.split(call.replace("CONFIG]", "x").replace("]", "")):
            options = {option for parameter in command.params for option in parameter.opts}
            if word.startswith("-"):
                assert word in options, call
            elif hasattr(command, "commands"):
                command = command.commands[word]


def test_the_settings_are_a_job(tmp_path: Path, kbminer: Command) -> None:
    """The example's settings run on a forum beside them."""
    shutil.copy(FOLDER / "kbminer.toml", tmp_path)
    write_forum(tmp_path / "forum", small_forum())
    (tmp_path / "state").mkdir()
    assert load_settings(tmp_path / "kbminer.toml").briefing_every == "week"
    code, _, err = kbminer("run", "--model", "lexical", "--config", tmp_path / "kbminer.toml")
    assert code == 0, err
    assert (tmp_path / "report" / "briefing.html").is_file()


def test_the_line_of_cron_lets_a_locked_run_pass(tmp_path: Path) -> None:
    """Its command, with a stand-in for the program that ends with a code, ends well for 0 and 3 alone."""
    line = next(row for row in (FOLDER / "crontab").read_text("utf-8").splitlines() if re.match(r"\d", row))
    schedule, command = line.split(maxsplit=5)[:5], line.split(maxsplit=5)[5]
    assert schedule == ["17", "3", "*", "*", "*"]
    for code, ends in ((0, 0), (1, 1), (2, 1), (3, 0)):
        program = tmp_path / "kbminer"
        program.write_text(f"#!/bin/sh\nexit {code}\n")
        program.chmod(0o700)
        here = command.replace("/opt/kbminer/bin/kbminer", str(program)).replace("/var/log/", f"{tmp_path}/")
        assert subprocess.run(["sh", "-c", here], check=False).returncode == ends


def test_the_units_of_systemd_are_sound(tmp_path: Path) -> None:
    """They parse, the codes that are no failure are 1 and 3; where systemd is here, it verifies the timer."""
    service, timer = (configparser.ConfigParser(interpolation=None, strict=False) for _ in range(2))
    for unit in (service, timer):
        unit.optionxform = str  # type: ignore[assignment, method-assign]
    service.read(FOLDER / "kbminer.service")
    timer.read(FOLDER / "kbminer.timer")
    assert service["Service"]["SuccessExitStatus"].split() == ["1", "3"]
    assert timer["Timer"]["OnCalendar"].endswith("UTC")
    if shutil.which("systemd-analyze"):
        checked = ["systemd-analyze", "calendar", timer["Timer"]["OnCalendar"]]
        assert subprocess.run(checked, check=False, capture_output=True).returncode == 0


def test_the_workflow_keeps_the_store_and_shows_the_briefing() -> None:
    """The folder that is cached is that of the settings, and so is that of the report."""
    steps = yaml.safe_load((FOLDER / "github-actions.yml").read_text("utf-8"))["jobs"]["mine"]["steps"]
    settings = load_settings(FOLDER / "kbminer.toml")
    used = {step["uses"].split("@")[0]: step.get("with", {}) for step in steps if "uses" in step}
    assert str(FOLDER / used["actions/cache"]["path"]) in str(settings.store)
    assert str(FOLDER / used["actions/upload-artifact"]["path"]) == settings.out
    assert any("briefing.md" in step.get("run", "") for step in steps)


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".py")])
def test_python_compiles(name: str) -> None:
    """Whether Airflow and Prefect take it, only they can say."""
    assert ast.parse((FOLDER / name).read_text("utf-8"))


def test_the_command_of_airflow_passes_on_what_counts(tmp_path: Path) -> None:
    """1 is done, 3 is a skipped task, 2 is a failure."""
    text = (FOLDER / "airflow_dag.py").read_text("utf-8")
    command = next(each for each in re.findall(r'bash_command=f"([^"]+)"', text) if " run " in each)
    for code, ends in ((0, 0), (1, 0), (2, 2), (3, 3)):
        program = tmp_path / "kbminer"
        program.write_text(f"#!/bin/sh\nexit {code}\n")
        program.chmod(0o700)
        here = command.replace("kbminer --verbose", f"{program} --verbose", 1)
        assert subprocess.run(["bash", "-c", here], check=False).returncode == ends
    assert "skip_on_exit_code=3" in text
