"""The sender: who the organisation is to its people, whom they call, and which languages it dares to send."""
