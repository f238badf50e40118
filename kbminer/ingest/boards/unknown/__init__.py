"""Pages of boards that have no reader of their own: their layout is learned from the whole folder."""
