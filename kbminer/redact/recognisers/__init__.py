"""One recogniser a file: the places in a text that hold one kind of private thing."""
