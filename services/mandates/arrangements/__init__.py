"""Who pays which cost from which month on: arrangements, the handshakes that change them, and the payer of record."""
