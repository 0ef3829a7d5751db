"""Rows: what is stored, and what the database promises about it. They mirror the seed format's schema."""

from articles.models.article import Article, ArticlePicture, ArticleTopic, Pin
from articles.models.choices import PictureState, Standing, Status, Type
from articles.models.edition import Edition
from articles.models.fields import Editable, PlacedPicture
from articles.models.history import Records
from articles.models.importrun import ImportProblem, ImportRun, ProblemLevel, RunState
from articles.models.picture import MODERN, Picture, Rendition
from articles.models.provider import Provider, ProviderDomain, ProviderPicture
from articles.models.related import RelatedArticle, RelatedPicture
from articles.models.seed import Seed
from articles.models.topic import Topic, TopicAddress, TopicName, TopicPicture, TopicRule
from articles.models.upload import Upload, UploadState

__all__ = [
    "MODERN",
    "Article",
    "ArticlePicture",
    "ArticleTopic",
    "Editable",
    "Edition",
    "ImportProblem",
    "ImportRun",
    "Picture",
    "PictureState",
    "Pin",
    "PlacedPicture",
    "ProblemLevel",
    "Provider",
    "ProviderDomain",
    "ProviderPicture",
    "Records",
    "RelatedArticle",
    "RelatedPicture",
    "Rendition",
    "RunState",
    "Seed",
    "Standing",
    "Status",
    "Topic",
    "TopicAddress",
    "TopicName",
    "TopicPicture",
    "TopicRule",
    "Type",
    "Upload",
    "UploadState",
]
