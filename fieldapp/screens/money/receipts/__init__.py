"""The receipt: what it says, and the page it is shown on."""
