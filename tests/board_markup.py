"""Pages as the board softwares that have no reader of their own draw them, by hand in their real markup."""

# ruff: noqa: E501 - markup as the softwares write it

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from invented_forum import Said, Talk

SITE = "Larkspur Support"


@dataclass(frozen=True, kw_only=True)
class Software:
    """How a board software names and draws the page of a thread."""

    name: Callable[[Talk], str]
    page: Callable[[Talk], str]
    comments: bool = False
    accepted: bool = False


def page(title: str, body: str, *, canonical: str = "", attributes: str = "", head: str = "") -> str:
    """A page with the site's frame around it."""
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>{link}{head}</head>'
        f"<body{attributes}>{body}</body></html>"
    )


def _each(talk: Talk, draw: Callable[[int, Said], str]) -> str:
    return "".join(draw(place, post) for place, post in enumerate(talk.posts))


# --- Drupal 7 with its forum module: no link for guests, replies indented below one another


def drupal(talk: Talk) -> str:
    """One opening as a node, replies as comments, the site's name as the first heading."""

    def submitted(post: Said, what: str) -> str:
        name = escape(post.author) + ("" if post.registered else " (not verified)")
        return f'<div class="{what}"><span>Submitted by {name} on {post.at:%a, %m/%d/%Y - %H:%M}</span></div>'

    def comment(place: int, post: Said) -> str:
        if not place:
            return ""
        inside = (
            f'<a id="comment-{post.number}"></a><div class="comment comment-by-anonymous clearfix">'
            f'<h3><a href="/comment/{post.number}#comment-{post.number}" class="permalink" rel="bookmark">Re</a></h3>'
            f'{submitted(post, "submitted")}<div class="content"><div class="field field-name-comment-body">'
            f'<div class="field-items"><div class="field-item even">{post.body}</div></div></div></div>'
            f'<ul class="links inline"><li class="comment-reply first last"><a href="/comment/reply/1/{post.number}">'
            "reply</a></li></ul></div>"
        )
        return inside if place % 3 else f'<div class="indented">{inside}</div>'

    first = talk.posts[0]
    replies = _each(talk, comment)
    body = (
        f'<div id="page"><div id="header"><h1 class="site-name"><a href="/">{SITE}</a></h1></div>'
        '<div id="sidebar"><div class="block"><h2>User login</h2><ul><li><a href="/user/register">Create new account'
        "</a></li></ul></div></div>"
        f'<div id="content"><div class="breadcrumb"><a href="/">Home</a> » <a href="/forum">Forums</a> » '
        f'<a href="/forum/4">Repairs</a></div><h2 class="title" id="page-title">{escape(talk.title)}</h2>'
        f'<div id="node-{talk.number}" class="node node-forum clearfix">{submitted(first, "meta submitted")}'
        f'<div class="content clearfix"><div class="field field-name-body"><div class="field-items">'
        f'<div class="field-item even">{first.body}</div></div></div></div><div class="link-wrapper"><ul class="links">'
        '<li><a href="/user/login">Log in</a> to post comments</li></ul></div>'
        + (
            f'<div id="comments" class="comment-wrapper"><h2 class="title">Comments</h2>{replies}</div>'
            if replies
            else ""
        )
        + "</div></div><div id='footer'>Powered by Drupal</div></div>"
    )
    return page(
        f"{talk.title} | {SITE}", body, attributes=' class="html not-front page-node node-type-forum"'
    )


# --- bbPress 2, a plugin of WordPress: the date and the words of a post stand beside one another


