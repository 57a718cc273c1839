"""`lamppost comments`: look through comments, decide about them, answer, and take decisions back."""

from lamppost.commands.comments import deciding, looking, placing, undoing
from lamppost.commands.comments.group import comments

__all__ = ["comments", "deciding", "looking", "placing", "undoing"]
