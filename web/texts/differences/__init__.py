"""Differences between two editions of a procedure as sentences, in the words of those who read it."""

from web.texts.differences.told import Told, Words, by_topic, sentences, word_by_word
from web.texts.differences.writer import Topic

__all__ = ["Told", "Topic", "Words", "by_topic", "sentences", "word_by_word"]
