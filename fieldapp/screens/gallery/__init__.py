"""Every component in every state in one window: for who builds screens and who judges them."""