def bbpress(talk: Talk) -> str:
    """A header with the date, then a box with author and words."""

    def reply(place: int, post: Said) -> str:
        name = f'<span class="bbp-author-name">{escape(post.author)}</span>'
        if post.registered:
            name = f'<a href="https://hob.example/users/u{post.user}/" class="bbp-author-link" rel="nofollow">{name}</a>'
        role = "Keymaster" if post.user == 4 else "Participant"
        kind = "reply type-reply" if place else "topic type-topic topic-tag-pump"
        return (
            f'<div id="post-{post.number}" class="bbp-reply-header"><div class="bbp-meta">'
            f'<span class="bbp-reply-post-date">{_long(post.at)}</span><a href="#post-{post.number}" '
            f'class="bbp-reply-permalink">#{post.number}</a><span class="bbp-admin-links"></span></div></div>'
            f'<div class="loop-item-{place} user-id-{post.user} bbp-parent-topic-{talk.number} {"even" if place % 2 else "odd"} '
            f'post-{post.number} {kind} status-publish hentry"><div class="bbp-reply-author">{name}<br>'
            f'<div class="bbp-author-role">{role}</div></div><div class="bbp-reply-content">{post.body}</div></div>'
        )

    last = talk.posts[-1]
    body = (
        f'<header><p class="site-title">{SITE}</p></header><header class="entry-header"><h1 class="entry-title">'
        f'{escape(talk.title)}</h1></header><div id="bbpress-forums"><div class="bbp-breadcrumb"><p><a href="/">Home</a> › '
        '<a href="/forums/forum/repairs/">Repairs</a> › <span class="bbp-breadcrumb-current">x</span></p></div>'
        f'<div class="bbp-template-notice info"><ul><li class="bbp-topic-description">This topic has {len(talk.posts) - 1} '
        f'replies, 2 voices, and was last updated <a href="#">6 years, 2 months ago</a> by <a href="https://hob.example/'
        f'users/u{last.user}/">{escape(last.author)}</a>.</li></ul></div><ul id="topic-{talk.number}-replies" '
        'class="forums bbp-replies"><li class="bbp-header"><div class="bbp-reply-author">Author</div>'
        f'<div class="bbp-reply-content">Posts</div></li><li class="bbp-body">{_each(talk, reply)}</li></ul></div>'
    )
    address = f"https://hob.example/forums/topic/{talk.slug}/"
    return page(f"{talk.title} – {SITE}", body, canonical=address, attributes=' class="topic bbpress single"')


# --- bbPress 1: the date below the words, relative to now, in a box of its own


def bbpress1(talk: Talk) -> str:
    """Author and post beside one another in a list's item; the date stands below the words."""

    def item(place: int, post: Said) -> str:
        name = escape(post.author)
        named = f'<a href="http://hob.example/">{name}</a>' if post.user % 2 else name
        return (
            f'<li id="post-{post.number}"{" class=" + chr(34) + "alt" + chr(34) if place % 2 else ""}>'
            f'<div id="position-{place + 1}"><div class="threadauthor"><p><strong>{named}</strong><br><small>'
            f'<a href="/profile/{post.user}">Member</a></small></p></div><div class="threadpost"><div class="post">'
            f'{post.body}</div><div class="poststuff">Posted on {_long(post.at)} <a href="#post-{post.number}">#</a>'
            "</div></div></div></li>"
        )

    body = (
        f'<div id="wrapper"><div id="header"><h1><a href="/">{SITE}</a></h1></div><div id="main">'
        f'<h3 class="bbcrumb"><a href="/">{SITE}</a> » <a href="/forum/repairs">Repairs</a></h3>'
        f'<div class="infobox"><div id="topic-info"><h2 class="topictitle">{escape(talk.title)}</h2>'
        f'<span id="topic_posts">({len(talk.posts)} posts)</span></div></div>'
        f'<div id="ajax-response"></div><ol id="thread" class="list:post">{_each(talk, item)}</ol></div></div>'
    )
    return page(f"{talk.title} « {SITE}", body)


# --- Khoros (Lithium): the solution stands on top and again in its place


