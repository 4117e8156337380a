"""What an attempt to learn can come to: written by what learns, told by the screen."""

from enum import StrEnum


class Became(StrEnum):
    """What came of an attempt to learn."""

    USED = "used"
    NOT_BETTER = "not better"
    TOO_LITTLE = "too little"
