"""Pictures drawn by rule, alike on every machine: three like photographs with their grain, three of flat colours."""

from collections.abc import Callable
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps

SIZE = (1600, 900)
WORDS = ["the", "quick", "brown", "fox", "jumps", "over", "lazy", "dogs", "while", "news", "of", "worlds", "arrives"]


def noise(rng: Random, size: tuple[int, int], cell: int) -> Image.Image:
    """Grey at random, smooth over `cell` pixels."""
    columns, rows = size[0] // cell + 2, size[1] // cell + 2
    return Image.frombytes("L", (columns, rows), rng.randbytes(columns * rows)).resize(size, Image.Resampling.BICUBIC)


def texture(rng: Random, size: tuple[int, int] = SIZE, finest: int = 1, roughness: float = 0.55) -> Image.Image:
    """Grey with detail at every scale down to `finest` pixels, as in nature."""
    mixed, weight, total = noise(rng, size, 512), 1.0, 1.0
    for cell in (256, 128, 64, 32, 16, 8, 4, 2, 1):
        if cell >= finest:
            weight *= roughness
            total += weight
            mixed = Image.blend(mixed, noise(rng, size, cell), weight / total)
    return ImageOps.autocontrast(mixed, cutoff=0.5)


def with_grain(picture: Image.Image, rng: Random, strength: int) -> Image.Image:
    """As a sensor in dim light sees it."""
    grain = noise(rng, picture.size, 1).filter(ImageFilter.GaussianBlur(0.7))
    grain = grain.point([round(128 + (value - 128) * strength / 32) for value in range(256)])
    return ImageChops.add(picture, Image.merge("RGB", [grain] * 3), 1, -128)


def landscape() -> Image.Image:
    rng = Random(1)
    width, height = SIZE
    picture = ImageOps.colorize(texture(rng, finest=8, roughness=0.5), "#5a86b8", "#e4ebf2")
    for base, dark, light in ((0.45, "#172029", "#a9c4dc"), (0.6, "#121a10", "#88be72"), (0.75, "#0f0d09", "#725f42")):
        line = texture(rng, (width, 8), 8, 0.6)
        ridge = [(x, height * (base - 0.12 + 0.24 * line.getpixel((x, 0)) / 255)) for x in range(0, width + 1, 2)[:-1]]
        mask = Image.new("L", SIZE)
        ImageDraw.Draw(mask).polygon([*ridge, (width, height), (0, height)], fill=255)
        picture.paste(ImageOps.colorize(texture(rng, roughness=0.62), dark, light), (0, 0), mask)
    return with_grain(picture, rng, 6)


def faces() -> Image.Image:
    """Soft skin before a blurred room."""
    rng = Random(2)
    picture = ImageOps.colorize(texture(rng, finest=64), "#281e32", "#beaa96")
    skin = ImageOps.colorize(texture(rng, finest=2), "#965f46", "#facdaf")
    mask = Image.new("L", SIZE)
    draw = ImageDraw.Draw(mask)
    for left in (150, 650, 1150):
        draw.ellipse((left, 180, left + 320, 600), fill=255)
        draw.rounded_rectangle((left - 100, 640, left + 420, 1000), 160, fill=255)
    picture.paste(skin, (0, 0), mask.filter(ImageFilter.GaussianBlur(4)))
    return with_grain(picture, rng, 4)


def crowd() -> Image.Image:
    """Hundreds of small hard edges."""
    rng = Random(3)
    picture = ImageOps.colorize(texture(rng, roughness=0.8), "#14191e", "#c8beb4")
    draw = ImageDraw.Draw(picture)
    for _ in range(900):
        x, y = rng.randrange(SIZE[0]), rng.randrange(SIZE[1])
        radius = 8 + y // 30
        color = tuple(rng.randrange(30, 240) for _ in range(3))
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=color)
        draw.rectangle(
            (x - radius, y + radius, x + radius, y + 3 * radius), fill=tuple(each * 2 // 3 for each in color)
        )
    return with_grain(picture.filter(ImageFilter.GaussianBlur(0.8)), rng, 5)


def night() -> Image.Image:
    """Lights and their glow in the dark, with much grain."""
    rng = Random(4)
    picture = ImageOps.colorize(texture(rng, finest=32, roughness=0.5), "#02040e", "#282e5a")
    lights = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(lights)
    for _ in range(400):
        x, y, radius = rng.randrange(SIZE[0]), rng.randrange(SIZE[1] // 2, SIZE[1]), rng.randrange(1, 6)
        color = rng.choice(["#ffd27f", "#ffffff", "#ff8a65", "#9ad0ff"])
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=color)
    glow = ImageChops.add(lights, lights.filter(ImageFilter.GaussianBlur(12)))
    return with_grain(ImageChops.screen(picture, glow), rng, 10)


def screenshot() -> Image.Image:
    rng = Random(5)
    picture = Image.new("RGB", SIZE, "#fbfbfd")
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(20)
    draw.rectangle((0, 0, SIZE[0], 60), fill="#24303c")
    draw.rectangle((0, 60, 260, SIZE[1]), fill="#eef1f5")
    for y in range(90, SIZE[1] - 40, 32):
        draw.text((290, y), " ".join(rng.choice(WORDS) for _ in range(18)), fill="#1b1f24", font=font)
        draw.text((24, y), rng.choice(WORDS), fill="#0b62c4", font=font)
    return picture


def chart() -> Image.Image:
    rng = Random(6)
    picture = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(picture)
    for y in range(80, 840, 80):
        draw.line((80, y, 1560, y), fill="#dddddd")
    for column in range(12):
        draw.rectangle((100 + column * 120, 840 - rng.randrange(300), 170 + column * 120, 840), fill="#f0b27a")
    for color in ("#c0392b", "#2471a3", "#1e8449"):
        value, points = 540.0, []
        for x in range(80, 1560, 8):
            value = min(820.0, max(80.0, value + rng.gauss(-1, 14)))
            points.append((x, value))
        draw.line(points, fill=color, width=5, joint="curve")
    draw.text((80, 20), "Chart of the year: twelve columns, three lines", fill="black", font=ImageFont.load_default(36))
    return picture


SAMPLES: dict[str, Callable[[], Image.Image]] = {
    "landscape": landscape,
    "faces": faces,
    "crowd": crowd,
    "night": night,
    "screenshot": screenshot,
    "chart": chart,
}
