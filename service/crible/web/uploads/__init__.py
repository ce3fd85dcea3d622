"""``/v1/batches``: files that are uploaded, worked on elsewhere, and fetched again."""
