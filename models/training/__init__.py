"""How the models that ship are made. Nothing here is imported by the service.

`python -m models.training` makes the same-fact model (`make train`); the folders are commands, too: `entailment`,
`fusion`, `contradictions` (which disagreements are told), `site_lines` and `standalone`. What was invented for them
lies in `data`.
"""
