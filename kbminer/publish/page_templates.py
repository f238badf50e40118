"""Templates of pages: whatever is put into one is escaped, and a name that is not given is an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


def page_templates(package: str, folder: str, **filters: Callable[..., Any]) -> Environment:
    """Open the templates of a package.

    Parameters
    ----------
    package, folder : str
        Where they lie: a package, and a folder of it.
    **filters : callable
        What templates may put values through.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - slow to load

    templates = Environment(
        loader=PackageLoader(package, folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(filters)
    return templates
