"""The inner loops of matching, compiled: as fast as the machine, and never needed.

Where no library was compiled (see ``hatch_build.py``) the twins in Python do the work and
give the same answers.
"""
