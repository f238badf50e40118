"""The command line: thin. What it prints for people goes to the terminal, ``--json`` to other tools."""
