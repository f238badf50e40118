"""Board softwares of boxes and classes, kept aside while the generic reader was made and read once as they stand."""

# ruff: noqa: E501 - markup as the softwares write it

from __future__ import annotations

from html import escape

from board_markup import SITE, Software, page
from invented_forum import Said, Talk

# --- Kunena, a component of Joomla: relative dates, the exact ones as titles


def kunena(talk: Talk) -> str:
    """A column with the member's data and one with the words, "name replied the topic" above them."""

    def message(place: int, post: Said) -> str:
        who = (
            f'<a class="kwho-user" href="/forum/user/{post.user}" title="View {escape(post.author)}\'s Profile">{escape(post.author)}</a>'
            if post.registered
            else f'<span class="kwho-guest">{escape(post.author)}</span>'
        )
        did = (
            f'replied the topic: <a href="#{post.number}" rel="canonical" class="hasTooltip">{escape(talk.title)}</a>'
            if place
            else f"created the topic: {escape(talk.title)}"
        )
        return (
            f'<div class="kmsg-item"><div class="row message"><div class="col-md-2 shadow rounded d-none d-md-block"><ul class="unstyled center profilebox"><li><strong>{who}</strong></li>'
            f'<li><span class="kwho-user">Topic Author</span></li><li class="hidden-phone"><span class="label">Offline</span></li><li>New Member</li><li>Posts: {post.user}</li><li>Thank you received: 0</li></ul></div>'
            f'<div class="col-md-10 shadow rounded message-published"><small class="text-muted float-end"><span class="icon"></span> <span class="kdate" title="{post.at:%d %b %Y %H:%M}">{2026 - post.at.year} years {post.at.month} months ago</span> '
            f'<a href="#{post.number}" id="{post.number}" rel="canonical">#{post.number}</a></small><div class="badger-left shadow-none p-3 mb-5 rounded"><h3>{escape(post.author)} <small>{did}</small></h3>'
            f'<div class="kmessage"><div class="kmsg">{post.body}</div></div></div><div class="kpost-thankyou"><small>The following user(s) said Thank You: Kit</small></div></div></div></div>'
        )  # fmt: skip

    body = (
        f'<header class="header"><a class="brand" href="/"><span class="site-title">{SITE}</span></a></header><nav><ul class="nav menu"><li><a href="/">Home</a></li><li><a href="/forum">Forum</a></li></ul></nav>'
        f'<div id="kunena" class="layout"><ol class="breadcrumb"><li><a href="/forum">Forum</a></li><li><a href="/forum/repairs">Repairs</a></li></ol><h1 class="float-start"><span class="icon"></span>{escape(talk.title)}</h1>'
        f'<div class="topic-item-messages">{"".join(message(place, post) for place, post in enumerate(talk.posts))}</div></div>'
    )
    return page(f"{talk.title} - {SITE}", body)


# --- Moodle's forum: every reply inside the box of what it replies to


def moodle(talk: Talk) -> str:
    """Articles within articles; the date behind "by NAME -" in the head of each."""

    def article(place: int) -> str:
        if place == len(talk.posts):
            return ""
        post = talk.posts[place]
        subject = f"{'Re: ' if place else ''}{escape(talk.title)}"
        inner, beside = (article(place + 1), "") if place % 3 != 2 else ("", article(place + 1))
        return (
            f'<article id="p{post.number}" class="forum-post-container mb-2" data-post-id="{post.number}" data-region="post" data-target="{post.number}-target" tabindex="0" aria-labelledby="post-header-{post.number}">'
            f'<div class="d-flex border p-2 mb-2 forumpost focus-target {"" if place else "firstpost starter"}" aria-label="{subject} by {escape(post.author)}" data-post-id="{post.number}" data-content="forum-post">'
            f'<div class="d-flex flex-column w-100" data-region-content="forum-post-core"><header id="post-header-{post.number}" class="mb-2 header row d-flex"><div class="mr-2"><img class="rounded-circle w-100" src="f1.png" alt="Picture of {escape(post.author)}"></div>'
            f'<div class="d-flex flex-column"><h3 class="h6 font-weight-bold mb-0" data-region-content="forum-post-core-subject" data-reply-subject="Re: {subject}">{subject}</h3><address tabindex="-1" class="mb-0">by <a href="/user/view.php?id={post.user}&amp;course=5">{escape(post.author)}</a> - '
            f'<time id="time-created-{post.number}" datetime="{post.at:%Y-%m-%dT%H:%M:%S+00:00}">{post.at:%A}, {post.at.day} {post.at:%B} {post.at.year}, {post.at.hour % 12 or 12}:{post.at:%M} {post.at:%p}</time></address></div></header>'
            f'<div class="d-flex body-content-container"><div class="no-overflow w-100 content-alignment-container"><div id="post-content-{post.number}" class="post-content-container">{post.body}</div>'
            f'<div class="d-flex flex-wrap"><div class="post-actions d-flex align-self-end justify-content-end flex-wrap ml-auto" role="menubar"><a data-region="post-action" href="#p{post.number}" class="btn btn-link" title="Permanent link">Permalink</a>'
            f'<a class="btn btn-link" href="/mod/forum/post.php?reply={post.number}">Reply</a></div></div></div></div></div></div><div class="indent replies-container" data-region="replies-container">{inner}</div></article>{beside}'
        )

    body = (
        f'<nav class="fixed-top navbar"><a href="/" class="navbar-brand"><span class="site-name d-none d-md-inline">{SITE}</span></a></nav><div id="page"><header id="page-header"><div class="page-header-headings"><h1>Repairs for beginners</h1></div>'
        '<ol class="breadcrumb"><li class="breadcrumb-item"><a href="/course/view.php?id=5">REP1</a></li><li class="breadcrumb-item"><a href="/mod/forum/view.php?id=9">Help forum</a></li></ol></header>'
        f'<div id="region-main" role="main"><h2>Help forum</h2><div id="discussion-container-1" data-content="forum-discussion"><div class="d-flex"><h3 class="discussionname">{escape(talk.title)}</h3></div><div data-content="forum-discussion">{article(0)}</div></div></div></div>'
    )
    return page(f"REP1: {talk.title}", body)


