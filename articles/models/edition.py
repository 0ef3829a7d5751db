from django.db import models
from django.db.models import Q


class Edition(models.Model):
    """The one row that counts how often what readers see has changed; see `articles.edition`. No page of an edition
    before `nothing_before` may be handed out any more.
    """

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    number = models.PositiveBigIntegerField(default=0)
    nothing_before = models.PositiveBigIntegerField(default=0, db_default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(id=1), name="edition_is_one")]

    def __str__(self) -> str:
        return str(self.number)
