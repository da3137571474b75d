"""What notebooks show and the annex reads: tables, charts and sentences, each under a media type of
its own.
"""

TABLE_MIME = "application/vnd.cchc.table+json"
FIGURE_MIME = "application/vnd.cchc.figure+json"
PROSE_MIME = "application/vnd.cchc.prose+json"
