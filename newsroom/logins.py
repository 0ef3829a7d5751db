"""What is kept of logins, and for how long."""

from collections import Counter
from datetime import datetime

from axes.models import AccessAttempt, AccessFailureLog, AccessLog


def prune_logins(before: datetime) -> Counter[str]:
    """Remove what is older. Returns the numbers of 'logins', 'failures' and 'counts' towards a lock."""
    kept = {"logins": AccessLog, "failures": AccessFailureLog, "counts": AccessAttempt}
    return Counter({name: model.objects.filter(attempt_time__lt=before).delete()[0] for name, model in kept.items()})
