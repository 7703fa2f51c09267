export { GatheredGauges } from './gathered-gauges.ts';
export { createPinoLogger, type LogLevel } from './pino-logger.ts';
export { PrometheusMetrics } from './prometheus-metrics.ts';
