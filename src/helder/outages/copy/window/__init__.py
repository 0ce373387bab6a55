"""What visitors reach first: light processes without Django that hold the status page's bytes.

A stampede happens here and nowhere else. Whatever is not held is passed on to Django, in a process
of its own; when that one is gone, the last copy is given.
"""
