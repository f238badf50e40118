"""``kbminer evaluate …``: how true groups, pairs, ids, resolutions and drafts are, on files with answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from kbminer.cli.options import open_store
from kbminer.errors import SettingsError
from kbminer.printable import printable

app = typer.Typer(help="Measure how true the results are.", no_args_is_help=True, rich_markup_mode=None)

Files = Annotated[list[Path], typer.Argument(help="Files with the right answers.", metavar="FILE...")]
ClustererName = Annotated[str, typer.Option("--clusterer", help="What groups: linkage, hdbscan.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


Model = Annotated[
    str | None, typer.Option("--model", help="What embeds: lexical, or a model's name or folder.")
]


class Figures(Protocol):
    """What an evaluation gives: a table for people, plain values for tools."""

    def as_dict(self) -> dict[str, Any]:
        """Give the figures by name."""
        ...


@app.command()
def clustering(
    files: Files,
    model: Model = None,
    clusterer: ClustererName = "linkage",
    as_json: AsJson = False,
) -> None:
    """Groups against labels: lines of text and label, B-cubed precision, recall and F1."""
    from kbminer.evaluate.clustering import evaluate_clustering  # noqa: PLC0415 - each loads what it needs
    from kbminer.similarity.embed import make_embedder  # noqa: PLC0415

    embedder = make_embedder(model) if model else None
    found = evaluate_clustering(files, embedder=embedder, clusterer=clusterer)
    _show(found, as_json=as_json)


@app.command()
def groups(
    store: Annotated[str, typer.Option("--store", help="A store that has been mined.")],
    pairs: Annotated[Path, typer.Option("--pairs", help="Graded pairs: lines of t1, t2 and label.")],
    pair_model: Annotated[
        Path | None, typer.Option("--pair-model", help="Group anew by this model of pairs instead.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Are groups one question? Of graded pairs of threads, those in one group: precision, recall, F1."""
    from kbminer.evaluate.question_groups import read_pairs, score_groups  # noqa: PLC0415
    from kbminer.pipeline.group_evaluation import groups_by_model  # noqa: PLC0415
    from kbminer.pipeline.latest import load_result  # noqa: PLC0415

    graded = read_pairs(pairs)
    with open_store(store) as opened:
        found = load_result(opened)
        by_run = found.grouping.groups
        parted = by_run if pair_model is None else groups_by_model(opened, pair_model)
        known = [thread.key for thread in found.threads]
    _show(score_groups(parted, graded, known), as_json=as_json)


@app.command()
def pairs(files: Files, model: Model = None, as_json: AsJson = False) -> None:
    """Is it the same question? Lines of q1, q2 and label, average precision and best F1."""
    from kbminer.evaluate.pairs import evaluate_pairs  # noqa: PLC0415
    from kbminer.similarity.embed import make_embedder  # noqa: PLC0415

    _show(evaluate_pairs(files, embedder=make_embedder(model)), as_json=as_json)


@app.command()
def stability(
    source: Annotated[str | None, typer.Argument(help="Forum data.", metavar="[SOURCE]")] = None,
    store: Annotated[str | None, typer.Option("--store", help="Or a store that has been mined.")] = None,
    clusterer: ClustererName = "linkage",
    as_json: AsJson = False,
) -> None:
    """What share of unchanged threads keep their group id when threads arrive, move or are edited."""
    from kbminer.evaluate.stability import evaluate_stability  # noqa: PLC0415
    from kbminer.pipeline.analyse import read_questions  # noqa: PLC0415
    from kbminer.pipeline.latest import load_result  # noqa: PLC0415
    from kbminer.similarity.embed import CachedEmbedder, make_embedder  # noqa: PLC0415

    if store is not None:
        with open_store(store) as opened:
            questions = load_result(opened).questions
            embedder = CachedEmbedder(make_embedder(), opened)
            figures = evaluate_stability(questions, embedder=embedder, clusterer=clusterer)
    elif source is not None:
        figures = evaluate_stability(read_questions(source), clusterer=clusterer)
    else:
        raise SettingsError("nothing to measure: give forum data, or --store with the URL of a mined store")
    _show(figures, as_json=as_json)


@app.command()
def resolution(
    files: Files,
    refit: Annotated[bool, typer.Option("--refit", help="Refit inside each forum, in five folds.")] = False,
    as_json: AsJson = False,
) -> None:
    """Inferred against declared solutions: thread JSONL whose marks are hidden first."""
    from kbminer.evaluate.hidden_marks import evaluate_resolution  # noqa: PLC0415

    _show(evaluate_resolution(files, refit=refit), as_json=as_json)


@app.command()
def sentences(
    files: Files,
    forum: Annotated[Path, typer.Option("--forum", help="The forum whose posts they cite.")],
    language: Annotated[str, typer.Option("--language", help="The language of the sentences.")] = "en",
    llm_url: Annotated[
        str | None, typer.Option("--llm-url", help="An endpoint whose model reads them a second time.")
    ] = None,
    llm_model: Annotated[str | None, typer.Option("--llm-model", help="The model's name there.")] = None,
    as_json: AsJson = False,
) -> None:
    """Rewrites passed and distortions refused: labelled sentences beside the posts that they cite.

    With a language model it is told for the checker alone, for the model as second reader, and for both; its
    key, timeout and budget are the run's settings.
    """
    from kbminer.config import load_settings, settings_file  # noqa: PLC0415
    from kbminer.evaluate.rewritten_sentences import evaluate_readers, evaluate_sentences, read_sentences  # noqa: PLC0415
    from kbminer.ingest import read  # noqa: PLC0415
    from kbminer.pipeline.authoring import asking_of  # noqa: PLC0415
    from kbminer.records import Thread  # noqa: PLC0415
    from kbminer.records.by_key import by_id  # noqa: PLC0415

    threads = by_id(item for item in read(forum) if isinstance(item, Thread))
    cases = [case for file in files for case in read_sentences(file, language)]
    asking = asking_of(load_settings(settings_file(None), llm_url=llm_url, llm_model=llm_model))
    found = evaluate_readers(cases, threads, asking) if asking else evaluate_sentences(cases, threads)
    _show(found, as_json=as_json)


@app.command()
def drafts(
    store: Annotated[str, typer.Option("--store", help="A store that has been mined.")],
    as_json: AsJson = False,
) -> None:
    """Drafts against their posts: cited, contained, and do they hold the accepted answer's key sentence."""
    from kbminer.pipeline.draft_evaluation import evaluate_mined  # noqa: PLC0415

    with open_store(store) as opened:
        _show(evaluate_mined(opened), as_json=as_json)


def _show(figures: Figures, *, as_json: bool) -> None:
    print(json.dumps(figures.as_dict(), indent=1) if as_json else printable(str(figures)))
