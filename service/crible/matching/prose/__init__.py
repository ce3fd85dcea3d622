"""Listed names in running text; see ``scan``."""
