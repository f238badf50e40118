"""How alike texts are: vectors, words, and the probability that two ask the same."""