def khoros(talk: Talk) -> str:
    """Messages of one class in boxes of several, numbered by an attribute."""
    number = iter(range(100))

    def message(post: Said, extra: str = "") -> str:
        solved = '<img class="lia-solution-icon" alt="Solved" src="/s.png">' if post.accepted else ""
        accepted = " lia-accepted-solution" if post.accepted else ""
        return (
            f'<div class="lia-panel-message lia-message-view lia-message-view-display{accepted} {extra}" '
            f'data-lia-message-uid="{post.number}" id="messageview_{next(number)}"><div class="lia-quilt lia-quilt-forum-message">'
            f'<div class="lia-message-author-with-avatar"><span class="UserName lia-user-name lia-user-rank-New-Member">'
            f'<a class="lia-link-navigation lia-page-link lia-user-name-link" href="/t5/user/viewprofilepage/user-id/{post.user}">'
            f'<span class="">{escape(post.author)}</span></a></span></div><div class="lia-message-author-rank">New Member</div>'
            '<p class="lia-message-dates lia-message-post-date"><span class="DateTime lia-message-posted-on">'
            f'<span class="local-date">\u200e{post.at:%m-%d-%Y}</span> <span class="local-time">{post.at:%I:%M %p}</span></span></p>'
            f'<div class="lia-message-body"><div class="lia-message-body-content">{solved}{post.body}</div></div>'
            '<div class="lia-rating"><span class="MessageKudosCount">2</span><span> Kudos</span></div>'
            '<div class="lia-message-footer"><a class="lia-button reply-action-link" href="#">Reply</a></div></div></div>'
        )

    best = next((post for post in talk.posts if post.accepted), None)
    replies = "".join(
        f'<div class="lia-linear-display-message-view">{message(post)}</div>' for post in talk.posts[1:]
    )
    solution = (
        f'<div class="lia-accepted-solutions"><h3>1 ACCEPTED SOLUTION</h3>{message(best)}</div>'
        if best
        else ""
    )
    body = (
        f'<ul class="lia-list-standard-inline" aria-label="breadcrumbs"><li><a href="/">{SITE}</a></li></ul>'
        f'<div class="lia-page-header"><h1 class="lia-node-header-title"><span>{escape(talk.title)}</span></h1></div>'
        f'<div class="first-message">{message(talk.posts[0], "lia-panel-message-root")}</div>{solution}'
        f'<div class="lia-component-reply-list"><h3>{len(talk.posts) - 1} REPLIES</h3><div class="linear-message-list">'
        f"{replies}</div></div>"
    )
    address = f"https://hob.example/t5/Repairs/{talk.slug}/td-p/{talk.posts[0].number}"
    said = "Solved: " if best else ""
    return page(
        f"{said}{talk.title} - {SITE} - {talk.number}", body, canonical=address, attributes=' id="lia-body"'
    )


# --- Discuz! X: signs that only a copy shows, the date of registration in each post, an edit note


def discuz(talk: Talk) -> str:
    """A table for each post, with the member's data beside it."""

    def post_box(place: int, post: Said) -> str:
        edit = (
            f'<i class="pstatus"> 本帖最后由 {post.author} 于 {_numbers(post.at)} 编辑 </i><br><br>'
            if place % 2
            else ""
        )
        return (
            f'<div id="post_{post.number}"><table id="pid{post.number}" class="plhin" summary="pid{post.number}"><tr>'
            f'<td class="pls" rowspan="2"><div id="favatar{post.number}" class="pls favatar"><div class="pi"><div class="authi">'
            f'<a href="home.php?mod=space&amp;uid={post.user}" target="_blank" class="xw1">{escape(post.author)}</a></div></div>'
            '<p><em><a href="home.php?mod=spacecp">中级会员</a></em></p><dl class="pil cl"><dt>注册时间</dt>'
            f'<dd>2011-7-{post.user}</dd></dl></div></td><td class="plc"><div class="pi"><strong><a href="#" id="postnum{post.number}">'
            f'<em>{place + 1}</em><sup>#</sup></a></strong><div class="pti"><div class="authi"><em id="authorposton{post.number}">'
            f'发表于 {_numbers(post.at)}</em><span class="pipe">|</span><a href="#" rel="nofollow">只看该作者</a></div></div></div>'
            f'<div class="pct"><div class="pcb"><div class="t_fsz"><table><tr><td class="t_f" id="postmessage_{post.number}">'
            f'{edit}{post.body}<font class="jammer">9 x# q/ R</font><span style="display:none">0 ^% w</span></td></tr></table>'
            '</div></div></div></td></tr><tr><td class="plc plm"><div class="sign">签名：先搜索</div></td></tr></table></div>'
        )

    body = (
        f'<div id="pt"><div class="z"><a href="./">{SITE}</a> › <a href="forum-36-1.html">Repairs</a></div></div>'
        f'<div id="postlist" class="pl bm"><table><tr><td class="pls"><span class="xg1">查看:</span> <span class="xi1">431</span></td>'
        f'<td class="plc"><h1 class="ts"><span id="thread_subject">{escape(talk.title)}</span></h1></td></tr></table>'
        f"{_each(talk, post_box)}</div>"
    )
    address = f"http://hob.example/thread-{talk.number}-1-1.html"
    return page(
        f"{talk.title} - 设备 - {SITE} - Powered by Discuz!",
        body,
        canonical=address,
        attributes=' id="nv_forum"',
    )


