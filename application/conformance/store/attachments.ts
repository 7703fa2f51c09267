import { expect } from 'bun:test';
import { attachmentId, channelId, messageId, sampleAttachment, tenantId } from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

const key = { channelId: channelId('10'), messageId: messageId('100') };
const otherKey = { channelId: channelId('10'), messageId: messageId('101') };
const sameIdElsewhere = { channelId: channelId('11'), messageId: messageId('100') };
const first = sampleAttachment();
const second = sampleAttachment({ id: attachmentId('1001'), filename: 'map.png' });

export const attachmentChecks: readonly StoreCheck[] = [
  storeCheck('attachments: replace stores what is given, whole', async ({ repositories }) => {
    const large = sampleAttachment({
      id: attachmentId('1002'),
      fileSize: 5_000_000_000_000,
      contentType: null,
      platformMetadata: { width: 3, ratio: 0.5, flags: [1, { spoiler: true }] },
    });
    expect(await repositories.attachments.replace(tenantId, [key], [first, large])).toBe(2);
    expect(await repositories.attachments.listOf(tenantId, key)).toEqual([first, large]);
  }),

  storeCheck('attachments: insert stores what is given, whole', async ({ repositories }) => {
    const plain = { ...second, ...otherKey, contentType: null, platformMetadata: {} };
    await repositories.attachments.insert([first, plain]);
    expect(await repositories.attachments.listOf(tenantId, key)).toEqual([first]);
    expect(await repositories.attachments.listOf(tenantId, otherKey)).toEqual([plain]);
  }),

  storeCheck('attachments: insert leaves what is there', async ({ repositories }) => {
    await repositories.attachments.replace(tenantId, [key], [first]);
    await repositories.attachments.insert([{ ...first, filename: 'another.pdf' }, second]);
    expect(await repositories.attachments.listOf(tenantId, key)).toEqual([first, second]);
  }),

  storeCheck('attachments: replacing by the same adds nothing', async ({ repositories }) => {
    await repositories.attachments.replace(tenantId, [key], [first, second]);
    expect(await repositories.attachments.replace(tenantId, [key], [first, second])).toBe(0);
    expect(await repositories.attachments.listOf(tenantId, key)).toEqual([first, second]);
  }),

  storeCheck('attachments: replace writes what changed', async ({ repositories }) => {
    await repositories.attachments.replace(tenantId, [key], [first, second]);
    const renamed = { ...first, filename: 'plan-2.pdf', fileSize: 1, contentType: null };
    expect(await repositories.attachments.replace(tenantId, [key], [renamed, second])).toBe(0);
    expect(await repositories.attachments.listOf(tenantId, key)).toEqual([renamed, second]);
  }),

  storeCheck('attachments: replace writes whatever alone has changed', async ({ repositories }) => {
    let file = first;
    await repositories.attachments.replace(tenantId, [key], [file]);
    for (const change of [
      { filename: 'plan-2.pdf' },
      { fileSize: 1 },
      { contentType: null },
      { contentType: 'text/plain' },
      { url: 'https://files.example/plan-2.pdf' },
      { platformMetadata: { spoiler: true } },
    ]) {
      file = { ...file, ...change };
      await repositories.attachments.replace(tenantId, [key], [file]);
      expect(await repositories.attachments.listOf(tenantId, key)).toEqual([file]);
    }
  }),

  storeCheck('attachments: replace removes what is no longer there', async ({ repositories }) => {
    await repositories.attachments.replace(tenantId, [key], [first, second]);
    expect(await repositories.attachments.replace(tenantId, [key], [second])).toBe(0);
    expect(await repositories.attachments.listOf(tenantId, key)).toEqual([second]);
  }),

  storeCheck('attachments: replacing by nothing empties the message', async ({ repositories }) => {
    await repositories.attachments.replace(tenantId, [key], [first, second]);
    expect(await repositories.attachments.replace(tenantId, [key], [])).toBe(0);
    expect(await repositories.attachments.listOf(tenantId, key)).toEqual([]);
  }),

  storeCheck('attachments: other messages are left alone', async ({ repositories }) => {
    const below = { ...first, ...otherKey };
    const elsewhere = { ...first, ...sameIdElsewhere };
    const keys = [key, otherKey, sameIdElsewhere];
    await repositories.attachments.replace(tenantId, keys, [first, below, elsewhere]);
    await repositories.attachments.replace(tenantId, [key], []);
    expect(await repositories.attachments.listOf(tenantId, otherKey)).toEqual([below]);
    expect(await repositories.attachments.listOf(tenantId, sameIdElsewhere)).toEqual([elsewhere]);
  }),

  storeCheck(
    'attachments: one that moves to another message is there only',
    async ({ repositories }) => {
      await repositories.attachments.replace(tenantId, [key, otherKey], [first]);
      const moved = { ...first, ...otherKey };
      expect(await repositories.attachments.replace(tenantId, [key, otherKey], [moved])).toBe(1);
      expect(await repositories.attachments.listOf(tenantId, key)).toEqual([]);
      expect(await repositories.attachments.listOf(tenantId, otherKey)).toEqual([moved]);
    },
  ),
];
