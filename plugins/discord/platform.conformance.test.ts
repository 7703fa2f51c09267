import { describePlatform } from '@annals/application/conformance';
import { discordHarness } from './simulator/conformance-harness.ts';

describePlatform('Discord', discordHarness);
