"""Board softwares of the years of tables, kept aside while the generic reader was made and read once as they stand."""

# ruff: noqa: E501 - markup as the softwares write it

from __future__ import annotations

from datetime import datetime
from html import escape

from board_markup import SITE, Software, page
from invented_forum import Said, Talk


def _profile(post: Said, address: str) -> str:
    """The author's name, linked where they have a page of their own."""
    name = escape(post.author)
    return f'<a href="{address}">{name}</a>' if post.registered else name


def _noon(at: datetime) -> str:
    return f"{at.hour % 12 or 12}:{at:%M}"


# --- YaBB 2: one table for each post, ordinal days in raised letters


def yabb(talk: Talk) -> str:
    """Name and rank on the left over two rows, subject and "Reply #1 - Jan 12th, 2012" above the words."""

    def ordinal(day: int) -> str:
        return "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")

    def box(place: int, post: Said) -> str:
        at = post.at
        reply = f"Reply #{place} - " if place else ""
        return (
            '<table class="bordercolor" border="0" width="100%" cellpadding="3" cellspacing="1" style="table-layout: fixed;"><tr>'
            f'<td class="windowbg{2 if place % 2 else ""}" rowspan="2" valign="top" width="20%"><a name="num{place}"></a><b>{_profile(post, f"YaBB.pl?action=viewprofile;username=u{post.user}")}</b><br />'
            f'<span class="small">YaBB Newbies<br /><img src="star.gif" alt="*" /><br /><br />Offline<br /><br />Posts: {post.user}<br />Leeds<br />Gender: <img src="male.gif" alt="male" /></span></td>'
            f'<td class="windowbg{2 if place % 2 else ""}" valign="top" width="80%" height="100%"><div style="float: left; width: 99%;"><span style="float: left;"><img src="xx.gif" alt="" /></span>'
            f'<div style="float: left; padding-left: 5px;"><b>{"Re: " if place else ""}{escape(talk.title)}</b><br /><span class="small"><b>{reply}</b>'
            f"{at:%b} {at.day}<sup>{ordinal(at.day)}</sup>, {at.year} at {_noon(at)}{at:%p}</span></div></div>"
            f'<div class="message" style="float: left; width: 99%; overflow: auto;">{post.body}</div></td></tr>'
            f'<tr><td class="windowbg{2 if place % 2 else ""}" height="20" valign="bottom"><div class="small"><a href="javascript:scroll(0,0);">Back to top</a> &nbsp; IP Logged</div></td></tr></table>'
        ).replace("AM", "am").replace("PM", "pm")  # fmt: skip

    body = (
        f'<table width="92%" align="center"><tr><td class="titlebg"><b>{SITE}</b></td></tr></table><div class="navbar"><a href="YaBB.pl" class="nav">{SITE}</a> &rsaquo; '
        f'<a href="YaBB.pl?board=repairs" class="nav">Repairs</a> &rsaquo; {escape(talk.title)}</div><div class="displaycontainer"><table class="tabtitle"><tr><td>Topic: {escape(talk.title)} (Read 412 times)</td></tr></table>'
        + "".join(box(place, post) for place, post in enumerate(talk.posts))
        + "</div>"
    )
    return page(f"{SITE} - {talk.title}", body)


# --- Phorum 5: a message is a head and a body beside one another


def phorum(talk: Talk) -> str:
    """The head is a table with "Registered: 9 years ago" beside name and date."""

    def message(place: int, post: Said) -> str:
        name = _profile(post, f"profile.php?3,{post.user}")
        return (
            f'<a name="msg-{post.number}"></a><div class="message"><div class="generic"><table border="0" cellspacing="0"><tr><td width="100%"><div class="message-author icon-user">{name}</div>'
            f'<small><strong><a href="read.php?3,{talk.number},{post.number}#msg-{post.number}" rel="bookmark">{"Re: " if place else ""}{escape(talk.title)}</a></strong><br />'
            f'{post.at:%B} {post.at:%d}, {post.at.year} {post.at:%I:%M}{post.at:%p}</small></td><td class="message-user-info" nowrap="nowrap">Registered: 9 years ago<br />Posts: {post.user * 7}</td></tr></table></div>'
            f'<div class="message-body">{post.body}<div class="message-options"><a class="icon icon-comment-add" href="read.php?3,{talk.number},{post.number}#REPLY">Reply</a> '
            f'<a class="icon icon-comment-add" href="read.php?3,{talk.number},{post.number},quote=1#REPLY">Quote</a></div></div></div>'
        )

    body = (
        f'<div id="phorum"><div id="user-info"><span class="welcome">Welcome!</span> <a class="icon icon-key-go" href="login.php?3">Log In</a></div><div id="logo"><a href="index.php">{SITE}</a></div>'
        f'<div id="breadcrumb"><a rel="breadcrumb-category[0]" href="index.php">Home</a> &gt; <a href="list.php?3">Repairs</a> &gt; <span>Topic</span></div><div id="page-info"><h1 class="heading"><a href="read.php?3,{talk.number}">{escape(talk.title)}</a></h1>'
        '<div class="description">Help with repairs</div></div><div class="nav"><a class="icon" href="list.php?3">Message List</a> <a class="icon" href="posting.php?3">New Topic</a></div>'
        + "".join(message(place, post) for place, post in enumerate(talk.posts))
        + "</div>"
    )
    return page(f"{talk.title}", body)


