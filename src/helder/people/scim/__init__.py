"""SCIM 2.0 (RFC 7643 and 7644): an identity provider keeps persons and groups in step with itself.

Owns: the addresses below /scim/v2/ and what a user or group there means here. Refuses: roles at the
desk, passwords, and every attribute that Helder has no use for.
"""
