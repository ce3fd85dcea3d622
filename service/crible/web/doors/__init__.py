"""Doors in the shapes of other services, so that clients people have work with crible.

A door translates; the act behind it is the same screening, recorded in the same way.
What a shape asks for and crible does not do is refused in words, never ignored: a
filter that silently does nothing is a screening that nobody made.
"""
