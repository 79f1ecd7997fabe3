"""What a running Spark is really set to, and what it is."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.spark.presets import Tuned

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# Names and addresses of one run: they differ every time and set nothing.
_IDENTITY = (
    "spark.app.",
    "spark.driver.port",
    "spark.executor.id",
    "spark.master",
    "spark.sql.artifact.",
    "spark.repl.",
)


def differing(
    session: "SparkSession", chosen: Mapping[str, Tuned], options: Iterable[Tuned], scratch: Path
) -> list[dict[str, Any]]:
    """Every setting that differs from Spark's own default, whoever set it.

    Args:
        session: the running session.
        chosen: what we set, by key.
        options: options of the source, which Spark's configuration doesn't know.
        scratch: the run's temporary folder, named SCRATCH in what is returned.

    Returns:
        For each `key`, `value`, `default` (Spark's own; None if it has none) and `why`.
    """
    context = session.sparkContext
    jvm: Any = context._jvm  # noqa: SLF001 - there is no other way to a default
    spark = jvm.org.apache.spark
    standard = str(spark.launcher.JavaModuleOptions.defaultModuleOptions()).split()
    standard.append("-Djava.net.preferIPv6Addresses=false")
    found = []
    for key, value in sorted(context.getConf().getAll()):
        if key.startswith(_IDENTITY):
            continue
        shown = value.replace(str(scratch), "SCRATCH")
        if key.endswith("JavaOptions"):  # Spark adds what it needs to whatever was asked for
            shown = " ".join(word for word in shown.split() if word not in standard)
        default = _default(spark.internal.config.ConfigEntry.findEntry(key))
        if shown not in {default or "", default}:
            why = chosen[key].why if key in chosen else "set by PySpark, or by this machine's Spark"
            found.append({"key": key, "value": shown, "default": default, "why": why})
    found += [
        {"key": f"option({option.key})", "value": option.value, "default": None, "why": option.why}
        for option in options
    ]
    return found


def _default(entry: Any) -> str | None:  # noqa: ANN401 - a Java object, or None
    text = "<undefined>" if entry is None else str(entry.defaultValueString())
    # A default within the working directory is the same wherever that is.
    return None if text == "<undefined>" else text.replace(str(Path.cwd()), ".")


def everything(session: "SparkSession") -> dict[str, str]:
    """Every Spark setting in force, those of Spark SQL with their defaults."""
    # Not by `SET -v`: a first SQL statement costs a cold JVM some seconds.
    defined = session._jsparkSession.sessionState().conf().getAllDefinedConfs().iterator()  # noqa: SLF001
    settings = {}
    while defined.hasNext():
        setting = defined.next()
        settings[str(setting.productElement(0))] = str(setting.productElement(1))
    return settings | dict(session.sparkContext.getConf().getAll())


def versions(session: "SparkSession") -> dict[str, Any]:
    """The versions of Spark and Java that are running."""
    import pyspark  # noqa: PLC0415 - slow, and only the worker needs it

    jvm: Any = session.sparkContext._jvm  # noqa: SLF001 - as above
    properties = jvm.java.lang.System
    return {
        "spark": session.version,
        "pyspark": pyspark.__version__,
        "java": properties.getProperty("java.version"),
        "java_vendor": properties.getProperty("java.vendor"),
    }
