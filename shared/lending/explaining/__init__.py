"""Why a payment went where it went."""
