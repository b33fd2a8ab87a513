"""The officer's cash: what is in hand, and handing it over."""
