"""A forum's own model: what it learns from, how it is measured, and how it is known."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from kbminer.config import Settings
from kbminer.errors import MissingExtra, ModelError, NoRun, OutputError, SettingsError
from kbminer.ingest import write_jsonl
from kbminer.pipeline.adapting import adapt, is_better
from kbminer.pipeline.latest import load_suggester
from kbminer.pipeline.run import mine
from kbminer.records import Link, Post, Question, Thread
from kbminer.similarity.calibration import calibration_warning, space_of
from kbminer.similarity.embed import make_embedder, make_query_embedder
from kbminer.similarity.embed.adapted import MARK, WEIGHTS
from kbminer.similarity.embed.tuning import Example, tune
from kbminer.similarity.own_pairs import own_pairs
from kbminer.store import Store

THINGS = ("kettle", "toaster", "grinder", "blender", "scale", "oven", "mixer", "fridge", "juicer")
TROUBLES = (
    ("hums", "It hums loudly as soon as it is switched on. How can I make it quiet?"),
    ("leaks", "Water leaks out at the bottom every morning. What has to be sealed?"),
    ("smells", "It smells burnt after a minute. Is that dangerous for the kitchen?"),
    ("stops", "It stops after ten seconds and blinks red. How do I start it again?"),
    ("sticks", "The lid sticks and cannot be opened. Which tool opens the lid?"),
)


def _threads() -> list[Thread]:
    return [
        Thread(
            id=f"{n}{kind}",
            source="kitchen",
            title=f"{words} {thing} {trouble}",
            posts=(
                Post(id="1", author=f"a{n}", body=f"My {thing}, model {n}. {ask}", format="text"),
                Post(
                    id="2",
                    author="bob",
                    body=f"Take the {thing} apart and clean the inner ring with care.",
                    format="text",
                    accepted=kind == "x",
                ),
            ),
        )
        for kind, words in (("x", "The"), ("y", "Help, my"))
        for n, (thing, (trouble, ask)) in enumerate((t, u) for t in THINGS for u in TROUBLES)
    ]


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A forum of ninety threads, each question asked twice, that was mined."""
    folder = tmp_path_factory.mktemp("kitchen")
    write_jsonl(_threads(), folder / "kitchen.jsonl")
    store = Store(f"sqlite:///{folder}/kitchen.db")
    mine(folder / "kitchen.jsonl", store=store, settings=Settings(model="lexical"))
    return store


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pairs of its threads that ask the same, and as many that do not."""
    rows = [
        {"t1": f"kitchen:{n}x", "t2": f"kitchen:{(n + step) % 45}y", "label": int(step == 0)}
        for n in range(0, 45, 3)
        for step in (0, 1)
    ]
    file = tmp_path_factory.mktemp("graded") / "graded.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def own_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a model that was tuned for a step."""
    folder = tmp_path_factory.mktemp("model") / "own"
    examples = [
        Example(one=thread.title, other=thread.posts[0].body, apart="Which oven?" if n % 2 else "")
        for n, thread in enumerate(_threads())
    ]
    done = tune(examples, folder, seconds=60, most_steps=1, device="cpu")
    assert (done.steps, done.pairs) == (1, 32)
    (folder / MARK).write_text("{}", encoding="utf-8")
    return folder


def test_a_forum_s_own_pairs_are_titles_answers_duplicates_and_what_editors_joined_and_parted() -> None:
    """Each kind is given with its texts, and what an editor parted stands beside it."""
    threads = [
        Thread(
            id="1",
            source="f",
            title="One",
            posts=(Post(id="1", body="<p>a b c d</p>"),),
            url="https://f.example/1",
        ),
        Thread(
            id="2",
            source="f",
            title="Two",
            posts=(Post(id="1", body="q"), Post(id="2", body="press the red knob", accepted=True)),
            duplicate_of="https://f.example/1",
        ),
        Thread(id="3", source="f", title="Three", posts=(), duplicate_of="1"),
    ]
    asked = [Question(thread=f"f:{n}", title=f"T{n}", ask=f"how do I open lid {n}") for n in (1, 2, 3)]
    links = [Link(one="f:1", other="f:3"), Link(one="f:2", other="f:3", together=False)]
    found = list(own_pairs(asked, threads, links))
    texts = {question.thread: question.text for question in asked}
    assert [(pair.one, pair.other) for pair in found if pair.kind == "title"] == [
        (question.title, question.ask) for question in asked
    ]
    assert [(pair.one, pair.other) for pair in found if pair.kind == "answer"] == [
        (texts["f:2"], "press the red knob")
    ]
    assert {(pair.one, pair.other) for pair in found if pair.kind == "duplicate"} == {
        (texts["f:2"], texts["f:1"]),
        (texts["f:3"], texts["f:1"]),
    }
    assert [(pair.one, pair.other) for pair in found if pair.kind == "merge"] == [
        (texts["f:1"], texts["f:3"])
    ]
    assert {pair.apart for pair in found if pair.kind == "title" and pair.one != "T1"} <= {
        texts["f:2"],
        texts["f:3"],
        "",
    }


