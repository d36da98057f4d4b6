"""Rewriters: instruct and sequence-to-sequence models run here, and any server that speaks OpenAI's protocol.

`factory` knows which class runs a checkpoint. Modules are imported by name: their libraries take seconds to load.
"""
