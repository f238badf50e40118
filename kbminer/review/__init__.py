"""The editor's desk: suggestions with their evidence in a browser, and the same as JSON."""
