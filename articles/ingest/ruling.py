"""The topics' keyword rules as they are stored, ready for articles."""

from articles.models import Topic, TopicRule
from articles.rules import Rule, Rules


def rules(topic: Topic | None = None) -> Rules:
    """The rules of all topics, or of one. One query."""
    rows = TopicRule.objects.all() if topic is None else TopicRule.objects.filter(topic=topic)
    columns = rows.order_by("topic_id", "pk").values_list("topic_id", "words", "without")
    return Rules(Rule(*row) for row in columns)
