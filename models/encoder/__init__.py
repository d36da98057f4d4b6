"""The sentence encoder: which sentences are read together, and how their tokens become one vector."""

from models.encoder.transformer import TransformerEncoder

__all__ = ["TransformerEncoder"]
