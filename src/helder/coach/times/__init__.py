"""Times and dates as people say them, in Dutch and in English.

Owns finding them in a text (`finding`, over the letters that `timewords` gives to words, with
`dials` for the clock) and which moment is meant (`almanac`). Refuses any opinion on what is
promised.
"""

from helder.coach.times.almanac import Ahead, Clock, Day, Moment, resolve
from helder.coach.times.finding import find

__all__ = ["Ahead", "Clock", "Day", "Moment", "find", "resolve"]
