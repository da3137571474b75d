"""The analyst's desk in JupyterLab: filters, cases, trials and decisions."""
