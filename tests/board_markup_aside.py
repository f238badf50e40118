"""Board softwares whose pages were kept aside while the generic reader was made: they show what it does with others."""

# ruff: noqa: E501 - markup as the softwares write it

from __future__ import annotations

from html import escape

from board_markup import SITE, Software, page
from invented_forum import Said, Talk

# --- Question2Answer: schema.org's words in the markup, dates relative with the exact ones as attributes


def question2answer(talk: Talk) -> str:
    """Who and when stand in a line of spans behind the words; comments below answers."""

    def meta(post: Said, what: str, kind: str) -> str:
        return (
            f'<span class="qa-{kind}-item-meta"><a class="qa-{kind}-item-what" href="#a{post.number}">{what}</a> <span class="qa-{kind}-item-when">'
            f'<span class="qa-{kind}-item-when-data"><time itemprop="dateCreated" datetime="{post.at:%Y-%m-%dT%H:%M:%S}+0000" title="{post.at:%Y-%m-%dT%H:%M:%S}+0000">'
            f'{post.at:%b} {post.at.day}, {post.at.year}</time></span></span> <span class="qa-{kind}-item-who"><span class="qa-{kind}-item-who-pad">by </span>'
            f'<span class="qa-{kind}-item-who-data"><span itemprop="author" itemscope><a href="../user/u{post.user}" class="qa-user-link"><span itemprop="name">'
            f'{escape(post.author)}</span></a></span></span> <span class="qa-{kind}-item-who-points">(<span class="qa-{kind}-item-who-points-data">{post.user * 30}'
            "</span> points)</span></span></span>"
        )

    def note(post: Said) -> str:
        return (
            f'<div class="qa-c-list-item" id="c{post.number}" itemscope itemtype="https://schema.org/Comment"><div class="qa-c-item-content qa-post-content">'
            f'<div itemprop="text">{post.body}</div></div><div class="qa-c-item-footer">{meta(post, "commented", "c")}</div></div>'
        )

    def answer(place: int, post: Said) -> str:
        selected = " qa-a-list-item-selected" if post.accepted else ""
        badge = (
            '<div class="qa-a-selection"><div class="qa-a-selected">&nbsp;</div><div class="qa-a-selected-text">Best answer</div></div>'
            if post.accepted
            else ""
        )
        return (
            f'<div class="qa-a-list-item{selected}" id="a{post.number}" itemprop="suggestedAnswer" itemscope><div class="qa-a-item-main"><div class="qa-voting">'
            f'<span class="qa-upvote-count-data">{place}</span> like</div>{badge}<div class="qa-a-item-content qa-post-content"><div itemprop="text">{post.body}</div></div>'
            f'{meta(post, "answered", "a")}<div class="qa-a-item-c-list">{"".join(map(note, post.comments))}</div></div></div>'
        )

    first = talk.posts[0]
    answers = "".join(answer(place, post) for place, post in enumerate(talk.posts) if place)
    body = (
        f'<div class="qa-body-wrapper"><div class="qa-header"><div class="qa-logo"><a href="../" class="qa-logo-link">{SITE}</a></div></div>'
        f'<div class="qa-main" itemscope itemtype="https://schema.org/QAPage"><div class="qa-main-heading"><h1><a href="../{talk.number}/{talk.slug}">'
        f'<span itemprop="name">{escape(talk.title)}</span></a></h1></div><div class="qa-part-q-view"><div class="qa-q-view" id="q{first.number}"><div class="qa-q-view-main">'
        f'<div class="qa-q-view-content qa-post-content"><div itemprop="text">{first.body}</div></div><div class="qa-q-view-tags"><ul class="qa-q-view-tag-list"><li>'
        f'<a href="../tag/pump" class="qa-tag-link">pump</a></li></ul></div>{meta(first, "asked", "q-view").replace("-item", "")}</div></div></div>'
        f'<div class="qa-part-a-list" id="a_list"><h2 id="a_list_title">{len(talk.posts) - 1} Answers</h2><div class="qa-a-list">{answers}</div></div></div></div>'
    )
    return page(f"{talk.title} - {SITE}", body)


