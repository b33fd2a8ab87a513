"""What an application would bring about, while it is typed."""
