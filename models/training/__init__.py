"""How the same-fact model is made: `python -m models.training`. Nothing here is imported by the service."""
