"""What waits here travels by courier where there is no network, and the answer comes back the same way."""
