"""The status page that survives: held in memory before Django, written to a folder, sent elsewhere.

Owns: what a visitor without an account sees, as bytes. Refuses: deciding what is said (status/).
"""
