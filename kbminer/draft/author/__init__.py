"""Drafts worded by a language model, where one is configured: what it is asked, what of its answer counts."""
