"""What a plan wants of us: the payments that it makes, and the money that it expects beside them. Pure."""
