"""A run's way: take stock, understand, resolve, group, plan, draft, sum up, make public.

:mod:`~kbminer.pipeline.mining.stage_order` knows the order, each other file some of the stages; what a
stage does stands in its own room. A stage takes what it depends on as the outcomes of earlier ones. An
outcome is loaded when a later stage looks at it: where nothing is new, nothing is.
"""

from kbminer.pipeline.mining.stage_order import run_stages

__all__ = ["run_stages"]
