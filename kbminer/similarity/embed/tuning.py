"""Tunes the bundled model on texts that belong together, for a bounded time."""

from __future__ import annotations

import importlib
import importlib.util
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kbminer.errors import MissingExtra
from kbminer.similarity.embed.bundled import MODEL, bundled_model
from kbminer.similarity.embed.embedder import Device
from kbminer.similarity.embed.processor import computes_in_bfloat16
from kbminer.similarity.embed.quiet import quiet_libraries, without_foreign_bars
from kbminer.similarity.embed.sentence import load_model

_BATCH = 32  # pairs; the other pairs of a batch are what each is told from
_RATE = 2e-5  # among those published for tuning BERT: Devlin et al., 2019, appendix A.3
_WARM_UP = 10  # steps
_SAMPLE = 128  # pairs that tell what all texts share
_TOKENS = 128  # of a text: a step over 256 takes twice as long and tells little more


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Two texts that belong together, and perhaps a third that does not belong to the first."""

    one: str
    other: str
    apart: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """What was done: steps, pairs seen, and seconds."""

    steps: int
    pairs: int
    seconds: float


def tune(
    examples: Sequence[Example],
    folder: Path,
    *,
    seconds: float,
    most_steps: int | None = None,
    device: Device = "auto",
) -> Tuned:
    """Tune the bundled model and write it to ``folder`` as sentence-transformers does.

    Each text learns to lie nearer to its own than to those of the other pairs in its batch.

    Parameters
    ----------
    examples : sequence of Example
    folder : Path
    seconds : float
        After which no further step begins; once through the examples, tuning ends in any case.
    most_steps : int, optional
        The most steps of 32 pairs.
    device : {"auto", "cpu", "cuda", "mps"}, default "auto"

    Raises
    ------
    MissingExtra
        The libraries that tune are not installed.
    ModelError
        The bundled model can't be loaded, or the device is not there.

    References
    ----------
    Henderson et al., "Efficient Natural Language Response Suggestion for Smart Reply", 2017;
    Reimers and Gurevych, "Sentence-BERT", EMNLP 2019.
    """
    must_be_able_to_tune()
    began = time.monotonic()
    with quiet_libraries(), without_foreign_bars(), tempfile.TemporaryDirectory() as scratch:
        model = load_model(bundled_model() or MODEL, device=device, precision="float32")
        reads = model.max_seq_length
        model.max_seq_length = min(reads, _TOKENS)
        model.model_card_data.widget = [{"text": ""}]  # else the forum's own texts are made into examples
        model[0].auto_model.embeddings.requires_grad_(False)
        whole = max(len(examples) // _BATCH, 1)
        trainer = _trainer(model, examples, scratch, min(whole, most_steps or whole), seconds)
        trainer.train()
        model.max_seq_length = reads
        model.save_pretrained(str(folder), create_model_card=False)
    steps = int(trainer.state.global_step)
    return Tuned(
        steps=steps,
        pairs=min(steps * _BATCH, len(examples)),
        seconds=round(time.monotonic() - began, 1),
    )


def must_be_able_to_tune() -> None:
    """Refuse to tune where a library of sentence-transformers' trainer is not installed.

    Raises
    ------
    MissingExtra
    """
    for library in ("accelerate", "datasets"):
        if importlib.util.find_spec(library) is None:
            raise MissingExtra(library, extra="adapt", purpose="kbminer adapt")


def _trainer(model: Any, examples: Sequence[Example], scratch: str, steps: int, seconds: float) -> Any:
    """Sentence-transformers' own trainer; ``Any``: it is not typed."""
    library = _library("sentence_transformers")

    on_processor = str(model.device) == "cpu"
    arguments = library.SentenceTransformerTrainingArguments(
        output_dir=scratch,
        max_steps=steps,
        per_device_train_batch_size=_BATCH,
        learning_rate=_RATE,
        lr_scheduler_type="constant_with_warmup",  # how many steps the time allows is not known before
        warmup_steps=_WARM_UP,
        optim="adamw_torch_fused",
        bf16=on_processor and computes_in_bfloat16(),
        use_cpu=on_processor,
        batch_sampler="no_duplicates",  # a text twice in a batch would be told from itself
        save_strategy="no",
        logging_strategy="no",
        report_to=[],
        disable_tqdm=True,
        dataloader_pin_memory=False,
        seed=0,
        data_seed=0,
    )
    trainer = library.SentenceTransformerTrainer(
        model=model,
        args=arguments,
        train_dataset=_datasets(examples),
        loss=_losses().MultipleNegativesRankingLoss(model, similarity_fct=_centred_cosine(model, examples)),
        callbacks=[_until(time.monotonic() + seconds)],
    )
    trainer.remove_callback(_library("transformers").PrinterCallback)  # it prints
    return trainer


def _losses() -> Any:
    """The module of losses, which stands elsewhere from sentence-transformers 6 on."""
    for name in ("sentence_transformers.sentence_transformer.losses", "sentence_transformers.losses"):
        try:
            return _library(name)
        except ModuleNotFoundError:
            continue
    raise MissingExtra("sentence-transformers", extra="adapt", purpose="kbminer adapt")


def _centred_cosine(model: Any, examples: Sequence[Example]) -> Any:
    """The cosine as kbminer takes it: of vectors from which what all texts share has been taken away.

    Of the plain cosine the model would first learn to take that away, which is done already.
    """
    cosine = _library("sentence_transformers.util").cos_sim
    some = examples[:: max(len(examples) // _SAMPLE, 1)][:_SAMPLE]
    texts = [text for each in some for text in (each.one, each.other)]
    centre = model.encode(texts, convert_to_tensor=True, show_progress_bar=False).mean(dim=0).clone()

    def likeness(one: Any, other: Any) -> Any:
        return cosine(one - centre, other - centre)

    return likeness


def _datasets(examples: Sequence[Example]) -> Any:
    """The pairs, and apart from them those with a third text."""
    from datasets import Dataset  # noqa: PLC0415 - slow to load

    columns = ("anchor", "positive", "negative")
    named: dict[str, list[tuple[str, ...]]] = {
        "pairs": [(each.one, each.other) for each in examples if not each.apart],
        "parted": [(each.one, each.other, each.apart) for each in examples if each.apart],
    }
    return {
        name: Dataset.from_dict(dict(zip(columns, map(list, zip(*rows, strict=True)), strict=False)))
        for name, rows in named.items()
        if rows
    }


def _until(end: float) -> Any:
    """What stops the trainer after the step at whose end the time is over."""

    def on_step_end(_: object, arguments: Any, state: Any, control: Any, **rest: Any) -> None:
        control.should_training_stop = control.should_training_stop or time.monotonic() >= end

    base = _library("transformers").TrainerCallback
    return type("Until", (base,), {"on_step_end": on_step_end})()


def _library(name: str) -> Any:
    """A library that is slow to load; ``Any``: not all of it is typed."""
    return importlib.import_module(name)
