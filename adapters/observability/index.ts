export { createPinoLogger, type LogLevel, type PinoLoggerOptions } from './pino-logger.ts';
