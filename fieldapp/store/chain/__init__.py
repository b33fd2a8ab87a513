"""The chain of operations: whether it holds, and whether it is in the journal too."""
