"""The HTTP face of crible: the JSON API and the server that runs it."""
