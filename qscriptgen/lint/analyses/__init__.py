"""What is known of a script beyond its syntax.

Each analysis is a function of a script, computed once for each script, when it is first needed.
An analysis may use others and the model, but no rule.
"""
