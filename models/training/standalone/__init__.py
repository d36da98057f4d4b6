"""How sentences that stand alone are told from those that do not: `python -m models.training.standalone`."""
