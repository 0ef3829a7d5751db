"""Rows: what is stored, and what the database promises about it. They mirror the seed format's schema."""

from articles.models.article import Article, ArticlePicture, ArticleTopic
from articles.models.choices import PictureState, Standing, Status, Type
from articles.models.fields import Editable, PlacedPicture
from articles.models.importrun import ImportProblem, ImportRun, ProblemLevel, RunState
from articles.models.picture import Picture, Rendition
from articles.models.provider import Provider, ProviderPicture
from articles.models.related import RelatedArticle, RelatedPicture
from articles.models.seed import Seed
from articles.models.topic import Topic, TopicName, TopicPicture

__all__ = [
    "Article",
    "ArticlePicture",
    "ArticleTopic",
    "Editable",
    "ImportProblem",
    "ImportRun",
    "Picture",
    "PictureState",
    "PlacedPicture",
    "ProblemLevel",
    "Provider",
    "ProviderPicture",
    "RelatedArticle",
    "RelatedPicture",
    "Rendition",
    "RunState",
    "Seed",
    "Standing",
    "Status",
    "Topic",
    "TopicName",
    "TopicPicture",
    "Type",
]
