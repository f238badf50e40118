"""A post's text: how a body becomes Markdown, and how Markdown becomes words that later stages read.

``to_markdown`` writes a body of any format as Markdown (with ``post_widgets``, ``html_elements``,
``quote_captions`` and ``md_escape``); ``post_text`` reads a post once, into ``blocks``, own words and
``segments``. What every reader of words needs stands beside: ``sentences``, ``folding``, ``language``,
``program_lines`` and ``title_marks``. Words of natural languages stand in :mod:`kbminer.languages`.
"""
