"""One member: who they are, what they owe, how they came to the meetings."""
