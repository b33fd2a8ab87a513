"""Devices where nobody has typed a PIN: their contact key, the orders given to them, their journals."""
