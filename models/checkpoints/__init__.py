"""Checkpoints: the catalog of known ones, the store they are installed in, and where they are fetched from."""
