from hypothesis import HealthCheck, settings

# How long an example takes says nothing here: the machine may be busy, and the first one pays.
settings.register_profile("analysis", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("analysis")
