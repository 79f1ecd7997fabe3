from hypothesis import HealthCheck, settings

# How long an example takes is the machine's business: it may be busy.
settings.register_profile("loadgen", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("loadgen")