# --- Jive: paragraphs of a message in boxes of its own, "Correct Answer" as a badge


def jive(talk: Talk) -> str:
    """A numbered line with author and date above the words; replies in a list."""

    def author(post: Said, number: int) -> str:
        return (
            f'<span class="jive-author j-post-author"><strong><a href="/people/u{post.user}" data-userId="{post.user}" class="jiveTT-hover-user jive-username-link">{escape(post.author)}</a>'
            f'</strong> <span class="font-color-meta-light">{post.at:%b} {post.at.day}, {post.at.year} {post.at.hour % 12 or 12}:{post.at:%M} {post.at:%p}</span></span>'
            f'<span class="jive-level">Level {number % 4 + 1} ({post.user * 10} points)</span>'
        )

    def reply(place: int, post: Said) -> str:
        if not place:
            return ""
        correct = (
            '<div class="jive-thread-reply-answer"><strong>Correct Answer</strong></div>'
            if post.accepted
            else ""
        )
        return (
            f'<li class="reply clearfix j-thread-post"><div id="{post.number}" class="jive-thread-reply{" jive-thread-reply-correct" if post.accepted else ""}"><div class="j-thread-post-wrapper">'
            f'<header><a href="/message/{post.number}#{post.number}">{place}.</a> <span>Re: {escape(talk.title)}</span></header>{author(post, place)}{correct}'
            f'<div class="jive-rendered-content">{post.body}</div><footer><ul class="j-post-actions"><li><a href="#">Like (0)</a></li><li><a href="#">Actions</a></li></ul></footer></div></div></li>'
        )

    first = talk.posts[0]
    body = (
        f'<header id="j-header"><div id="jive-nav-link-home"><a href="/">{SITE}</a></div></header><div id="jive-body-main"><div class="jive-thread-post j-rc5">'
        f'<header><h1><a href="/thread/{talk.number}">{escape(talk.title)}</a></h1></header><div class="j-original-message" id="{first.number}">{author(first, 2)}'
        f'<div class="jive-rendered-content">{first.body}</div></div></div><div class="j-thread-replies"><ul class="jive-discussion-replies">'
        + "".join(reply(place, post) for place, post in enumerate(talk.posts))
        + "</ul></div></div>"
    )
    return page(f"{talk.title} | {SITE}", body, canonical=f"https://hob.example/thread/{talk.number}")


# --- Web Wiz Forums: rows of one table without classes that say much


def webwiz(talk: Talk) -> str:
    """A row with the author and the date, a row with the words, a thin row between posts."""

    def rows(place: int, post: Said) -> str:
        return (
            f'<tr class="msg{"Odd" if place % 2 else "Even"}TableTop"><td valign="top" class="msgTableTopLeft" width="135"><a name="{post.number}"></a><span class="msgAuthor" id="msgAuthor{post.number}">'
            f'<a href="member_profile.asp?PF={post.user}" rel="nofollow">{escape(post.author)}</a></span></td><td class="msgTableTopRight"><span class="smText">'
            f"Topic: {escape(talk.title)}<br>Posted: {post.at:%d} {post.at:%b} {post.at.year} at {post.at.hour % 12 or 12}:{post.at:%M}{post.at:%p}</span></td></tr>"
            f'<tr class="msg{"Odd" if place % 2 else "Even"}TableRow"><td valign="top" class="msgTableSide"><span class="smText">Newbie<br>Joined: 03 May 2009<br>Location: Leeds<br>Points: {post.user}</span></td>'
            f'<td valign="top" class="msgTableBody"><div class="msgBody">{post.body}<!-- Message body --></div></td></tr>'
            '<tr><td colspan="2" class="msgTableSpacer"></td></tr>'
        )

    body = (
        f'<table class="basicTable"><tr><td><h1>{SITE} : {escape(talk.title)}</h1></td></tr></table><table class="tableBorder" align="center"><tr class="tableLedger"><td width="135">Author</td>'
        '<td><a href="#">Message</a></td></tr>'
        + "".join(rows(place, post) for place, post in enumerate(talk.posts))
        + "</table>"
    )
    return page(f"{talk.title} - {SITE} - Page 1", body)


