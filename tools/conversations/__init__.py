"""Checks the conversation data: domain, training data, rules, stories, responses, the code.

Rasa itself accepts most of these mistakes in silence: the second of two equal keys wins, an intent without
examples is never recognised, a response that nothing says stays unnoticed.

Needs PyYAML, which both environments have.
"""
