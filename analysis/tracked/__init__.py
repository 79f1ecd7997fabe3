"""Figures that asv (airspeed velocity) keeps: read, compared within one commit or across two.

    figure      one figure, with its samples
    benchmark   what was measured: its unit, which way is better, what to call it
    results     a file of asv's results
    archive     a machine's results, and its commits
    change      what a figure is against another, with bounds
    comparison  which figures stand beside which
    versions, commits
                the two comparisons that there are
    words       figures and changes as people write them
    verdict     a column of changes in a few sentences
    threshold   which changes are too much
    exports     all of it as rows, and for others' tools

Nothing in here knows what was measured: what sets environments apart is the name of a requirement.
"""
