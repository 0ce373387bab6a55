"""How long everything is kept, on one page of the desk. The modules do the forgetting."""
