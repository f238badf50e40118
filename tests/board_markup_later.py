"""Board softwares that were drawn after the generic reader had learned from all others, and read once as they stand."""

# ruff: noqa: E501 - markup as the softwares write it

from __future__ import annotations

from html import escape

from board_markup import SITE, Software, page
from invented_forum import Said, Talk

# --- A news aggregator's thread: one table row for each comment, its depth a picture's width


def aggregator(talk: Talk) -> str:
    """The opening's title, points and date in rows of their own, its words in a third; relative dates with titles."""

    def age(post: Said) -> str:
        return f'<span class="age" title="{post.at:%Y-%m-%dT%H:%M:%S} {int(post.at.timestamp())}"><a href="item?id={post.number}">{2026 - post.at.year} years ago</a></span>'

    def row(place: int, post: Said) -> str:
        if not place:
            return ""
        depth = (place - 1) % 3
        return (
            f'<tr class="athing comtr" id="{post.number}"><td><table border="0"><tr><td class="ind" indent="{depth}"><img src="s.gif" height="1" width="{40 * depth}"></td><td valign="top" class="votelinks"><center><a id="up_{post.number}" href="vote?id={post.number}"><div class="votearrow" title="upvote"></div></a></center></td>'
            f'<td class="default"><div style="margin-top:2px; margin-bottom:-10px;"><span class="comhead"><a href="user?id={escape(post.author)}" class="hnuser">{escape(post.author)}</a> {age(post)} <span id="unv_{post.number}"></span><span class="navs"> | <a href="#{talk.number}" class="clicky">parent</a> | <a href="#x" class="clicky">next</a> '
            f'<a class="togg clicky" id="{post.number}" n="1" href="javascript:void(0)">[–]</a></span></span></div><br><div class="comment"><div class="commtext c00">{post.body}</div><div class="reply"><p><font size="1"><u><a href="reply?id={post.number}">reply</a></u></font></div></div></td></tr></table></td></tr>'
        )

    first = talk.posts[0]
    body = (
        f'<center><table id="hnmain" border="0" width="85%"><tr><td bgcolor="#ff6600"><table><tr><td><a href="news"><img src="y.svg" width="18"></a></td><td><span class="pagetop"><b class="hnname"><a href="news">{SITE}</a></b><a href="newest">new</a> | <a href="ask">ask</a></span></td></tr></table></td></tr>'
        f'<tr id="pagespace" title="{escape(talk.title)}" style="height:10px"></tr><tr><td><table class="fatitem" border="0"><tr class="athing submission" id="{talk.number}"><td align="right" valign="top" class="title"><span class="rank"></span></td><td valign="top" class="votelinks"></td><td class="title"><span class="titleline"><a href="item?id={talk.number}">{escape(talk.title)}</a></span></td></tr>'
        f'<tr><td colspan="2"></td><td class="subtext"><span class="subline"><span class="score" id="score_{talk.number}">12 points</span> by <a href="user?id={escape(first.author)}" class="hnuser">{escape(first.author)}</a> {age(first)} | <a href="hide">hide</a> | <a href="item?id={talk.number}">{len(talk.posts) - 1} comments</a></span></td></tr>'
        f'<tr><td colspan="2"></td><td><div class="toptext">{first.body}</div></td></tr></table><br><table border="0" class="comment-tree">'
        + "".join(row(place, post) for place, post in enumerate(talk.posts))
        + "</table></td></tr></table></center>"
    )
    return page(f"{talk.title} | {SITE}", body)


# --- A link board's old pages: comments within comments


