"""Prometheus Alertmanager, and what speaks like it: Grafana, Mimir, VictoriaMetrics."""
