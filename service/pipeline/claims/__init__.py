"""What a sentence asserts in a form that can be checked: its quantities, dates, names and negations."""
