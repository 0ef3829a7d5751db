"""Who works at the desk: what each group may do, how they log in, and what is kept of their logins."""

from articles.admin.people.rights import DraftsOnly, may_change, may_publish

__all__ = ["DraftsOnly", "may_change", "may_publish"]