# --- HyperKitty, the archive of Mailman 3: day and time in two boxes


def hyperkitty(talk: Talk) -> str:
    """A head with name, day and time, the words as a mail has them, votes between them."""

    def email(place: int, post: Said) -> str:
        at = post.at
        return (
            f'<a name="M{post.number}"></a><div class="{"" if place else "email-first "}email"><div id="M{post.number}" class="email-header"><div class="gravatar-wrapper d-flex"><div class="gravatar circle"><img class="gravatar" src="a.jpg" width="120" height="120" alt="" /></div>'
            f'<div class="email-author"><h2 class="name"><a href="/archives/users/u{post.user}/" title="See the profile for {escape(post.author)}">{escape(post.author)}</a></h2></div></div>'
            f'<div class="email-date right"><div class="date pull-right"><span class="date" title="Sender\'s time: {at:%A}, {at.day} {at:%B} {at.year} {at:%H:%M}:00">{at.day} {at:%b} {at.year}</span></div>'
            f'<div class="time pull-right"><span title="Sender\'s time: {at:%b}. {at.day}, {at.year}, {at.hour % 12 or 12}:{at:%M} {"a.m." if at.hour < 12 else "p.m."}">{at.hour % 12 or 12}:{at:%M} {"a.m." if at.hour < 12 else "p.m."}</span></div></div></div>'
            f'<div class="email-body ">{post.body}</div><div class="email-info"><ul class="list-unstyled"><li><form method="post" class="vote"><a class="youlike vote disabled" href="#like">0</a><a class="youdislike vote disabled" href="#dislike">0</a></form></li></ul></div></div>'
        )

    first = talk.posts[0]
    body = (
        f'<nav class="navbar"><a class="navbar-brand" href="/archives/">{SITE}</a></nav><div class="container"><div class="thread-header d-flex"><h3>{escape(talk.title)}</h3></div><div class="row"><div class="col-tn-12 thread-content">'
        f'<section id="thread-content">{email(0, first)}<p class="thread-replies-sort">Show replies by date</p><div class="replies">{"".join(f"<div class={chr(34)}even{chr(34)}>{email(place, post)}</div>" for place, post in enumerate(talk.posts) if place)}</div></section></div>'
        f'<aside><section id="thread-overview-info"><div class="days-num">{len(talk.posts)}<div class="days-text">days inactive</div></div><div class="num-comments">{len(talk.posts) - 1} comments</div></section></aside></div></div>'
    )
    return page(f"{talk.title} - repairs - {SITE}", body)


# --- Zendesk's community: the opening in a section of its own, comments in a list, relative dates