# --- Askbot and OSQA: a question, answers, comments on both, a marked answer


def askbot(talk: Talk) -> str:
    """A question page with relative dates that carry the exact ones as titles."""

    def signed(post: Said, verb: str) -> str:
        return (
            f'<div class="post-update-info-container"><div class="post-update-info"><p>{verb} <strong>'
            f'<abbr class="timeago" title="{post.at:%Y-%m-%d %H:%M:%S} +0000">{post.at:%Y-%m-%d %H:%M:%S} +0000</abbr></strong></p>'
            f'<div class="user-info"><a href="/users/{post.user}/{post.author}/">{escape(post.author)}</a><br>'
            f'<span class="score" title="{post.user} karma">{post.user}</span></div></div></div>'
        )

    def notes(post: Said) -> str:
        found = "".join(
            f'<div class="comment" id="comment-{note.number}"><div class="comment-votes"></div><div class="comment-body">{note.body} '
            f'<a class="author" href="/users/{note.user}/x/">{escape(note.author)}</a> <span class="age">(<abbr class="timeago" '
            f'title="{note.at:%Y-%m-%d %H:%M:%S} +0000">{note.at:%Y-%m-%d %H:%M:%S} +0000</abbr>)</span></div></div>'
            for note in post.comments
        )
        return f'<div class="comments" id="comments-for-post-{post.number}"><div class="content">{found}</div></div>'

    def answer(place: int, post: Said) -> str:
        if not place:
            return ""
        state = "answer accepted-answer" if post.accepted else "answer"
        return (
            f'<a name="{post.number}"></a><div id="post-id-{post.number}" class="post {state}"><div class="vote-buttons">'
            f'<div class="vote-number">{place}</div></div><div class="answer-table"><div class="answer-body">'
            f'{signed(post, "answered")}{post.body}</div><div class="answer-controls post-controls"><span class="action-link">'
            f'<a class="permant-link" href="#{post.number}">link</a></span></div>{notes(post)}</div></div>'
        )

    first = talk.posts[0]
    body = (
        f'<div id="header"><a href="/" id="logo">{SITE}</a></div><div class="box"><h2>Stats</h2><p>Asked: <strong title="'
        f'{first.at:%Y-%m-%d %H:%M:%S}">{first.at:%Y-%m-%d}</strong></p><p>Last updated: <strong>{talk.posts[-1].at:%b %d %Y}</strong></p></div>'
        f'<h1><a href="/question/{talk.number}/{talk.slug}/">{escape(talk.title)}</a></h1>'
        f'<div id="question-table" class="question post" data-post-id="{first.number}"><div class="question-content">'
        f'<div class="question-body">{signed(first, "asked")}{first.body}</div><div class="tags"><a href="/t/p">pump</a></div>'
        f'<div class="post-controls"><a href="#">flag offensive</a></div>{notes(first)}</div></div><div class="tabBar">'
        f'<h2 id="sort-top">{len(talk.posts) - 1} Answers</h2></div>{_each(talk, answer)}'
    )
    return page(f"{talk.title} - {SITE}", body, attributes=' class="question-page"')


# --- FluxBB and PunBB: a block for each post, its date as the heading


