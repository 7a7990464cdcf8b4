"""Differences between two editions of a procedure as sentences, in the words of those who read it."""

from web.texts.differences.told import Told, by_topic, sentences

__all__ = ["Told", "by_topic", "sentences"]