# --- Snitz Forums 2000: fonts and colours, hard spaces inside dates


def snitz(talk: Talk) -> str:
    """ "Posted - 23/01/2012 : 09:12:33" with hard spaces, a rule between it and the words."""

    def row(place: int, post: Said) -> str:
        who = f'<a href="pop_profile.asp?mode=display&amp;id={post.user}" title="View {escape(post.author)}\'s Profile">{escape(post.author)}</a>'
        colour = "gainsboro" if place % 2 else "whitesmoke"
        return (
            f'<tr><td bgcolor="{colour}" valign="top"><a name="{post.number}"></a><font color="midnightblue" face="Verdana" size="2"><b><span class="spnMessageText">{who if post.registered else escape(post.author)}</span></b></font><br />'
            f'<font color="midnightblue" face="Verdana" size="1"><small>Starting Member</small></font><br /><br /><font size="1"><small>United Kingdom</small><br /><small>{post.user} Posts</small></font></td>'
            f'<td bgcolor="{colour}" valign="top"><img src="icons/icon_posticon.gif" border="0" hspace="3" /><font color="midnightblue" face="Verdana" size="1">Posted&nbsp;-&nbsp;{post.at:%d/%m/%Y}&nbsp;:&nbsp; {post.at:%H:%M:%S}</font>&nbsp;'
            f'<a href="pop_profile.asp?mode=display&amp;id={post.user}"><img src="icons/icon_profile.gif" alt="Show Profile" /></a> <a href="post.asp?method=ReplyQuote&amp;REPLY_ID={post.number}"><img src="icons/icon_reply.gif" alt="Reply with Quote" /></a>'
            f'<hr noshade size="1"><font color="midnightblue" face="Verdana" size="2"><span class="spnMessageText" id="msg">{post.body}</span id="msg"></font></td></tr>'
        )

    body = (
        f'<a name="top"></a><table align="center" width="95%"><tr><td><a href="default.asp"><img alt="{SITE}" src="logo.gif" /></a></td><td align="right"><b>{SITE}</b></td></tr></table>'
        f'<table width="95%"><tr><td><font size="2"><img src="icon_folder_open.gif" />&nbsp;<a href="default.asp">All Forums</a><br /><img src="icon_bar.gif" />&nbsp;<a href="forum.asp?FORUM_ID=4">Repairs</a><br />&nbsp;{escape(talk.title)}</font></td></tr></table>'
        '<table border="0" width="100%" cellspacing="1" cellpadding="4"><tr><td bgcolor="#000080" width="100"><b><font size="2">Author</font></b></td><td bgcolor="#000080"><b><font size="2">&nbsp;Topic&nbsp;</font></b></td></tr>'
        + "".join(row(place, post) for place, post in enumerate(talk.posts))
        + "</table>"
    )
    return page(f"{SITE} - {talk.title}", body)


# --- JForum 2: two rows and a spacer, "Joined" with a time in it


