"""What commands say, in the language of whoever runs them: Vietnamese or English."""

from .catalogue import choose_language, read_catalogue, say, spoken_language, tell, translate
from .system import say_system

__all__ = [
    "choose_language",
    "read_catalogue",
    "say",
    "say_system",
    "spoken_language",
    "tell",
    "translate",
]
