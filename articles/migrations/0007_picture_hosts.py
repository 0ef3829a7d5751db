from django.db import migrations

from articles.sources.addresses import origin_of, server_of


def name_hosts(apps, schema_editor):
    """Say of pictures that are known already whom to ask for them."""
    Picture = apps.get_model("articles", "Picture")
    some = []
    for picture in Picture.objects.exclude(url__startswith="local:").only("url", "base_url", "host").iterator(2_000):
        picture.host = server_of(origin_of(picture.url, picture.base_url))
        some.append(picture)
        if len(some) == 2_000:
            Picture.objects.bulk_update(some, ["host"])
            some.clear()
    Picture.objects.bulk_update(some, ["host"])


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0006_picture_cache'),
    ]

    operations = [migrations.RunPython(name_hosts, migrations.RunPython.noop)]
