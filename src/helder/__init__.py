"""Helder: everything IT says, in plain words, at a promised time, with the score kept."""

__version__ = "0.1.0"