def jforum(talk: Talk) -> str:
    """The date stands above the subject, the day a member joined in the next row and in the same form."""

    def rows(place: int, post: Said) -> str:
        return (
            f'<tr><td class="row1" valign="bottom" align="left"><span class="genmed"><a name="{post.number}"></a></span><span class="genmed"><b>{_profile(post, f"/user/profile/{post.user}.page")}</b></span></td>'
            f'<td class="row1" valign="top" width="100%" height="28"><table cellspacing="0" cellpadding="0" width="100%"><tr><td width="100%"><a href="#{post.number}"><img src="icon_minipost_new.gif" class="icon_minipost_new" alt="[Post New]" /></a>'
            f'<span class="postdetails">{post.at:%d/%m/%Y %H:%M:%S}&nbsp;&nbsp;&nbsp; <b>Subject:</b> {"Re:" if place else ""}{escape(talk.title)}</span></td><td><a href="/posts/quote/1/{post.number}.page" rel="nofollow"><img src="quote.gif" alt="" /></a></td></tr></table></td></tr>'
            f'<tr><td class="row1" valign="top" align="left" rowspan="2" width="10%"><span class="postdetails"><br />Joined: 03/05/2009 10:{post.user:02d}:00<br />Messages: {post.user * 3}<br />Offline</span></td>'
            f'<td class="row1" valign="top" height="100%"><table width="100%" style="table-layout: fixed"><tr><td colspan="2"><hr /><div class="postbody" id="post_text_{post.number}">{post.body}</div></td></tr></table></td></tr>'
            '<tr><td class="row1" valign="bottom" nowrap="nowrap" height="28"><table><tr><td>&nbsp;</td></tr></table></td></tr><tr><td class="spacerow" colspan="2" height="1"><img src="spacer.gif" alt="" width="1" height="1" /></td></tr>'
        )

    body = (
        f'<table class="bodyline" width="100%"><tr><td><table width="100%"><tr><td><a href="/"><img src="logo.jpg" alt="" /></a></td><td align="center"><span class="boardtitle">{SITE}</span></td></tr></table>'
        f'<table width="100%"><tr><td><a class="maintitle" href="/posts/list/{talk.number}.page" name="top" id="top">{escape(talk.title)}</a></td></tr></table><table><tr><td class="nav"><a class="nav" href="/forums/list.page">Forum Index</a> <span>&raquo;</span> <a class="nav" href="/forums/show/4.page">Repairs</a></td></tr></table>'
        '<table class="forumline" cellspacing="1" cellpadding="3" width="100%" border="0"><tr><th class="thleft" nowrap="nowrap" width="150">Author</th><th class="thright" nowrap="nowrap" width="100%">Message</th></tr>'
        + "".join(rows(place, post) for place, post in enumerate(talk.posts))
        + "</table></td></tr></table>"
    )
    return page(f"{SITE} - {talk.title}", body)


# --- Invision Power Board 2: a table for each post, dates without a time zone


def ipb2(talk: Talk) -> str:
    """The name and the date stand in the head row, "Joined: 3-May 09" below the name."""

    def box(place: int, post: Said) -> str:
        name = (
            f'<a href="index.php?showuser={post.user}">{escape(post.author)}</a>'
            if post.registered
            else f'<span class="unreg">{escape(post.author)}</span>'
        )
        return (
            f'<!--Begin Msg Number {post.number}--><table class="ipbtable" cellspacing="1"><tr><td valign="middle" class="row2" width="1%"><a name="entry{post.number}"></a><div class="post-member-row"><span class="normalname">{name}</span></div></td>'
            f'<td class="row2" valign="middle" width="99%"><div style="float: left;"><a title="Show the link to this post" href="#"><img src="to_post_off.gif" alt="post" /></a><span class="postdetails"> {post.at:%b} {post.at.day} {post.at.year}, {post.at:%I:%M} {post.at:%p}</span></div>'
            f'<div align="right"><span class="postdetails">Post <a href="#">#{place + 1}</a></span></div></td></tr>'
            f'<tr><td valign="top" class="post2"><span class="postdetails"><br />Newbie<br /><img src="pip.gif" alt="*" /><br /><br />Group: Members<br />Posts: {post.user}<br />Joined: 3-May 09<br />Member No.: {post.user}<br /><br /></span></td>'
            f'<td width="100%" valign="top" class="post2" id="post-main-{post.number}"><!-- THE POST {post.number} --><div class="postcolor" id="post-{post.number}">{post.body}<!--IBF.ATTACHMENT_{post.number}--></div>'
            '<br /><br />--------------------<br /><div class="signature">Ask twice, cut once.</div></td></tr><tr><td class="formbuttonrow" nowrap="nowrap"><div style="text-align:left">&nbsp;</div></td><td class="formbuttonrow"><div style="float: right;"><a href="index.php?act=report">Report</a></div></td></tr></table>'
        )  # fmt: skip

    body = (
        f'<div id="ipbwrapper"><div id="logostrip"><a href="index.php"><img src="logo4.gif" alt="IPB" /></a></div><div id="navstrip"><img src="nav.gif" alt="&gt;" />&nbsp;<a href="index.php">{SITE}</a>&nbsp;&gt;&nbsp;<a href="index.php?showforum=4">Repairs</a></div>'
        f'<div class="borderwrap"><div class="maintitle"><p class="expand"></p><p><img src="nav_m.gif" alt="&gt;" />&nbsp;<b>{escape(talk.title)}</b></p></div>'
        + "".join(box(place, post) for place, post in enumerate(talk.posts))
        + "</div></div>"
    )
    return page(f"{talk.title} - {SITE}", body)


TABLES = {
    "yabb": Software(name=lambda talk: f"YaBB.pl?num={talk.number}.html", page=yabb),
    "phorum": Software(name=lambda talk: f"read.php?3,{talk.number}.html", page=phorum),
    "snitz": Software(name=lambda talk: f"topic.asp?TOPIC_ID={talk.number}.html", page=snitz),
    "jforum": Software(name=lambda talk: f"posts/list/{talk.number}.page.html", page=jforum),
    "ipb2": Software(name=lambda talk: f"index.php?showtopic={talk.number}.html", page=ipb2),
}
