"""Gatus: a body that the operator writes; we give one that fits."""