def linkboard(talk: Talk) -> str:
    """Each comment holds its replies; "6 years ago" with an exact time; "sorted by" and a side bar around."""

    def time(post: Said) -> str:
        return f'<time title="{post.at:%a %b} {post.at.day} {post.at:%H:%M:%S %Y} UTC" datetime="{post.at:%Y-%m-%dT%H:%M:%S}+00:00" class="live-timestamp">{2026 - post.at.year} years ago</time>'

    def who(post: Said, more: str = "") -> str:
        return f'<a href="/user/u{post.user}" class="author{more} may-blank id-t2_{post.user}">{escape(post.author)}</a>'

    def comment(place: int) -> str:
        if place >= len(talk.posts):
            return ""
        post = talk.posts[place]
        inner, beside = ("", comment(place + 1)) if place % 2 else (comment(place + 1), "")
        return (
            f'<div class="thing id-t1_c{post.number} noncollapsed comment" id="thing_t1_c{post.number}" data-fullname="t1_c{post.number}" data-author="{escape(post.author)}"><p class="parent"><a name="c{post.number}"></a></p><div class="midcol unvoted"><div class="arrow up"></div></div>'
            f'<div class="entry unvoted"><p class="tagline"><a href="javascript:void(0)" class="expand">[–]</a>{who(post)}<span class="userattrs"></span> <span class="score dislikes" title="1">1 point</span><span class="score unvoted" title="2">2 points</span> {time(post)}&nbsp;<a href="javascript:void(0)" class="numchildren">(0 children)</a></p>'
            f'<form action="#" class="usertext warn-on-unload" id="form-t1_c{post.number}"><input type="hidden" name="thing_id" value="t1_c{post.number}"/><div class="usertext-body may-blank-within md-container"><div class="md">{post.body}</div></div></form>'
            f'<ul class="flat-list buttons"><li class="first"><a href="/r/fix/comments/{talk.number}/x/c{post.number}/" class="bylink" rel="nofollow">permalink</a></li><li><a href="#">embed</a></li><li class="reply-button"><a href="#">reply</a></li></ul></div><div class="child"><div class="sitetable listing">{inner}</div></div></div><div class="clearleft"></div>{beside}'
        )

    first = talk.posts[0]
    body = (
        f'<div id="header" role="banner"><a href="/" id="header-img" class="default-header">{SITE}</a><span class="hover pagename redditname"><a href="/r/fix/">fix</a></span><ul class="tabmenu"><li class="selected"><a href="#">comments</a></li></ul></div>'
        f'<div class="side"><div class="linkinfo"><div class="date"><span>this post was submitted on &#32;</span><time datetime="{first.at:%Y-%m-%dT%H:%M:%S}+00:00">{first.at:%d %b %Y}</time></div><div class="score"><span class="number">12</span> points</div></div><div class="titlebox"><h1 class="hover redditname"><a href="/r/fix/">fix</a></h1></div></div>'
        f'<div class="content" role="main"><div id="siteTable" class="sitetable linklisting"><div class="thing id-t3_{talk.number} link self" id="thing_t3_{talk.number}" data-fullname="t3_{talk.number}"><div class="midcol unvoted"><div class="score unvoted">12</div></div><div class="entry unvoted"><div class="top-matter"><p class="title"><a class="title may-blank" href="/r/fix/comments/{talk.number}/x/">{escape(talk.title)}</a> '
        f'<span class="domain">(<a href="/r/fix/">self.fix</a>)</span></p><p class="tagline">submitted {time(first)} by {who(first)}</p><ul class="flat-list buttons"><li class="first"><a href="#">{len(talk.posts) - 1} comments</a></li></ul></div><div class="expando"><form class="usertext" id="form-t3_{talk.number}"><div class="usertext-body may-blank-within md-container"><div class="md">{first.body}</div></div></form></div></div></div></div>'
        f'<div class="commentarea"><div class="panestack-title"><span class="title">all {len(talk.posts) - 1} comments</span></div><div class="menuarea"><div class="spacer"><span class="dropdown-title lightdrop">sorted by: </span>best</div></div><div class="sitetable nestedlisting">{comment(1)}</div></div></div>'
    )
    return page(f"{talk.title} : fix", body)


# --- XMB: three rows of a table for each post


