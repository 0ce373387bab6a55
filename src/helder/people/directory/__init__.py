"""People as a directory (a file, LDAP, an identity provider) knows them, kept in step with Helder.

Owns: who is who, what a directory may change about somebody, joiners, movers and leavers, one by
one (one.py) and by the hundred thousand (intake.py). Refuses: deleting anybody, and taking away
what people chose themselves.
"""
