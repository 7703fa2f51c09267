export {
  GatheredGauges,
  type GatheredGaugesParts,
  type ServiceFigures,
} from './gathered-gauges.ts';
export { createPinoLogger, type LogLevel, type PinoLoggerOptions } from './pino-logger.ts';
export { PrometheusMetrics } from './prometheus-metrics.ts';
