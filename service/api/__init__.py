"""The REST interface: a module of routes an endpoint, what is asked and answered, keys, and problems.

`requests` and `*_requests` are what clients send, `responses` and `*_responses` what they get, `rendering` turns what
the pipeline returns into that, `problems` is the one table from errors to problem documents.
"""