# --- AnswerHub: nodes with the date in words, the accepted one marked by a class and a heading


def answerhub(talk: Talk) -> str:
    """A question and answers as widgets, comments under each in a list."""

    def who(post: Said, verb: str) -> str:
        return (
            f'<p class="author-info muted post-info"><span>{verb} by </span><a class="userInfo author" href="/users/{post.user}/x.html">{escape(post.author)}</a> <span class="dot">·</span> '
            f'<span class="muted" title="{post.at:%b %d, %Y at %I:%M %p}">{post.at:%b %d, %Y at %I:%M %p}</span></p>'
        )

    def note(post: Said) -> str:
        return (
            f'<li class="comment-container" id="comment-{post.number}"><div class="comment-content"><div class="comment-body"><div class="comment-text">{post.body}</div></div>'
            f'<div class="comment-tools">{who(post, "commented")}</div></div></li>'
        )

    def answer(place: int, post: Said) -> str:
        if not place:
            return ""
        best = '<h4 class="best-answer-heading">Best Answer</h4>' if post.accepted else ""
        return (
            f'<div id="answer-container-{post.number}" class="answer-container node-container{" accepted-answer" if post.accepted else ""}" nodeid="{post.number}">{best}<div class="row-fluid"><div class="vote-widget">'
            f'<span class="score">{place}</span></div><div class="content-wrapper">{who(post, "Answer")}<div class="answer-body node-body fr-view">{post.body}</div></div></div>'
            f'<ul class="comments-container">{"".join(map(note, post.comments))}</ul></div>'
        )

    first = talk.posts[0]
    body = (
        f'<div class="navbar"><a class="brand" href="/">{SITE}</a></div><div class="question-header"><h1 class="question-title" itemprop="name">{escape(talk.title)}</h1></div>'
        f'<div class="question-container node-container" id="question-container-{first.number}" nodeid="{first.number}"><div class="content-wrapper">{who(first, "Question")}'
        f'<div class="question-body node-body fr-view">{first.body}</div></div></div><h3 class="answer-count">{len(talk.posts) - 1} Answers</h3><div class="answers">'
        + "".join(answer(place, post) for place, post in enumerate(talk.posts))
        + "</div>"
    )
    return page(f"{talk.title} - {SITE}", body)


# --- UBB.threads: each post a table in a table, the date in spans of its own


def ubb(talk: Talk) -> str:
    """A subject line with number and date, the member's data on the left."""

    def box(place: int, post: Said) -> str:
        return (
            f'<div id="p{post.number}"><table width="100%" cellspacing="1" cellpadding="0" class="t_outer"><tr><td class="subjecttable" colspan="2"><a name="Post{post.number}"></a><div class="fr small">'
            f'<a href="/ubbthreads.php/ubb/showflat/Number/{post.number}#Post{post.number}">#{post.number}</a></div><div class="truncate bold">{"Re: " if place else ""}{escape(talk.title)}</div>'
            f'<span class="small"><span class="date">{post.at:%m/%d/%y}</span> <span class="time">{post.at:%I:%M %p}</span></span></td></tr>'
            f'<tr><td width="15%" valign="top" class="author-content alt-2"><div class="bold author-name"><a href="/ubbthreads.php/users/{post.user}/x.html">{escape(post.author)}</a></div>'
            f'<div>journeyman</div><div class="small"><b>Joined:</b> May 2009</div><div class="small"><b>Posts:</b> {post.user * 3}</div></td>'
            f'<td width="85%" class="post-content alt-1" valign="top"><div class="post_inner"><div id="body{place}">{post.body}</div></div><div class="signature">The kettle is on.</div></td></tr></table></div>'
        )

    body = (
        f'<div id="top"><a href="/"><img alt="{SITE}" src="/logo.png"></a></div><table class="t_outer"><tr><td class="breadcrumbs"><a href="/ubbthreads.php/forum_summary">Forums</a> '
        f'<a href="/ubbthreads.php/forums/4/1/Repairs">Repairs</a> {escape(talk.title)}</td></tr></table>'
        + "".join(box(place, post) for place, post in enumerate(talk.posts))
    )
    return page(f"{talk.title} - {SITE}", body)


