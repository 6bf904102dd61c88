"""How people reach the bot: chat page, REST, Slack and others. Each is loaded by credentials.yml."""
