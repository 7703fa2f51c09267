export { CryptoIds } from './crypto-ids.ts';
export { SystemClock } from './system-clock.ts';