# --- Telligent Community: a list of contents with headers that hold avatar, author and date


def telligent(talk: Talk) -> str:
    """The opening as a content of its own, replies as a threaded list's items."""

    def header(post: Said) -> str:
        return (
            f'<div class="author"><span class="avatar"><img src="/a.png" alt=""></span><span class="user-name"><a href="/members/u{post.user}" class="internal-link view-user-profile">'
            f'{escape(post.author)}</a></span></div><div class="attributes"><ul class="attribute-list"><li class="attribute-item date"><span class="attribute-value"><time datetime="{post.at:%Y-%m-%dT%H:%M:%S.000Z}">'
            f"{post.at:%B} {post.at.day}, {post.at.year}</time></span></li></ul></div>"
        )

    def reply(place: int, post: Said) -> str:
        if not place:
            return ""
        answer = (
            '<div class="status"><span class="verified-answer">Verified Answer</span></div>'
            if post.accepted
            else ""
        )
        return (
            f'<li class="threaded content-item" data-id="{post.number}" id="{post.number}"><div class="full-post-header">{header(post)}</div>{answer}<div class="content">{post.body}</div>'
            '<div class="navigation"><a href="#" class="like">Like</a><a href="#" class="reply">Reply</a><a href="#">Cancel</a></div></li>'
        )

    first = talk.posts[0]
    body = (
        f'<div class="header-fragments"><h1 class="banner-title"><a href="/">{SITE}</a></h1></div><div class="content-fragment forum-thread"><div class="thread-starter full-post" data-id="{first.number}">'
        f'<div class="full-post-header">{header(first)}</div><h2 class="name">{escape(talk.title)}</h2><div class="content">{first.body}</div><div class="footer"></div></div>'
        f'<ul class="content-list threaded-list">{"".join(reply(place, post) for place, post in enumerate(talk.posts))}</ul></div>'
    )
    return page(
        f"{talk.title} - Forum - Repairs - {SITE}",
        body,
        canonical=f"https://hob.example/repairs/f/forum/{talk.number}/{talk.slug}",
    )


# --- A guestbook-like script of the nineties: nothing but tables, fonts and rules


def wwwboard(talk: Talk) -> str:
    """No class anywhere: a bold name, a date in italics, words, a rule."""

    def entry(place: int, post: Said) -> str:
        return (
            f'<tr bgcolor="#eeeeee"><td><a name="{post.number}"></a><font size="2"><b>{escape(post.author)}</b></font></td><td align="right"><font size="1"><i>{post.at:%d} {post.at:%B} {post.at.year}, '
            f'{post.at:%H:%M}</i></font></td></tr><tr><td colspan="2">{post.body}</td></tr><tr><td colspan="2"><hr></td></tr>'
        )

    body = (
        f'<center><font size="5"><b>{SITE}</b></font></center><hr><h3>{escape(talk.title)}</h3><table border="0" width="90%">'
        + "".join(entry(place, post) for place, post in enumerate(talk.posts))
        + '</table><p><a href="index.html">Back</a></p>'
    )
    return page(f"{SITE}: {talk.title}", body)


ASIDE = {
    "question2answer": Software(
        name=lambda talk: f"{talk.number}/{talk.slug}.html",
        page=question2answer,
        comments=True,
        accepted=True,
    ),
    "jive": Software(name=lambda talk: f"thread/{talk.number}.html", page=jive, accepted=True),
    "webwiz": Software(name=lambda talk: f"forum_posts.asp?TID={talk.number}.html", page=webwiz),
    "answerhub": Software(
        name=lambda talk: f"questions/{talk.number}/{talk.slug}.html",
        page=answerhub,
        comments=True,
        accepted=True,
    ),
    "ubb": Software(name=lambda talk: f"ubbthreads.php/topics/{talk.number}/{talk.slug}.html", page=ubb),
    "telligent": Software(
        name=lambda talk: f"f/forum/{talk.number}/{talk.slug}.html", page=telligent, accepted=True
    ),
    "wwwboard": Software(name=lambda talk: f"messages/{talk.number}.html", page=wwwboard),
}
