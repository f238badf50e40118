"""What is asked where a question's own words are lost: its thread's first posts tell, a quote among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kbminer.records import Question, Thread
from kbminer.redact.posts import people_of, read_post

MOST_POSTS = 3  # of a thread, the opening one among them: who answers first quotes what is asked
LONGEST = 1_200  # characters


def is_lost(question: Question) -> bool:
    """Tell whether nothing but the title says what is asked: lists drop mails that are HTML alone.

    >>> is_lost(Question(thread="f:1", title="Error")), is_lost(Question(thread="f:1", title="x", ask="y"))
    (True, False)
    """
    return not question.ask.strip() and not question.errors


def told_by_posts(questions: Mapping[str, Question], threads: Iterable[Thread]) -> dict[str, Question]:
    """Let the first posts of threads tell what is asked there; names and private things are taken out.

    Parameters
    ----------
    questions
        By thread key.
    threads
        Those of questions whose own words are lost.

    Returns
    -------
    dict of str to Question
        All questions, those of the threads with what their posts tell.
    """
    found = dict(questions)
    for thread in threads:
        people = people_of(thread)
        public = [post for post in thread.posts if post.visibility.is_public][:MOST_POSTS]
        read = [read_post(post, people) for post in public]
        # Of an opening post that holds no words of its asker only code tells anything.
        holds_code = any(block.kind == "code" for post in read[:1] for block in post.text.blocks)
        told = "\n".join(post.markdown.strip() for post in read[0 if holds_code else 1 :])
        found[thread.key] = replace(found[thread.key], ask=told[:LONGEST])
    return found
