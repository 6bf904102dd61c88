"""How people reach the bot: the REST channel and the chat page. Each is loaded by credentials.yml."""
