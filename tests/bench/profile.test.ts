import { expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readProfile } from '../../bench/profile.ts';

test.each([
  ['plugins/discord/requests/rest.ts', 'asking Discord, and parsing its answers'],
  ['plugins/discord/messages/to-message.ts', 'turning payloads into messages'],
])('a profile counts %s for %s', async (file, part) => {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'annals-profile-'));
  opened.defer(() => rm(folder, { recursive: true }));
  const url = import.meta.resolve(`../../${file}`);
  const node = { id: 1, callFrame: { functionName: 'work', url } };
  const profile = JSON.stringify({ nodes: [node], samples: [1] });
  await Bun.write(join(folder, 'worker.cpuprofile'), profile);
  expect(await readProfile(folder)).toEqual([{ part, share: 1 }]);
});
