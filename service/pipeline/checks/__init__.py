"""What can be wrong with a sentence that is held against its evidence, one check a module."""
