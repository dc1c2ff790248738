"""Threads suit a synchronous Django; two processes, so that a slow answer holds up few (docs/dependencies.md)."""

worker_class = "gthread"
workers = 2
threads = 64
preload_app = True
graceful_timeout = 10
timeout = 60
keepalive = 15
max_requests = 20000
max_requests_jitter = 2000
control_socket_disable = True
