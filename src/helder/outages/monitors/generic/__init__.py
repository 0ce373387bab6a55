"""Any other system that can send JSON: the desk says where in it stands what."""
