"""What is being typed and is not recorded yet, as bytes that a later version of the program may refuse."""
