"""What the renditions of a picture cost, and what the formats are worth.

    python benchmarks/raster_bench.py            our set of renditions beside a loop that decodes for each width
    python benchmarks/raster_bench.py --formats  bytes and time of formats at equal quality (SSIM), a few minutes
    python benchmarks/raster_bench.py --memory   the most memory that pictures near our limits take

Times are of the processor, for one picture on one core, the best of several.
"""

import argparse
import io
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from math import exp, log
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PIL import Image, ImageMath, ImageOps

from articles.pictures import encoding, raster
from benchmarks.sample_pictures import SAMPLES

WANTED = 0.6
BY_DEFAULT = [
    ("WEBP", {"quality": encoding.WEBP["quality"]}),
    ("AVIF", {**encoding.AVIF, "speed": 6}),
    ("JPEG", {"quality": encoding.JPEG["quality"]}),
]
AS_OURS = [("WEBP", encoding.WEBP), ("AVIF", encoding.AVIF), ("JPEG", encoding.JPEG)]
Efforts = Sequence[tuple[str, dict[str, Any]]]


def seconds(work: Callable[[], Any], times: int = 4) -> float:
    """Of the processor; the best of `times`."""
    taken = []
    for _ in range(times):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def encoded(picture: Image.Image, form: str, options: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


# Our set of renditions, and the loop


def naive(data: bytes, efforts: Efforts) -> None:
    """The same renditions the plain way: decode, turn and resize the whole picture again for each width."""
    for width in raster.WIDTHS:
        with Image.open(io.BytesIO(data)) as image:
            picture = ImageOps.exif_transpose(image).convert("RGB")
        size = (width, round(picture.height * width / picture.width))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
        for form, options in efforts:
            small, widest = width in encoding.AVIF_WIDTHS, width == max(raster.WIDTHS)
            if form == "WEBP" or (form == "AVIF" and small) or (form == "JPEG" and widest):
                encoded(picture, form, options)


def compare_with_loop() -> None:
    print(
        f"{'1600 × 900':12}{'ours':>9}{'loop':>9}{'ratio':>8}{'loop, usual effort':>21}{'ratio':>8}{'pictures/s':>12}"
    )
    ratios = []
    for name, draw in SAMPLES.items():
        data = encoded(draw(), "JPEG", {"quality": 90})
        ours = seconds(lambda: raster.render(data))  # noqa: B023
        same = seconds(lambda: naive(data, AS_OURS))  # noqa: B023
        default = seconds(lambda: naive(data, BY_DEFAULT), 2)  # noqa: B023
        ratios.append(ours / same)
        print(
            f"{name:12}{ours * 1000:6.0f} ms{same * 1000:6.0f} ms{ours / same:8.2f}"
            f"{default * 1000:18.0f} ms{ours / default:8.2f}{1 / ours:12.1f}"
        )
    mean = sum(ratios) / len(ratios)
    print(f"mean ratio {mean:.2f}, wanted under {WANTED}: {'yes' if mean < WANTED else 'NO'}")


# Formats at equal quality


def ssim(one: Image.Image, other: Image.Image) -> float:
    """Likeness of two pictures, 1 at most: SSIM in blocks of 8 × 8, at two scales, of light (0.8) and colours (0.1)."""
    total = 0.0
    for weight, a, b in zip((0.8, 0.1, 0.1), one.convert("YCbCr").split(), other.convert("YCbCr").split(), strict=True):
        total += weight * (0.6 * plane_ssim(a, b) + 0.4 * plane_ssim(a.reduce(2), b.reduce(2)))
    return total


def plane_ssim(one: Image.Image, other: Image.Image) -> float:
    """Mean SSIM of 8 × 8 blocks (Wang, Bovik, Sheikh, Simoncelli 2004) of two grey pictures."""
    a, b = one.convert("F"), other.convert("F")

    def mean_of_product(x: Image.Image, y: Image.Image) -> Image.Image:
        return ImageMath.lambda_eval(lambda given: given["x"] * given["y"], x=x, y=y).reduce(8)

    def similarity(given: dict[str, Any]) -> Any:
        product = given["a"] * given["b"]
        squares = given["a"] * given["a"] + given["b"] * given["b"]
        covariance, variances = given["ab"] - product, given["aa"] + given["bb"] - squares
        return (2 * product + 6.5025) * (2 * covariance + 58.5225) / ((squares + 6.5025) * (variances + 58.5225))

    products = {"aa": mean_of_product(a, a), "bb": mean_of_product(b, b), "ab": mean_of_product(a, b)}
    blocks = ImageMath.lambda_eval(similarity, a=a.reduce(8), b=b.reduce(8), **products)
    values = blocks.get_flattened_data()
    return sum(values) / len(values)


CANDIDATES: dict[str, tuple[str, dict[str, Any]]] = {
    **{f"WebP method {method}": ("WEBP", {"method": method}) for method in (0, 2, 4, 6)},
    **{f"AVIF speed {speed}": ("AVIF", {"speed": speed, "max_threads": 1}) for speed in (6, 7, 8, 9)},
    "AVIF speed 7, 4:4:4": ("AVIF", {"speed": 7, "max_threads": 1, "subsampling": "4:4:4"}),
    "JPEG": ("JPEG", {"optimize": True}),
    "JPEG, progressive": ("JPEG", {"optimize": True, "progressive": True}),
}
QUALITIES = {"WEBP": (40, 60, 75, 85, 93), "AVIF": (30, 45, 60, 75, 88), "JPEG": (50, 70, 80, 88, 94)}
REFERENCE = ("WEBP", {"method": 4, "quality": 75})

Point = tuple[float, float, float, float]  # logarithms of what is lost and of the bytes, quality, seconds


def points(picture: Image.Image, form: str, options: dict[str, Any]) -> Iterator[Point]:
    for quality in QUALITIES[form]:
        began = time.process_time()
        data = encoded(picture, form, {**options, "quality": quality})
        taken = time.process_time() - began
        lost = 1 - ssim(picture, Image.open(io.BytesIO(data)))
        yield log(max(lost, 1e-6)), log(len(data)), quality, taken


def at_loss(curve: Sequence[Point], lost: float) -> Point:
    """Where the curve loses as much: between the two points around it, or along the nearest two."""
    ordered = sorted(curve)
    after = next((place for place, point in enumerate(ordered) if point[0] >= lost), len(ordered) - 1)
    low, high = ordered[max(0, after - 1)], ordered[max(1, after)]
    share = (lost - low[0]) / (high[0] - low[0])
    return tuple(a + share * (b - a) for a, b in zip(low, high, strict=True))  # type: ignore[return-value]


def compare_formats(widths: Sequence[int]) -> None:
    for width in widths:
        pictures = {
            name: draw().resize((width, width * 9 // 16), Image.Resampling.LANCZOS) for name, draw in SAMPLES.items()
        }
        wanted = {name: encoded(picture, *REFERENCE) for name, picture in pictures.items()}
        lost = {name: 1 - ssim(pictures[name], Image.open(io.BytesIO(data))) for name, data in wanted.items()}
        print(
            f"\nwidth {width}: as good as WebP method 4, quality 75 (SSIM {1 - sum(lost.values()) / len(lost):.3f},",
            end=" ",
        )
        print(f"{sum(map(len, wanted.values())) / len(wanted) / 1000:.1f} KB)")
        print(f"{'':22}{'bytes':>7}{'ms':>8}{'quality':>9}   bytes of {', '.join(SAMPLES)}")
        for label, (form, options) in CANDIDATES.items():
            found = [at_loss(list(points(pictures[name], form, options)), log(lost[name])) for name in SAMPLES]
            shares = [exp(point[1]) / len(wanted[name]) for name, point in zip(SAMPLES, found, strict=True)]
            mean = exp(sum(map(log, shares)) / len(shares))
            quality, taken = (sum(point[place] for point in found) / len(found) for place in (2, 3))
            each = " ".join(f"{share:.2f}" for share in shares)
            print(f"{label:22}{mean:7.2f}{taken * 1000:8.1f}{quality:9.0f}   {each}")


# Memory

NEAR_LIMITS: dict[str, Callable[[], bytes]] = {
    "PNG, 50 MP, RGBA": lambda: encoded(Image.new("RGBA", (7071, 7071), (9, 9, 9, 9)), "PNG", {"compress_level": 1}),
    "JPEG, 50 MP": lambda: encoded(Image.new("RGB", (7071, 7071)), "JPEG", {}),
    "JPEG, progressive": lambda: encoded(
        Image.new("RGB", (6320, 6320)), "JPEG", {"progressive": True, "subsampling": 0}
    ),
    "GIF, 50 MP": lambda: encoded(Image.new("P", (7071, 7071)), "GIF", {}),
    "WebP, 15 MP": lambda: encoded(Image.new("RGBA", (3870, 3870), (9, 9, 9, 9)), "WEBP", {"method": 0}),
    "AVIF, 16 MP": lambda: encoded(Image.new("RGB", (4000, 4000)), "AVIF", {"speed": 10, "subsampling": "4:4:4"}),
}
CHILD = """
import sys
from pathlib import Path
from articles.pictures import raster
raster.render(sys.stdin.buffer.read())
[peak] = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print(int(peak) * 1024)
"""


def show_memory() -> None:
    for name, make in NEAR_LIMITS.items():
        root = Path(__file__).resolve().parent.parent
        done = subprocess.run([sys.executable, "-c", CHILD], input=make(), cwd=root, capture_output=True, check=True)
        print(f"{name:20}{int(done.stdout) / 1e6:6.0f} MB with the interpreter")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--formats", action="store_true", help="compare formats at equal quality")
    parser.add_argument("--memory", action="store_true", help="measure memory near the limits")
    parser.add_argument("--widths", type=int, nargs="+", default=[160, 320, 640, 1280], help="for --formats")
    options = parser.parse_args()
    if options.formats:
        compare_formats(options.widths)
    if options.memory:
        show_memory()
    if not (options.formats or options.memory):
        compare_with_loop()


if __name__ == "__main__":
    main()