def test_a_model_is_kept_only_where_graded_pairs_say_that_it_is_better(
    kitchen: Store, graded: Path, tmp_path: Path
) -> None:
    """Before and after are measured on the graded pairs and on pairs held back, and said in a sentence."""
    found = adapt(kitchen, tmp_path / "own", graded=[graded], minutes=1, most_steps=1, device="cpu")
    assert found.kept == is_better(found.measured) == (tmp_path / "own" / MARK).is_file()
    assert found.said.startswith("kept in" if found.kept else "not kept")
    assert next(each for each in found.measured if each.graded).pairs == 30
    assert found.learnt_from["title"] >= 64
    assert not list(tmp_path.glob(".adapting-*"))


@pytest.mark.parametrize(
    ("rows", "told"),
    [([], "nothing could decide"), ([("0x", "0y", 1)] * 12, "others that do not")],
)
def test_without_graded_pairs_that_could_decide_nothing_is_tuned(
    kitchen: Store, tmp_path: Path, rows: list[tuple[str, str, int]], told: str
) -> None:
    """It is said before anything is loaded: what finds titles better may tell questions apart worse."""
    file = tmp_path / "few.jsonl"
    file.write_text(
        "".join(
            json.dumps({"t1": f"kitchen:{a}", "t2": f"kitchen:{b}", "label": n}) + "\n" for a, b, n in rows
        )
    )
    with pytest.raises(SettingsError, match=told):
        adapt(kitchen, tmp_path / "own", graded=[file])
    assert not (tmp_path / "own").exists()


def test_a_folder_that_holds_something_else_is_left_alone(
    kitchen: Store, graded: Path, tmp_path: Path
) -> None:
    """Nobody's files are replaced by a model."""
    (tmp_path / "letters").mkdir()
    with pytest.raises(OutputError, match="give --out another folder"):
        adapt(kitchen, tmp_path / "letters", graded=[graded])


def test_a_store_without_a_run_says_so(graded: Path, tmp_path: Path) -> None:
    """What asks is known from a run."""
    with pytest.raises(NoRun):
        adapt(Store(f"sqlite:///{tmp_path}/new.db"), tmp_path / "own", graded=[graded])


def test_an_own_model_is_known_by_its_weights_and_embeds_in_one_space(
    own_model: Path, tmp_path: Path
) -> None:
    """Moved it is the same model; with other weights another one; a question gets the same vector."""
    many, one = make_embedder(str(own_model), dtype="float32"), make_query_embedder(str(own_model))
    texts = ["The kettle hums", "How do I descale it?"]
    assert space_of(many.name) == space_of(one.name) != space_of(make_embedder().name)
    assert np.allclose(many.encode(texts), one.encode(texts), atol=1e-3)
    assert np.sum(many.encode(texts) * make_embedder().encode(texts), axis=1).min() > 0.9
    assert calibration_warning(many.name) is not None
    moved = tmp_path / "moved"
    shutil.copytree(own_model, moved)
    assert make_embedder(str(moved)).name == make_embedder(str(own_model)).name
    weights = {name: rows.copy() for name, rows in load_file(moved / WEIGHTS).items()}
    weights["encoder.layer.0.output.dense.bias"] += 1
    save_file(weights, moved / WEIGHTS)
    assert make_embedder(str(moved)).name != make_embedder(str(own_model)).name


def test_vectors_of_another_own_model_are_refused_with_how_to_embed_anew(
    own_model: Path, tmp_path: Path
) -> None:
    """A store that was mined with one model answers no question that another one encoded."""
    folder = tmp_path / "own"
    shutil.copytree(own_model, folder)
    write_jsonl(_threads()[:12], tmp_path / "few.jsonl")
    store = Store(f"sqlite:///{tmp_path}/few.db")
    mine(tmp_path / "few.jsonl", store=store, settings=Settings(model=str(folder)))
    assert load_suggester(store).suggest("kettle hums loudly") is not None
    weights = {name: rows.copy() for name, rows in load_file(folder / WEIGHTS).items()}
    weights["encoder.layer.0.output.dense.bias"] += 1
    save_file(weights, folder / WEIGHTS)
    with pytest.raises(ModelError, match="kbminer run embeds it anew"):
        load_suggester(store)


@pytest.mark.parametrize("spoil", ["gone", "garbage", "another"])
def test_a_spoiled_own_model_is_named_with_what_to_do(own_model: Path, tmp_path: Path, spoil: str) -> None:
    """Weights that are missing, unreadable or of another shape end in a sentence."""
    folder = tmp_path / "own"
    shutil.copytree(own_model, folder)
    if spoil == "gone":
        (folder / WEIGHTS).unlink()
    elif spoil == "garbage":
        (folder / WEIGHTS).write_bytes(b"no weights")
    else:
        save_file({"a": np.zeros(3, dtype=np.float32)}, folder / WEIGHTS)
    with pytest.raises(ModelError, match="run kbminer adapt again"):
        make_embedder(str(folder)).encode(["a"])


def test_what_tunes_is_named_where_it_is_not_installed() -> None:
    """The sentence holds the command that installs it."""
    assert 'pip install "kbminer[adapt]"' in str(
        MissingExtra("datasets", extra="adapt", purpose="kbminer adapt")
    )
