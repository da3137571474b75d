"""The checked report: agreed values, decisions, history and seal, asked by notebooks and
commands.
"""
