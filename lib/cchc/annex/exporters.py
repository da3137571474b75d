"""What page and print have in common: nbconvert's exporter with the project's own template."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from traitlets import default

from cchc.model.imports import bare, called_later, without

from .chapters import Chapter

# the other exporters, what executes notebooks, the filter for Markdown (with bs4) and the one that
# cleans HTML (with bleach) take longer to import than chapters to write
with (
    without("bs4"),
    bare("nbconvert", "nbconvert.exporters", "nbconvert.preprocessors"),
    called_later("bleach", "nbconvert.preprocessors.sanitize"),
):
    from nbconvert.exporters.templateexporter import TemplateExporter

TEMPLATES = Path(__file__).parent / "templates"


class ChapterExporter(TemplateExporter):
    """Writes one chapter by the template `section.<kind>.j2`; every value goes through a filter."""

    kind: ClassVar[str]
    folder: ClassVar[str]
    escapes: ClassVar[bool] = False
    filters_of_kind: ClassVar[Mapping[str, Callable[..., Any]]] = {}

    @default("file_extension")
    def _extension(self) -> str:
        return f".{self.kind}"

    @default("template_name")
    def _template_name(self) -> str:
        return self.folder

    @default("template_file")
    def _template_file(self) -> str:
        return f"section.{self.kind}.j2"

    @default("default_preprocessors")
    def _preprocessors_by_default(self) -> list[str]:
        return []

    @default("extra_template_basedirs")
    def _basedirs(self) -> list[str]:
        return [str(TEMPLATES)]

    def _create_environment(self) -> Any:
        environment = super()._create_environment()
        environment.autoescape = self.escapes
        return environment

    def default_filters(self) -> Iterator[tuple[str, Any]]:
        yield from super().default_filters()
        yield from self.filters_of_kind.items()

    def write(self, chapter: Chapter, **resources: Any) -> str:
        """Write the chapter's blocks, in order: they hold all that the template shows of the
        notebook, which nbconvert would copy and check once more.
        """
        return self.template.render(resources={"chapter": chapter, **resources}).lstrip("\r\n")
