"""How lines of sites are told from stories: `python -m models.training.site_lines`."""
