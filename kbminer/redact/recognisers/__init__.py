"""One recogniser a file: the passages of a text that hold one kind of private thing."""
