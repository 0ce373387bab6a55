"""The coach: reads a message as its reader would, and says what stands in the way.

Owns the guard against the four kinds of sentences that make users furious, completeness,
readability, plain words and tone, in Dutch and English. Refuses Django, the network and any
opinion about who may publish: it reads text and returns findings.
"""

from helder.coach.result import Context, Finding, Readability, Result, Time
from helder.coach.reviewing import review

__all__ = ["Context", "Finding", "Readability", "Result", "Time", "review"]
