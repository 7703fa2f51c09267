import { describePlatform } from '@annals/application/conformance';
import { discordHarness } from './testing/conformance-harness.ts';

describePlatform('Discord', discordHarness);