def xmb(talk: Talk) -> str:
    """The member's data beside two rows, "posted on 12-1-2012 at 09:12 AM" in the first of them."""

    def rows(place: int, post: Said) -> str:
        colour = f"#{'dddddd' if place % 2 else 'eeeeee'}"
        name = f'<a href="member.php?action=viewpro&amp;member=u{post.user}">{escape(post.author)}</a>' if post.registered else escape(post.author)  # fmt: skip
        return (
            f'<tr bgcolor="{colour}" class="tablerow"><td rowspan="3" valign="top" style="width: 18%;"><font class="mediumtxt"><strong>{name}</strong></font><br /><div class="smalltxt">Junior Member<br /><img src="star.gif" alt="*" /><br /><hr />Posts: {post.user}<br />Registered: 3-5-2009<br />Location: Leeds<br />Member Is Offline</div></td>'
            f'<td class="smalltxt" style="width: 82%;" valign="top"><a name="pid{post.number}" href="#pid{post.number}"><img src="icon.gif" alt="" border="0" /></a> posted on {post.at.day}-{post.at.month}-{post.at.year} at {post.at:%I:%M} {post.at:%p}</td></tr>'
            f'<tr bgcolor="{colour}" class="tablerow"><td class="tablerow" valign="top" height="80" style="width: 82%"><font class="subject"><strong>{"" if place else escape(talk.title)}</strong></font><br /><font class="mediumtxt">{post.body}</font></td></tr>'
            f'<tr bgcolor="{colour}" class="tablerow"><td class="tablerow" valign="bottom" style="width: 82%"><a href="member.php?action=viewpro&amp;member=u{post.user}"><img src="profile.gif" alt="View User\'s Profile" /></a> <a href="memcp.php?u={post.user}"><img src="u2u.gif" alt="U2U Member" /></a></td></tr>'
        )

    body = (
        f'<table width="97%" align="center"><tr><td class="navtd"><font class="navtd"><a href="index.php">{SITE}</a> &raquo; <a href="forumdisplay.php?fid=4">Repairs</a> &raquo; {escape(talk.title)}</font></td></tr></table><table width="97%"><tr><td class="postpages">&nbsp;</td></tr></table>'
        f'<table border="0" cellspacing="1" width="97%" align="center"><tr class="header"><td width="18%">Author: </td><td>Subject: {escape(talk.title)}</td></tr>'
        + "".join(rows(place, post) for place, post in enumerate(talk.posts))
        + '<tr><td class="header" colspan="2">&nbsp;</td></tr></table>'
    )
    return page(f"{SITE} - {talk.title} - Powered by XMB", body)


# --- Misago: a board of the newer kind


def misago(talk: Talk) -> str:
    """Everything in boxes with classes; the date is a link's title, the words between two bars of buttons."""

    def post_box(place: int, post: Said) -> str:
        who = f'<a href="/u/u{post.user}/{post.user}/" class="item-title">{escape(post.author)}</a>' if post.registered else f'<span class="item-title">{escape(post.author)}</span>'  # fmt: skip
        when = (
            f"{post.at:%B} {post.at.day}, {post.at.year} {post.at.hour % 12 or 12}:{post.at:%M} {post.at:%p}"
        )
        return (
            f'<li id="post-{post.number}" class="post"><div class="panel panel-default panel-post"><div class="panel-body"><div class="row"><div class="col-xs-12 col-md-3 post-side post-side-registered"><div class="media"><div class="media-left"><img class="post-avatar" src="a.png" width="100" alt=""></div>'
            f'<div class="media-body"><div class="media-heading">{who}<span class="user-status user-offline"><span class="status-label">Offline</span></span></div><div class="user-title">Members</div><div class="user-postcount">{post.user} posts</div></div></div></div>'
            f'<div class="col-xs-12 col-md-9"><div class="post-heading"><a href="/t/{talk.slug}/{talk.number}/post/{post.number}/" class="btn btn-link posted-on" title="posted on {when}">{post.at:%b} {post.at.year % 100}</a><button class="btn btn-default">Options</button></div>'
            f'<div class="post-body"><article class="misago-markup">{post.body}</article></div><div class="post-footer"><button type="button" class="btn btn-default">Like</button><p class="pull-left">{escape(post.author)} likes this.</p></div></div></div></div></div></li>'
        )

    body = (
        f'<div id="misago-container"><nav class="navbar navbar-misago"><a href="/" class="navbar-brand">{SITE}</a></nav><div class="page page-thread"><div class="page-header-bg"><div class="page-header"><div class="container"><ol class="breadcrumb"><li><a href="/c/repairs/4/">Repairs</a></li></ol><h1>{escape(talk.title)}</h1></div>'
        f'<div class="header-stats"><div class="container"><ul class="list-inline"><li class="thread-replies">{len(talk.posts) - 1} replies</li><li class="thread-last-reply">last reply by {escape(talk.posts[-1].author)}</li></ul></div></div></div></div><div class="container"><ul class="posts-list">'
        + "".join(post_box(place, post) for place, post in enumerate(talk.posts))
        + "</ul></div></div></div>"
    )
    return page(f"{talk.title} | {SITE}", body)


