"""The client: what runs on a tablet or desktop of the field staff."""
