"""E-mail: what is said to whom, in which words, and how it is sent. See docs/email.md."""