# --- A Q&A engine of communities: the same box for question and answers, comments in threads below


def communities(talk: Talk) -> str:
    """Score on the left, words, then a box with the author and "6 years ago" whose title is the exact time."""

    def signed(post: Said) -> str:
        return (
            f'<div class="user-card"><div class="user-card--content"><a class="user-card--link" dir="ltr" href="/users/{post.user}">{escape(post.author)}</a><span class="user-card--rep">{post.user * 20}</span></div></div>'
            f'<div class="post--meta"><span title="{post.at:%Y-%m-%dT%H:%M:%SZ}">{2026 - post.at.year} years ago</span></div>'
        )

    def note(post: Said) -> str:
        return f'<div class="comment" id="comment-{post.number}" data-id="{post.number}"><div class="comment--body"><p>{post.body}</p></div><div class="comment--meta"><a href="/users/{post.user}" dir="ltr">{escape(post.author)}</a> wrote <span title="{post.at:%Y-%m-%dT%H:%M:%SZ}">{2026 - post.at.year} years ago</span></div></div>'

    def box(place: int, post: Said) -> str:
        notes = f'<div class="post--comments"><h4>{len(post.comments)} comment threads</h4>{"".join(map(note, post.comments))}</div>' if post.comments else ""  # fmt: skip
        return (
            f'<div class="post" data-post-id="{post.number}" id="{"answer" if place else "question"}-{post.number}"><div class="post--container grid"><div class="grid--cell post--votes"><button class="vote-button is-up">+{place}</button><button class="vote-button is-down">-0</button></div>'
            f'<div class="grid--cell post--content"><div class="post--body">{post.body}</div><div class="post--footer">{signed(post)}</div></div></div>{notes}</div>'
        )

    body = (
        f'<header class="header"><div class="header--brand"><a href="/" class="header--brand-link">{SITE}</a></div></header><main class="container"><div class="breadcrumb"><a href="/categories/1">Q&amp;A</a></div><h1 class="post--title">{escape(talk.title)}</h1>{box(0, talk.posts[0])}'
        f'<div class="answers"><h2>{len(talk.posts) - 1} answers</h2>'
        + "".join(box(place, post) for place, post in enumerate(talk.posts) if place)
        + "</div></main>"
    )
    return page(f"{talk.title} - {SITE}", body)


LATER = {
    "aggregator": Software(name=lambda talk: f"item?id={talk.number}.html", page=aggregator),
    "linkboard": Software(name=lambda talk: f"comments/{talk.number}/{talk.slug}.html", page=linkboard),
    "xmb": Software(name=lambda talk: f"viewthread.php?tid={talk.number}.html", page=xmb),
    "misago": Software(name=lambda talk: f"t/{talk.slug}/{talk.number}.html", page=misago),
    "communities": Software(name=lambda talk: f"posts/{talk.number}.html", page=communities, comments=True),
}
