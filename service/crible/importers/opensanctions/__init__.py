"""OpenSanctions' datasets: the simple table, and FollowTheMoney entities by the line."""

from __future__ import annotations
