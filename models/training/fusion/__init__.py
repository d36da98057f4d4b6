"""How the rewriter is made: `python -m models.training.fusion`. Nothing here is imported by the service."""
