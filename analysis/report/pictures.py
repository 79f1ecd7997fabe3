"""All pictures of a campaign, drawn for wide and narrow pages, with what to say beside each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from analysis.plots import (
    heat_map,
    hockey_stick,
    image,
    implementation_bars,
    over_time,
    percentiles,
    planes,
    processing_time,
    resource_use,
    stage_bars,
    style,
    throughput,
)
from analysis.plots.cells import Cell, ongoing
from analysis.plots.notes import latency_notes, throughput_notes
from analysis.plots.scales import format_ms
from analysis.plots.style import NARROW, WIDE, Layout
from analysis.report import implementations, rate_map


def _nothing(_: Sequence[Cell]) -> str:
    return ""


@dataclass(frozen=True)
class Picture:
    """What a picture is called and how to read it.

    Args:
        name: of its files.
        title: its heading.
        caption: how to read it.
        draw: makes it.
        say: what it shows of a cell, for those who can't see it.
        repeated: what is drawn of a cell that was run several times.
        of: the cells that it is about; without any it isn't drawn.
        more: what else its caption has to say of these cells.
    """

    name: str
    title: str
    caption: str
    draw: Callable[[Sequence[Cell], Layout], Figure]
    say: Callable[[Cell], str]
    repeated: str = "Of several runs of a cell, the one with the median p99 is drawn."
    of: Callable[[Sequence[Cell]], Sequence[Cell]] = ongoing
    more: Callable[[Sequence[Cell]], str] = _nothing

    def alt(self, cells: Sequence[Cell]) -> str:
        """The picture in words."""
        told = [f"{cell.label}, {cell.source}: {self.say(cell)}" for cell in cells]
        return f"{self.title}. " + "; ".join(told) + "."


@dataclass(frozen=True)
class Drawn:
    """A picture of one campaign.

    Args:
        picture: which.
        alt: what it shows, in words.
        caption: how to read it.
        wide, narrow: SVG in the light theme.
        png: the wide one.
    """

    picture: Picture
    alt: str
    caption: str
    wide: str
    narrow: str
    png: bytes


def _latency(cell: Cell) -> str:
    return latency_notes(cell)[0]


def _throughput(cell: Cell) -> str:
    return throughput_notes(cell)[0]


def _stages(cell: Cell) -> str:
    stages = cell.shown.summary["stages_ms"] or {}
    known = [(name, stages.get(name)) for name in stage_bars.STAGE_LABELS]
    told = [f"{stage_bars.STAGE_LABELS[name]} {format_ms(ms)}" for name, ms in known if ms]
    return ", ".join(told) or "no figures"


def _window_wait(cells: Sequence[Cell]) -> str:
    if stage_bars.WINDOW_WAIT not in stage_bars.labels_of(cells):
        return ""
    return (
        " The wait for the window to close is no engine's time: the job asked for it. Append mode"
        " waits until the watermark has passed the window's end; with DStreams, lines wait for the"
        " end of the slide that they came in."
    )


def _resources(cell: Cell) -> str:
    return resource_use.notes(cell)[0]


def _ways(cell: Cell) -> str:
    processing, rest = implementation_bars.engine_ms(cell)
    us = sum(implementation_bars.cpu_us(cell).values())
    engine = f"processing {format_ms(processing)}, scheduling and commit {format_ms(rest)}"
    return f"{engine}, CPU {implementation_bars.format_us(us)} a line"


def _rise(cell: Cell) -> str:
    p50_ms = hockey_stick.p50_ms(cell)
    return f"p50 {format_ms(p50_ms)}, p99 {rate_map.told(cell)}" if p50_ms else rate_map.told(cell)


def _batch(cell: Cell) -> str:
    return f"a batch takes {format_ms(processing_time.batch_ms(cell))}"


_MERGED = "Figures are of all runs of a cell that count; it kept up if none of them fell behind."

PICTURES = (
    Picture(
        heat_map.NAME,
        "p99 by setting and rate",
        "How to read it: a tile is a cell, the darker (on a dark page the brighter) the higher its"
        " p99; all have one scale. Hatched ones didn't keep up, or don't count: the word says why."
        " Empty places weren't run. To the left of the stepped line lie the rates that a setting"
        " kept up with.",
        heat_map.draw,
        rate_map.told,
        _MERGED,
        of=planes.chosen,
    ),
    Picture(
        hockey_stick.NAME,
        "Latency by rate",
        "How to read it: a line stays level as long as the engine has time to spare, and bends"
        " upwards where that ends. Hollow marks above are rates that were too much: latency there"
        " only says how long one looked. Both axes are logarithmic.",
        hockey_stick.draw,
        _rise,
        _MERGED,
        of=planes.chosen,
    ),
    Picture(
        processing_time.NAME,
        "A batch against its interval",
        "How to read it: a point is the mean time from the boundary of a batch to its end. On the"
        " diagonal that is as long as the interval: above it the next batch has to wait. DStreams"
        " let batches queue, so their wait is part of it there. What a shorter interval saves is"
        " the lines of a batch, not what each batch costs.",
        processing_time.draw,
        _batch,
        of=processing_time.chosen,
    ),
    Picture(
        percentiles.NAME,
        "Latency by percentile",
        "How to read it: at 99% a curve stands at the latency that 99 of 100 lines stayed within;"
        " each step to the right is ten times rarer. Lower is better, and a curve that stays flat"
        " has no bad surprises. Both axes are logarithmic. Unbroken lines are the socket, dashed"
        " ones files, dotted ones Kafka; a cell has the same colour everywhere on this page.",
        percentiles.draw,
        _latency,
        "Of several runs of a cell, the one with the median p99 is drawn boldly, the others thin.",
    ),
    Picture(
        stage_bars.NAME,
        "Where the time goes",
        "How to read it: a bar is the mean latency of a cell's lines, split into what they spent it"
        " on; the parts add up to the whole. Lateness is our generator's own doing, never Spark's:"
        " lines sent as files wait for their file to be whole. A shorter interval can only"
        " shorten the wait for the batch boundary.",
        stage_bars.draw,
        _stages,
        more=_window_wait,
    ),
    Picture(
        implementation_bars.NAME,
        "How much is the API, how much is Python",
        "How to read it: the first bars are what a line's result took once the engine had begun"
        " with its batch, the second what CPU time a line took, by process. A wait for the batch"
        " boundary is in neither. The table below has the cells that differ in one thing alone, and"
        " what that makes.",
        implementation_bars.draw,
        _ways,
        of=implementations.chosen,
    ),
    Picture(
        over_time.NAME,
        "Latency over time",
        "How to read it: each line stands where it was due. Saw teeth are lines that wait for the"
        " end of their batch: the first of a batch waits longest. Level teeth are a system that"
        " keeps up; teeth that climb are a backlog. The cells of a source share one scale, unless"
        " one is said to have its own.",
        over_time.draw,
        _latency,
    ),
    Picture(
        throughput.NAME,
        "Throughput",
        "How to read it: the grey area is what was offered, the dotted line is what our generator"
        " sent of it, the coloured line is what became visible, the lines of a batch spread over"
        " the time since the batch before. Where the coloured line stays below the grey, the cell"
        " doesn't keep up.",
        throughput.draw,
        _throughput,
    ),
    Picture(
        resource_use.NAME,
        "What it costs",
        "How to read it: the layers are the cores that each process used, one upon the other; the"
        " palest are other processes and what the hypervisor took. Lines from the top are garbage"
        " collections that stopped the driver's JVM, the longer the longer.",
        resource_use.draw,
        _resources,
        of=list,
    ),
)


def draw(cells: Sequence[Cell], wanted: Sequence[Picture] = PICTURES) -> list[Drawn]:
    """Draw those pictures that these cells are for."""
    drawn: list[Drawn] = []
    for picture in wanted:
        shown = picture.of(cells)
        if not shown:
            continue
        with style.styled():
            wide = picture.draw(shown, WIDE)
            narrow = image.svg(picture.draw(shown, NARROW))
            pair = image.svg(wide), image.png(wide)
        caption = picture.caption + picture.more(shown)
        drawn.append(Drawn(picture, picture.alt(shown), caption, pair[0], narrow, pair[1]))
    return drawn