def fluxbb(talk: Talk) -> str:
    """The date is the post's heading; the member's data stand in a list of definitions."""

    def post_box(place: int, post: Said) -> str:
        name = (
            f'<a href="profile.php?id={post.user}">{escape(post.author)}</a>'
            if post.registered
            else escape(post.author)
        )
        return (
            f'<div id="p{post.number}" class="blockpost {"roweven" if place % 2 else "rowodd"}{"" if place else " firstpost blockpost1"}">'
            f'<h2><span><span class="conr">#{place + 1}</span> <a href="viewtopic.php?pid={post.number}#p{post.number}">{_numbers(post.at)}:07'
            f'</a></span></h2><div class="box"><div class="inbox"><div class="postbody"><div class="postleft"><dl><dt><strong>{name}'
            f'</strong></dt><dd class="usertitle"><strong>Member</strong></dd><dd><span>From: Leeds</span></dd><dd><span>Registered: '
            f'2010-03-{post.user:02}</span></dd><dd><span>Posts: {post.user * 7}</span></dd></dl></div><div class="postright">'
            f'<h3>{"Re: " if place else ""}{escape(talk.title)}</h3><div class="postmsg">{post.body}</div>'
            '<div class="postsignature postmsg"><hr><p>Mind the gap, and read the manual.</p></div></div></div></div>'
            '<div class="inbox"><div class="postfoot clearb"><div class="postfootleft"><p><span>Offline</span></p></div></div></div>'
            "</div></div>"
        )

    body = (
        f'<div id="punviewtopic" class="pun"><div id="brdheader"><div id="brdtitle"><h1><a href="index.php">{SITE}</a></h1></div></div>'
        f'<div class="linkst"><ul class="crumbs"><li><a href="index.php">Index</a></li><li><span>»&nbsp;</span><a href="viewforum.php?id=4">'
        f'Repairs</a></li><li><span>»&nbsp;</span><strong><a href="viewtopic.php?id={talk.number}">{escape(talk.title)}</a></strong></li></ul>'
        f"</div>{_each(talk, post_box)}</div>"
    )
    return page(f"{talk.title} / Repairs / {SITE}", body)


# --- YetAnotherForum.NET: a post is three rows of one table


def yaf(talk: Talk) -> str:
    """A header row with author and date, a row with data and words, a footer row."""

    def rows(place: int, post: Said) -> str:
        return (
            f'<tr class="postheader"><td width="140" class="postUser"><a name="post{post.number}"></a><a id="u{place}" class="UserLink" '
            f'href="/yaf_profile.aspx?u={post.user}"><b>{escape(post.author)}</b></a></td><td width="80%" class="postPosted">'
            f'<div class="leftItem postedLeft"><b><a href="/yaf_postst.aspx?m={post.number}#post{post.number}">#{place + 1}</a> Posted :</b> '
            f"{post.at:%A, %B %d, %Y %I:%M:%S %p}(UTC)</div></td></tr>"
            f'<tr class="post"><td class="UserBox">Rank: Newbie<br>Groups: Registered<br>Joined: 1/{post.user}/2009(UTC)<br>Posts: 12<br></td>'
            f'<td class="message"><div class="postdiv"><div class="messageContent">{post.body}</div></div></td></tr>'
            '<tr class="postfooter"><td class="small postTop"><a href="#top">Back to top</a></td><td class="postfooter postInfoBottom">'
            "&nbsp;</td></tr>"
        )

    body = (
        f'<div class="yafnet"><div class="yafPageLink"><a href="/default.aspx">{SITE}</a> » <a href="/yaf_topics4.aspx">Repairs</a> » '
        f'<span>{escape(talk.title)}</span></div><table class="content postHeader"><tr><td class="header1">{escape(talk.title)}</td></tr></table>'
        f'<table class="content postContainer"><tr class="postTitle"><th colspan="2">Options</th></tr>{_each(talk, rows)}</table></div>'
    )
    return page(f"{talk.title}", body)


# --- WoltLab Burning Board 4


def woltlab(talk: Talk) -> str:
    """Articles with data attributes and times."""

    def item(place: int, post: Said) -> str:
        return (
            f'<li id="post{post.number}" class="anchorFixedHeader{"" if place else " messageGroupStarter"}"><article class="wbbPost message messageSidebarOrientationLeft" '
            f'data-post-id="{post.number}" data-user-id="{post.user}"><aside class="messageSidebar member"><header><div class="messageAuthor">'
            f'<a href="/user/{post.user}/" class="username userLink" data-user-id="{post.user}">{escape(post.author)}</a></div>'
            '<div class="userTitle"><span class="badge userTitleBadge">Anfänger</span></div></header></aside><div class="messageContent">'
            f'<header class="messageHeader"><ul class="messageHeaderMetaData"><li><a href="/thread/{talk.number}/?postID={post.number}#post{post.number}" '
            f'class="permalink messagePublicationTime"><time datetime="{post.at:%Y-%m-%dT%H:%M:%S+00:00}" class="datetime" '
            f'data-timestamp="{int(post.at.timestamp())}">{post.at:%d.%m.%Y}</time></a></li></ul></header><div class="messageBody">'
            f'<div class="messageText">{post.body}</div></div><footer class="messageFooter"><div class="messageSignature"><div>Viele Grüße aus Köln'
            "</div></div></footer></div></article></li>"
        )

    body = (
        f'<header class="contentHeader"><div class="contentHeaderTitle"><h1 class="contentTitle">{escape(talk.title)}</h1>'
        f'<ul class="inlineList contentHeaderMetaData"><li><a href="/user/3/" class="username">{escape(talk.posts[0].author)}</a></li><li><time '
        f'datetime="{talk.posts[0].at:%Y-%m-%dT%H:%M:%S+00:00}">{talk.posts[0].at:%d.%m.%Y}</time></li></ul></div></header>'
        f'<ul class="wbbThreadPostList messageList">{_each(talk, item)}</ul>'
    )
    address = f"https://hob.example/thread/{talk.number}-{talk.slug}/"
    return page(f"{talk.title} - Technik - {SITE}", body, canonical=address)


