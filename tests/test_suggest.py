"""Answering a new question: what is nearest and solved comes first, with a probability."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbminer.errors import ModelError, StoreError
from kbminer.records import Article, Group, Passage, Post, Question, Resolution, Thread
from kbminer.search.build import build_index
from kbminer.search.index import LONGEST_PASSAGE, SearchIndex
from kbminer.search.suggester import POSTS_AROUND, Suggester
from kbminer.similarity.adapted_odds import adapt_odds
from kbminer.similarity.article_texts import article_texts
from kbminer.similarity.calibration import MINILM, Odds, calibration_of, calibration_warning, probability
from kbminer.similarity.lexical import TermWeights
from kbminer.similarity.likeness import LikenessSpace
from kbminer.similarity.vectors import centre_of
from kbminer.testing import WordEmbedder

EMBEDDER = WordEmbedder(256)
ASKED = {
    "1": (
        "Export notes to Markdown without losing pictures",
        "Choose the bundle format, Ann. Mail bob@example.com.",
    ),
    "2": ("Pictures missing in Markdown export of notes", ""),
    "3": ("Error LN-1042 behind a reverse proxy", "Set the public address."),
    "4": ("Dark theme colours too faint", "Edit the stylesheet."),
    "5": ("Calendar shows the wrong week", ""),
    "6": ("Markdown notes export: where are my pictures", "Choose the bundle format."),
}
THREADS = {
    f"f:{id}": Thread(
        id=id,
        source="f",
        title=title,
        url=f"https://f.example/t/{id}",
        posts=(
            Post(
                id=f"{id}0",
                author="Ann",
                body=title,
                format="markdown",
                created_at=datetime(2025, 1, 1, tzinfo=UTC),
            ),
            *([Post(id=f"{id}1", author="Bob", body=fix, format="markdown")] if fix else []),
        ),
    )
    for id, (title, fix) in ASKED.items()
}
QUESTIONS = [Question(thread=key, title=thread.title) for key, thread in THREADS.items()]
GROUP = Group(
    id="g1", members=("f:1", "f:2", "f:6"), representative="f:1", title="Ann's pictures are missing in export"
)
RESOLUTIONS = {
    key: Resolution(thread=key, state="solved", probability=0.9, solution_post=thread.posts[1].id)
    if len(thread.posts) > 1
    else Resolution(thread=key, state="unanswered", probability=0.2)
    for key, thread in THREADS.items()
}
ARTICLE = Article(
    id="fax",
    title="Send a fax",
    url="https://h.example/fax",
    passages=(
        Passage(text="Ask for a gateway address."),
        Passage(text="Dial the fax number. " * 30),
    ),
)


def index(questions=QUESTIONS, **found) -> SearchIndex:
    """An index of questions, read back from bytes, as every command does."""
    made = build_index(
        embedder=EMBEDDER.name,
        questions=questions,
        vectors=EMBEDDER.encode([q.text for q in questions]),
        **{"resolutions": RESOLUTIONS, **found},
    )
    return SearchIndex.from_bytes(made.to_bytes())


def suggester(
    *, articles: tuple[Article, ...] = (ARTICLE,), groups: tuple[Group, ...] = (GROUP,)
) -> Suggester:
    """A small forum with one group and one article."""
    vectors = EMBEDDER.encode(article_texts(articles)) if articles else None
    made = index(groups=groups, articles=articles, article_vectors=vectors)
    return Suggester(made, embedder=EMBEDDER, threads=THREADS)


def those_of(people: dict[str, list[str]]):
    """What looks up who wrote in some threads, and fails where it is asked for others than those."""
    return lambda keys: {key: people[key] for key in keys if key in people}


def test_a_repeated_question_finds_its_group_and_the_solution():
    """The group comes first, with the link and words of the post that solved it, once."""
    answers = suggester().suggest("pictures missing in my Markdown export")
    first = answers[0]
    assert (first.kind, first.id) == ("group", "g1")
    assert first.url in {"https://f.example/t/1", "https://f.example/t/6"}
    assert first.passage.startswith("Choose the bundle format")
    assert [a.id for a in answers].count("g1") == 1


def test_a_single_solved_thread_and_an_article_are_found_too():
    """All three kinds answer, each for its own question."""
    one = suggester()
    assert one.suggest("LN-1042 reverse proxy")[0].id == "f:3"
    fax = one.suggest("How do I send a fax?")[0]
    assert (fax.kind, fax.id, fax.url) == ("article", "fax", "https://h.example/fax")


def test_the_passage_of_an_article_is_the_nearest_and_is_short():
    """Of two passages the one that answers is shown, cut at a word."""
    passage = suggester().suggest("dial the number of a fax")[0].passage
    assert passage.startswith("Dial the fax number.")
    assert len(passage) <= LONGEST_PASSAGE + 2


def test_an_answer_shows_no_name_of_its_group_and_loads_one_thread_alone():
    """Whoever wrote in any thread of the group is left out; the threads themselves need not be loaded."""

    class Counted(dict[str, Thread]):
        loaded: ClassVar[list[str]] = []

        def __getitem__(self, key: str) -> Thread:
            self.loaded.append(key)
            return super().__getitem__(key)

        def get(self, key: str, default: Thread | None = None) -> Thread | None:
            self.loaded.append(key)
            return super().get(key, default)

    told = replace(GROUP, title="Pictures of Wilhelmina missing in Markdown export")
    one = Suggester(
        index(groups=(told,)),
        embedder=EMBEDDER,
        threads=Counted(THREADS),
        people=those_of({told.members[-1]: ["Wilhelmina"]}),
    )
    (answer,) = one.suggest("pictures missing in my Markdown export", top=1)
    assert answer.id == told.id
    assert "Wilhelmina" not in answer.title
    assert len(Counted.loaded) == 1


def test_an_answer_shows_nobody_who_is_called_by_name_in_its_thread():
    """Names heard in the thread that answers are left out of it, though no author bears them."""
    thread = THREADS["f:3"]
    posts = (
        replace(thread.posts[0], body="Hi Gundula, error LN-1042 again."),
        replace(thread.posts[1], body="Set the public address as Gundula does."),
    )
    one = Suggester(
        index(),
        embedder=EMBEDDER,
        threads={**THREADS, "f:3": replace(thread, posts=posts)},
        people=those_of({"f:3": ["Ann", "Bob"]}),
    )
    (answer,) = one.suggest("LN-1042 reverse proxy", top=1)
    assert answer.passage == "Set the public address as ⟨name⟩ does."


def test_in_a_long_thread_names_are_heard_near_the_answer():
    """Of a long thread only the posts around the one that answers are read for names: it takes no longer."""
    thread = THREADS["f:3"]
    far = [
        Post(id=f"3x{i}", author="Bob", body="Hi Wunibald, me too." if i == 0 else "Me too.")
        for i in range(POSTS_AROUND + 1)
    ]
    near = replace(thread.posts[1], body="Hi Gundula, ask Gundula or Wunibald.")
    one = Suggester(
        index(),
        embedder=EMBEDDER,
        threads={**THREADS, "f:3": replace(thread, posts=(thread.posts[0], *far, near))},
        people=those_of({}),
    )
    (answer,) = one.suggest("LN-1042 reverse proxy", top=1)
    assert answer.passage == "Hi ⟨name⟩, ask ⟨name⟩ or Wunibald."


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://["])
def test_an_answer_leads_to_the_web_or_nowhere(url):
    """An address of a forum's files or of an article becomes an answer's only if it is http or https."""
    led = {
        key: replace(t, url=url, posts=tuple(replace(post, url=url) for post in t.posts))
        for key, t in THREADS.items()
    }
    written = replace(ARTICLE, url=url)
    vectors = EMBEDDER.encode(article_texts([written]))
    made = index(groups=(GROUP,), articles=(written,), article_vectors=vectors)
    one = Suggester(made, embedder=EMBEDDER, threads=led)
    found = [*one.suggest("pictures missing in my Markdown export"), *one.suggest("How do I send a fax?")]
    assert {hit.kind for hit in found} >= {"group", "article"}
    assert {hit.url for hit in found} == {None}


def test_threads_without_a_solution_answer_nothing():
    """An unanswered thread is no answer, however near it lies."""
    assert "f:5" not in {a.id for a in suggester().suggest("Calendar shows the wrong week", top=9)}


def test_nothing_private_and_no_name_is_shown():
    """Titles and passages from the forum are redacted like a draft."""
    shown = " ".join(
        f"{a.title} {a.passage}" for a in suggester().suggest("pictures in Markdown export", top=9)
    )
    assert "bob@example.com" not in shown
    assert "Ann" not in shown


def test_drafts_of_the_knowledge_base_answer_nothing():
    """Only published articles are given to askers."""
    answers = suggester(articles=(replace(ARTICLE, published=False),)).suggest("Send a fax", top=9)
    assert "article" not in {a.kind for a in answers}


def test_answers_are_ordered_and_bounded():
    """Probabilities fall, lie between 0 and 1, and no more than asked for are given."""
    answers = suggester().suggest("export notes pictures", top=2)
    assert len(answers) == 2
    assert 1 >= answers[0].probability >= answers[1].probability >= 0
    assert suggester().suggest("x", top=0) == ()


def test_a_strange_question_gets_low_probabilities():
    """What nobody asked is far less probable than what was asked."""
    one = suggester()
    strange = max((a.probability for a in one.suggest("Quarterly volcano insurance")), default=0.0)
    assert strange < one.suggest("Error LN-1042 behind a reverse proxy")[0].probability / 2


@pytest.mark.parametrize(
    "text", ["", "  \n ", "\x00", "!!!", "a", "x" * 100_000, "日本語", "💥" * 50, "SELECT * FROM t"]
)
def test_any_text_is_borne(text):
    """Empty, huge and foreign questions give answers or none, never an error."""
    assert isinstance(suggester().suggest(text), tuple)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80))
def test_the_same_question_gets_the_same_answers(text):
    """Asking twice gives the same, byte for byte."""
    assert ONE.suggest(text) == ONE.suggest(text)


ONE = suggester()


def test_an_empty_forum_and_an_empty_knowledge_base_answer_nothing():
    """With nothing to compare there is no answer; with articles only, articles answer."""
    nothing = Suggester(index([]), embedder=EMBEDDER)
    assert nothing.suggest("anything") == ()
    written = EMBEDDER.encode(article_texts([ARTICLE]))
    only = Suggester(index([], articles=[ARTICLE], article_vectors=written), embedder=EMBEDDER)
    assert only.suggest("Send a fax")[0].id == "fax"


def test_questions_set_aside_and_missing_threads_are_passed_over():
    """What asks nothing is not compared; a thread that is not at hand costs only link and passage."""
    aside = [replace(q, set_aside="announcement") if q.thread == "f:3" else q for q in QUESTIONS]
    one = Suggester(index(aside, groups=[GROUP]), embedder=EMBEDDER)
    answers = one.suggest("Error LN-1042 behind a reverse proxy", top=9)
    assert "f:3" not in {a.id for a in answers}
    assert {(a.url, a.passage) for a in answers} == {(None, "")}


def test_the_forums_word_weighs_more_than_a_guess():
    """A declared solution makes an answer more probable than an inferred one."""
    declared = {**RESOLUTIONS, "f:3": Resolution(thread="f:3", declared="solved", declared_post="31")}
    sure = Suggester(index(resolutions=declared), embedder=EMBEDDER)
    guess = Suggester(index(), embedder=EMBEDDER)
    assert sure.suggest("LN-1042")[0].probability > guess.suggest("LN-1042")[0].probability


def test_among_many_threads_the_likeliest_are_found():
    """Among 1,500 threads the answers are those of a full sort."""
    words = [
        "export",
        "login",
        "colour",
        "week",
        "sync",
        "fax",
        "note",
        "vault",
        "proxy",
        "seat",
        "theme",
        "mail",
    ]
    random = np.random.default_rng(5)
    many = [Question(thread=f"f:{i}", title=" ".join(random.choice(words, 4))) for i in range(1500)]
    sure = {q.thread: Resolution(thread=q.thread, declared="solved", declared_post="1") for q in many}
    one = Suggester(index(many, resolutions=sure), embedder=EMBEDDER)
    asked = "vault seat theme"
    space = one.index.space()
    likely = probability(space.likeness([asked], EMBEDDER.encode([asked]))[0], one.index.odds)
    best = sorted(range(1500), key=lambda i: -likely[i])[:5]
    given = one.suggest(asked, top=5)
    assert [a.probability for a in given] == [round(float(likely[i]), 4) for i in best]


def test_odds_follow_a_forum_but_not_all_the_way():
    """A forum that never finds its own like lowers the odds; one that always does raises them."""
    texts = [f"{a} {b}" for a in ("export", "login", "colour", "week") for b in ("fails", "stops", "breaks")]
    space = LikenessSpace.fit(texts, EMBEDDER.encode(texts))
    never = adapt_odds(space, [-1] * 12)
    always = adapt_odds(space, [0] * 12)
    middle = np.array([0.6], np.float32)
    assert probability(middle, never)[0] < probability(middle)[0] < probability(middle, always)[0]
    assert probability(middle, never)[0] > 0.1
    assert adapt_odds(space, [0]) == MINILM.same_question


def test_probability_grows_with_likeness():
    """Nearer is never less probable."""
    rising = probability(np.linspace(-1, 1.3, 50, dtype=np.float32), Odds(-3.0, 5.0))
    assert (np.diff(rising) >= 0).all()


def test_words_tell_codes_apart_that_vectors_blur():
    """With equal vectors the error code decides."""
    texts = ["error LN-1042 at start", "error LN-2207 at start"]
    same = np.ones((2, 4), np.float32) / 2
    space = LikenessSpace.fit(texts, same, centre=np.zeros(4, np.float32))
    found = space.likeness(["LN-2207"], same[:1])[0]
    assert found[1] > found[0]


def test_a_few_texts_are_centred_only_a_little():
    """The mean of two texts is mostly their subject, and is not taken away."""
    two = EMBEDDER.encode(["export notes", "export pictures"])
    assert np.linalg.norm(centre_of(two)) < 0.2
    assert centre_of(two[:0]).shape == (256,)


def test_an_index_is_the_same_bytes_again_and_answers_as_it_did_before_it_was_written():
    """What is read back is what was written: equal bytes, equal answers."""
    articles = (ARTICLE,)
    found = {"articles": articles, "article_vectors": EMBEDDER.encode(article_texts(articles))}
    made = build_index(
        embedder=EMBEDDER.name,
        questions=QUESTIONS,
        vectors=EMBEDDER.encode([q.text for q in QUESTIONS]),
        groups=(GROUP,),
        resolutions=RESOLUTIONS,
        **found,
    )
    written = made.to_bytes()
    assert SearchIndex.from_bytes(written).to_bytes() == written
    before = Suggester(made, embedder=EMBEDDER, threads=THREADS)
    assert before.suggest("Markdown export of notes", top=9) == ONE.suggest("Markdown export of notes", top=9)


@pytest.mark.parametrize("cut", [0, 1, 100, -1])
def test_a_damaged_index_says_what_to_do(cut):
    """Bytes that were cut or changed end in one sentence."""
    written = index().to_bytes()
    with pytest.raises(StoreError, match="kbminer run makes a new one"):
        SearchIndex.from_bytes(written[:cut] if cut >= 0 else written.replace(b'"version":1', b'"version":9'))


def test_a_question_in_another_space_is_refused():
    """Vectors of two models are not compared: both models are named."""
    with pytest.raises(ModelError, match=r"with the embedding model words, and the question with letters"):
        Suggester(index(), embedder=Letters())


class Letters(WordEmbedder):
    """An embedder of another space."""

    @property
    def name(self) -> str:
        """Another name."""
        return "letters|64"


def test_a_model_that_nobody_measured_is_named(caplog):
    """Without a calibration of its own a model has that of the bundled one, and a sentence says so."""
    assert calibration_of("publisher/all-MiniLM-L6-v2@main|torch|float32|1000") == MINILM
    assert calibration_warning("publisher/all-MiniLM-L6-v2|torch|float32|1000") is None
    assert "with other was not measured" in (calibration_warning("other|x") or "")
    index()
    assert "What likeness means with words was not measured" in caplog.text


def test_one_text_is_weighed_as_fitting_weighed_it():
    """The weights of a new text's words are those that scikit-learn gave the same text, to the last bit."""
    texts = [*(q.text for q in QUESTIONS), "Élan, élan and ELAN: naïve 日本語 \u0130", "", "a b c"]
    terms, rows = TermWeights.fit(texts)
    rows.sort_indices()
    for i, text in enumerate(texts):
        columns, weights = terms.weigh(text)
        assert columns.tolist() == rows[[i]].indices.tolist()
        assert np.array_equal(weights, rows[[i]].data)
    assert terms.weigh("nothing known")[0].tolist() == []
