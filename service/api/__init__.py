"""The REST interface: requests, answers, problems."""
