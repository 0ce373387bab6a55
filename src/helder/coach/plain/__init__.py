"""Plain language: how easily a text reads, and the words and constructions that cost effort.

Owns soft remarks (`remarks`) and the verdict (`readability`). Refuses to block: too many remarks
discourage writers.
"""

from helder.coach.plain.remarks import Remark, remarks

__all__ = ["Remark", "remarks"]
