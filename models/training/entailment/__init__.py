"""Trains the entailment model: `python -m models.training.entailment --models-dir FOLDER --output FOLDER`."""