# --- Simple:Press, a plugin of WordPress


def simplepress(talk: Talk) -> str:
    """Sections with the author in one column and the date over the words in the other."""

    def section(place: int, post: Said) -> str:
        return (
            f'<div class="spTopicPostSection sp{"Even" if place % 2 else "Odd"}" id="eachPost{post.number}"><a id="p{post.number}"></a>'
            f'<div class="spUserSection spColumnSection"><div class="spPostUserAvatar"></div><div class="spPostUserName"><a href="/profile/u{post.user}/">'
            f'{escape(post.author)}</a></div><div class="spPostUserMemberships">Members</div><div class="spInRowLabel">Forum Posts: {post.user}</div>'
            '<div class="spInRowLabel">Member Since:<br>March 3, 2009</div></div><div class="spPostSection spColumnSection">'
            f'<div class="spPostActionSection"><div class="spPostIndex">{place + 1}</div><div class="spPostUserDate">{post.at:%B %d, %Y}<br>'
            f'{post.at:%I:%M %p}</div></div><div class="spPostContentSection"><div class="spPostContent">{post.body}</div></div>'
            '<div class="spUserSignatureSection">Sent from the workshop</div></div></div>'
        )

    body = (
        f'<h1 class="site-title">{SITE}</h1><div id="spMainContainer"><div class="spTopicViewSection"><div class="spTopicViewHeader">'
        f'<div class="spHeaderName">{escape(talk.title)}</div></div><div class="spTopicPostContainer">{_each(talk, section)}</div></div></div>'
    )
    return page(
        f"{talk.title} | Repairs | {SITE}", body, canonical=f"https://hob.example/forum/repairs/{talk.slug}/"
    )


def _long(at: datetime) -> str:
    return f"{at:%B} {at.day}, {at.year} at {at.hour % 12 or 12}:{at:%M} {at:%p}".replace("AM", "am").replace(
        "PM", "pm"
    )


def _numbers(at: datetime) -> str:
    return f"{at.year}-{at.month}-{at.day} {at:%H:%M}"


SOFTWARES = {
    "drupal": Software(name=lambda talk: f"node/{talk.number}.html", page=drupal),
    "bbpress": Software(name=lambda talk: f"topic/{talk.slug}/index.html", page=bbpress),
    "bbpress1": Software(name=lambda talk: f"topic.php?id={talk.number}.html", page=bbpress1),
    "khoros": Software(name=lambda talk: f"{talk.number}.html", page=khoros, accepted=True),
    "discuz": Software(name=lambda talk: f"thread-{talk.number}-1-1.html", page=discuz),
    "askbot": Software(
        name=lambda talk: f"question/{talk.number}/{talk.slug}.html",
        page=askbot,
        comments=True,
        accepted=True,
    ),
    "fluxbb": Software(name=lambda talk: f"viewtopic.php?id={talk.number}.html", page=fluxbb),
    "yaf": Software(name=lambda talk: f"yaf_postst{talk.number}_{talk.slug}.aspx.html", page=yaf),
    "woltlab": Software(name=lambda talk: f"{talk.number}-{talk.slug}.html", page=woltlab),
    "simplepress": Software(name=lambda talk: f"{talk.slug}.html", page=simplepress),
}
