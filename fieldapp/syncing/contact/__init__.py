"""What this tablet says to the office where nobody has typed a PIN."""
