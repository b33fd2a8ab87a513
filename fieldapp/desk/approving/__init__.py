"""Who may decide what somebody asks for, as far as this tablet knows."""
