"""All money that was received: filtered, sorted, summed, and where each payment went."""