def gather(talk: Talk) -> str:
    """The opening and the comments have other names for the same parts; "Official comment" as a badge, which is no acceptance."""

    def meta(post: Said) -> str:
        stamp = f"{post.at:%Y-%m-%dT%H:%M:%SZ}"
        return (
            f'<span title="{escape(post.author)}"><a href="/hc/en-us/profiles/{post.user}">{escape(post.author)}</a></span><ul class="meta-group"><li class="meta-data">'
            f'<time datetime="{stamp}" title="{stamp}" data-datetime="relative">{2026 - post.at.year} years ago</time></li></ul>'
        )

    def comment(place: int, post: Said) -> str:
        badge = '<div class="comment-official"><span>Official comment</span></div>' if post.user == 3 else ""
        return (
            f'<li id="community_comment_{post.number}" class="comment {"comment-official" if post.user == 3 else ""}" itemscope itemtype="http://schema.org/Comment"><div class="comment-wrapper"><div class="comment-info"><div class="comment-author">'
            f'<div class="avatar comment-avatar"><img src="a.png" alt="" class="user-avatar"></div><div class="comment-meta">{meta(post)}</div></div>{badge}<section class="comment-body" itemprop="text">{post.body}</section></div>'
            f'<div class="comment-actions-container"><div class="comment-vote vote"><span class="vote-sum">{place}</span></div><div class="comment-actions actions"></div></div></div></li>'
        )

    first = talk.posts[0]
    comments = "".join(comment(place, post) for place, post in enumerate(talk.posts) if place)
    body = (
        f'<header class="header"><div class="logo"><a title="Home" href="/hc/en-us"><img src="logo.png" alt="{SITE} Help Center home page"></a></div></header><main role="main"><nav class="sub-nav"><ol class="breadcrumbs"><li><a href="/hc/en-us">{SITE}</a></li>'
        f'<li><a href="/hc/en-us/community/topics/4">Repairs</a></li></ol></nav><div class="post-container"><section id="main-content" class="post"><header class="post-header"><h1 class="post-title" title="{escape(talk.title)}">{escape(talk.title)}<span class="status-label-answered status-label">Answered</span></h1>'
        f'<a class="post-follow" href="#">Follow</a></header><div class="post-info-container"><div class="post-info"><div class="post-meta"><div class="post-avatar avatar"><img src="a.png" alt="" class="user-avatar"></div><div class="post-author">{meta(first)}</div></div>'
        f'<div class="post-body">{first.body}</div></div><div class="post-vote vote"><span class="vote-sum">{len(talk.posts)}</span></div></div><section class="post-comments"><div class="comment-overview"><p class="comment-callout">{len(talk.posts) - 1} comments</p></div>'
        f'<ul id="comments" class="comment-list">{comments}</ul></section></section><section class="community-footer"><h2>Didn\'t find what you were looking for?</h2><a href="#" class="button">New post</a></section></div></main>'
    )
    return page(f"{talk.title} – {SITE}", body)


# --- ProBoards 5: a table of items, the number of the post and an exact time as attributes


def proboards(talk: Talk) -> str:
    """The member's data in the left panel, the date over the words in an article."""

    def item(place: int, post: Said) -> str:
        at = post.at
        who = (
            f'<a href="/user/{post.user}" class="user-link user-{post.user} group-0" itemprop="url" title="@u{post.user}"><span itemprop="name">{escape(post.author)}</span></a>'
            if post.registered
            else f'<span class="user-guest">{escape(post.author)}</span><br><span class="rank">Guest</span>'
        )
        return (
            f'<tr id="post-{post.number}" class="{"even" if place % 2 else "odd"} item post {"" if place else "first"} last-edit"><td><table role="grid"><tbody><tr><td class="left-panel"><div class="mini-profile"><div class="avatar"><img src="a.png" alt=""></div>{who}<br>New Member<br><span class="personal-text"></span>'
            f'<div class="info">Posts: {post.user}<br></div></div></td><td class="content"><article><div class="content-head ui-helper-clearfix"><div class="controls"><a class="quote-button button" href="#">Quote</a></div>'
            f'<div class="date"><abbr class="o-timestamp time" data-timestamp="{int(at.timestamp())}000" title="{at:%b} {at.day}, {at.year} {at.hour % 12 or 12}:{at:%M}:00 GMT">{at:%b} {at.day}, {at.year} at {at.hour % 12 or 12}:{at:%M}{"am" if at.hour < 12 else "pm"}</abbr></div>'
            f'<div class="recommend">{escape(post.author)} likes this</div></div><div class="message">{post.body}</div></article></td></tr><tr><td class="foot" colspan="2"></td></tr></tbody></table></td></tr>'
        )  # fmt: skip

    body = (
        f'<div id="banner" role="banner"><div id="logo">{SITE}</div></div><div id="navigation-tree"><ul><li><a href="/">Home</a></li><li><a href="/board/4/repairs"><span>Repairs</span></a></li></ul></div>'
        f'<div class="container show-thread"><div class="title-bar"><a href="/posts/recent" class="thread"></a><h1>{escape(talk.title)}</h1><p class="views">Views: 412</p></div><div class="content cap-bottom"><table class="list" role="grid"><tbody>'
        + "".join(item(place, post) for place, post in enumerate(talk.posts))
        + "</tbody></table></div></div>"
    )
    return page(f"{talk.title} | {SITE}", body)


BOXES = {
    "kunena": Software(name=lambda talk: f"forum/repairs/{talk.number}-{talk.slug}.html", page=kunena),
    "moodle": Software(name=lambda talk: f"mod/forum/discuss.php?d={talk.number}.html", page=moodle),
    "hyperkitty": Software(name=lambda talk: f"thread/{talk.number}/index.html", page=hyperkitty),
    "gather": Software(name=lambda talk: f"community/posts/{talk.number}-{talk.slug}.html", page=gather),
    "proboards": Software(name=lambda talk: f"thread/{talk.number}/{talk.slug}.html", page=proboards),
}
