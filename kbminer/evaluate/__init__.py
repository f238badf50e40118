"""How true the results are, measured on files with the right answers."""
