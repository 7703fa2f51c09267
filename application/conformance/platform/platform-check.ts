import type { Check } from '../check.ts';
import type { PlatformHarness, PlatformOffer } from './platform-harness.ts';

export interface PlatformCheck extends Check<PlatformHarness> {
  /** What the platform must offer for the check to make sense; nothing when it is not said. */
  readonly needs?: readonly PlatformOffer[];
}
