"""What runs inside Rasa: understanding, catalogue, channels."""
