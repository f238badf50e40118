"""How a delivery fails: known not to have arrived, or not known."""


class Refused(Exception):
    """It has not arrived, and another try may succeed."""


class Unsure(Exception):
    """It may have arrived: the answer was lost. It is not sent again."""
