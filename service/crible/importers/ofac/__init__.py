"""OFAC's legacy CSV files: the SDN list and the consolidated (non-SDN) list.

Three tables without header, joined on the entry number: ``sdn`` or ``cons_prim`` (12
columns), ``alt`` (5), ``add`` (6), and ``comments`` (2) with what did not fit into the
1,000 characters of a remark. Identifiers, birth dates, weak aliases and links stand in
the free text of the remarks.
"""

from __future__ import annotations

from crible.importers.ofac.reader import read

__all__ = ["read"]
