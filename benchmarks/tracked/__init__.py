"""What the asv suite is made of: campaigns that are run by asv, and what asv is told of them.

    profile   how much is measured, by environment variables
    tied      the command `streamgauge`, which ends with the one who started it
    measured  a campaign run for a class of benchmarks, once, and what it came to
    label     the Spark that an environment says it has, and proof that this is what ran
    samples   the figures of a cell's runs as asv takes them; not a number where they aren't valid

asv imports every module of `benchmarks` from the working tree, and runs them in an environment that
has the project as it was at some commit. So what is measured is started as a command, which is the
commit's own. The environments themselves are made by `requirements/environments.py`.
"""
