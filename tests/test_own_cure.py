"""Who confirms a helper's reply, and who tells a cure of their own behind it."""

from __future__ import annotations

import pytest

from kbminer.records import Post, Resolution, Thread
from kbminer.resolve import ResolutionModel, Signals, read_signals
from kbminer.resolve.own_cure import last_success, tells_own_cure

ASKED = "How do I mute the speaker of the kettle? It hums whenever the water boils."
ADVICE = (
    "Open the settings, choose sounds, and set the volume of the speaker to zero. "
    "Then restart the kettle, or it forgets what you chose there."
)
OWN = {
    "en": "Thanks. I got it working with another cable.",
    "de": "Danke. Ich habe die Lösung gefunden: ein anderes Kabel.",
    "fr": "Merci. J'ai résolu le problème avec un autre câble.",
    "es": "Gracias. He solucionado el problema con otro cable.",
}
HELPED = {
    "en": "Thanks, your hint solved my problem.",
    "de": "Danke, dein Tipp hat mein Problem gelöst.",
    "fr": "Merci, votre conseil a résolu mon problème.",
    "es": "Gracias, tu consejo ha funcionado.",
}
FILLER = {
    "en": "What do I have to do so that it is not so loud when the water boils?",
    "de": "Was muss ich tun, damit er nicht so laut ist, wenn das Wasser kocht?",
    "fr": "Que dois-je faire pour que ce ne soit pas si fort quand l'eau est chaude ?",
    "es": "¿Qué tengo que hacer para que no suene tanto cuando el agua está caliente?",
}


def read(*said: tuple[str, str]) -> Signals:
    """What is read from a thread of these posts."""
    posts = tuple(Post(id=str(i), author=who, body=text, format="text") for i, (who, text) in enumerate(said))
    return read_signals(Thread(id="1", source="forum", title="Kettle", posts=posts))


def resolved(*said: tuple[str, str]) -> Resolution:
    """What the shipped model makes of them."""
    return ResolutionModel.shipped().resolve(read(*said))


@pytest.mark.parametrize("language", sorted(OWN))
def test_a_cure_of_ones_own_is_told_from_a_helpers(language: str) -> None:
    """In each language with cues, "I solved it" is the asker's and "your hint solved it" is not."""
    for confirms, is_own in ((OWN, True), (HELPED, False)):
        signals = read(("ann", FILLER[language]), ("bob", FILLER[language]), ("ann", confirms[language]))
        post = last_success(signals.posts[2:])
        assert post is not None
        assert signals.language == language
        assert tells_own_cure(post, signals.language) is is_own


@pytest.mark.parametrize(
    "confirms",
    ["That works, I tried it twice.", "This is what I was looking for!", "It works. I got it running again."],
)
def test_a_sentence_about_what_was_said_is_no_cure_of_ones_own(confirms: str) -> None:
    """Where one of the sentences that say so points at what was said before, the helper may have helped."""
    post = last_success(read(("ann", ASKED), ("bob", ADVICE), ("ann", confirms)).posts)
    assert post is not None
    assert not tells_own_cure(post, "en")


def test_who_cures_it_alone_leaves_the_reply_before_unsure() -> None:
    """A reply is surely the right one where it is thanked for, and not where the asker found a cure."""
    thanked = resolved(("ann", ASKED), ("bob", ADVICE), ("ann", "Thanks, your settings fixed it."))
    alone = resolved(("ann", ASKED), ("bob", ADVICE), ("ann", "Thanks. I fixed it with another cable."))
    assert thanked.post_probability is not None
    assert alone.post_probability is not None
    assert alone.post_probability < 0.9 <= thanked.post_probability
    assert alone.probability is not None
    assert alone.probability < 0.9


def test_who_takes_the_question_back_is_no_sure_answer() -> None:
    """ "Never mind" with a cure is less surely an answer than the cure alone."""
    tells = "I found it in the manual: hold the button of the kettle for three seconds and it mutes."
    plain, back = (resolved(("ann", ASKED), ("ann", start + tells)) for start in ("", "Never mind. "))
    assert plain.post_probability is not None
    assert back.post_probability is not None
    assert back.post_probability < plain.post_probability - 0.04


def test_a_few_words_are_less_surely_the_answer() -> None:
    """A reply of three words is less surely the right one than the same one with what to do."""
    chances = [
        resolved(("ann", ASKED), ("bob", reply), ("ann", "Thanks, that worked!")).post_probability
        for reply in (ADVICE, "Open the settings.")
    ]
    assert None not in chances
    assert chances[0] > chances[1] + 0.05
