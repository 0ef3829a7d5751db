"""A folder of seeds that changes in stages: files are added, others come in another version."""

import shutil
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

from benchmarks import corner_cases
from benchmarks.seed_maker import Corpus, write

CHANGED = 0.3  # of the articles, at each stage
AT_FIRST = 0.8  # of the articles; the others come with the stages


@dataclass(frozen=True, slots=True)
class ChangingFolder:
    """Stage 0 is what a first import finds; each later stage builds upon the one before."""

    path: Path
    corpus: Corpus
    stages: int
    with_corner_cases: bool = True

    def become(self, stage: int) -> dict[Path, str]:
        """Write the files of this stage, and only those. Their texts."""
        if self.path.exists():
            shutil.rmtree(self.path)
        files = self._articles(stage) | self._others(stage)
        write(self.path, iter(files.items()))
        if self.with_corner_cases:
            for name, data in corner_cases.PICTURES.items():
                (self.path / name).write_bytes(data)
        return {self.path / name: text for name, text in files.items()}

    def _articles(self, stage: int) -> dict[str, str]:
        last = max(self.stages - 1, 1)
        count = int(self.corpus.count * (AT_FIRST + (1 - AT_FIRST) * stage / last))
        versions = [0] * self.corpus.count
        for number in range(1, stage + 1):
            for changed in Random(f"{self.corpus.seed} {number}").sample(
                range(self.corpus.count), int(self.corpus.count * CHANGED)
            ):
                versions[changed] = number
        return dict(self.corpus.article(number, versions[number]) for number in range(count))

    def _others(self, stage: int) -> dict[str, str]:
        """Topics and outlets, of which every second has no file at first; and the corner cases."""
        most = self.corpus.count // 4
        files = [*islice(self.corpus.topic_files(), most), *islice(self.corpus.outlet_files(), most)]
        return dict(files if stage else files[::2]) | (corner_cases.FILES if self.with_corner_cases else {})
