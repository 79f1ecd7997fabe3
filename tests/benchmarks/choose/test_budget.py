from benchmarks.choose.budget import Budget


def test_what_would_not_be_done_in_time_does_not_fit() -> None:
    now_s = 100.0
    budget = Budget(60.0, lambda: now_s)
    assert budget.fits(60.0)
    assert not budget.fits(60.1)
    now_s = 140.0
    assert budget.spent_s == 40.0
    assert budget.fits(20.0)
    assert not budget.fits(20.1)


def test_what_takes_no_time_always_fits() -> None:
    now_s = 0.0
    budget = Budget(10.0, lambda: now_s)
    now_s = 11.0
    assert budget.fits(0.0)


def test_a_machine_that_was_slow_is_expected_to_stay_so() -> None:
    budget = Budget(100.0, lambda: 0.0)
    budget.took(0.0, 5.0)  # nothing was expected of it
    assert budget.fits(100.0)
    budget.took(10.0, 20.0)
    assert budget.fits(50.0)
    assert not budget.fits(50.1)


def test_a_machine_that_was_quick_is_not_relied_upon() -> None:
    budget = Budget(100.0, lambda: 0.0)
    budget.took(20.0, 10.0)
    assert not budget.fits(101.0)
