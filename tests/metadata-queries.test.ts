import { expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { SQL } from 'bun';
import { openTestDatabase } from './database.ts';

setDefaultTimeout(60_000);

const page = Bun.file(join(import.meta.dir, '../plugins/discord/METADATA.md'));
const TENANT = '0190a000-0000-7000-8000-000000000001';

test('the queries that the page of the metadata shows find what they say', async () => {
  const [, block = ''] = /```sql\n([\s\S]*?)```/.exec(await page.text()) ?? [];
  const [tags = '', mentions = '', polls = '', texts = ''] = block.split(/(?<=;)\n\n/);
  await using database = await openTestDatabase();
  await using sql = new SQL(database.url, { max: 1 });
  await sql`insert into tenants (id, slug, name, platform, platform_id, status)
    values (${TENANT}, 'one', 'One', 'discord', '81384788765712384', 'active')`;
  const availableTags = [
    { id: '3', name: 'bug' },
    { id: '4', name: 'idea' },
    { id: '5', name: 'done' },
  ];
  await sql`insert into channels (tenant_id, id, name, type, parent_id, platform_metadata) values
    (${TENANT}, '1', 'ideas', 'forum', null, ${{ availableTags }}),
    (${TENANT}, '2', 'A post', 'thread', '1', ${{ appliedTagIds: ['3', '5'] }})`;
  const components = [
    { type: 'container', components: [{ type: 'text_display', content: 'Title' }] },
    { type: 'text_display', content: 'Text' },
  ];
  const [ada, bo] = ['a', 'b'].map((sign) => sign.repeat(64));
  const counted = { isFinalized: true, answerCounts: [{ id: 2, count: 3 }] };
  const poll = {
    question: { text: 'Tea?' },
    answers: ['Yes', 'No'].map((text, index) => ({ answerId: index + 1, pollMedia: { text } })),
  };
  const messageSnapshots = [{ message: { type: 'default', content: 'As it was' } }];
  await sql`insert into messages
    (tenant_id, channel_id, id, content, type, platform_created_at, platform_metadata) values
    (${TENANT}, '2', '6', '', 'default', now(), ${{ components }}),
    (${TENANT}, '2', '7', '', 'default', now(), ${{ messageSnapshots }})`;
  await sql`insert into messages
    (tenant_id, channel_id, id, content, type, platform_created_at, platform_metadata) values
    (${TENANT}, '3', '8', ${`Hello <@${ada}>`}, 'default', now(), ${{ mentions: [`<@${ada}>`, `<@${bo}>`] }}),
    (${TENANT}, '3', '9', '', 'reply', now(), ${{ mentions: [`<@${ada}>`], poll }}),
    (${TENANT}, '3', '10', '', 'default', now(), ${{ poll: { ...poll, results: counted } }})`;

  expect([...(await sql.unsafe(tags))]).toEqual([{ name: 'A post', tags: ['bug', 'done'] }]);
  expect([...(await sql.unsafe(mentions))]).toEqual([
    { person_hash: ada, mentions: '2', by_name: '1' },
    { person_hash: bo, mentions: '1', by_name: '0' },
  ]);
  const asked = await sql.unsafe(polls);
  expect(asked.map((row: Record<string, unknown>) => Object.values(row).join(' '))).toEqual([
    ...['9 Tea? Yes ', '9 Tea? No ', '10 Tea? Yes 0', '10 Tea? No 3'],
  ]);
  await sql`delete from messages where channel_id = '3'`;
  const found = { author_hash: null, content: '' };
  expect([...(await sql.unsafe(texts))]).toEqual([
    { id: '6', ...found, forwarded: null, in_components: ['Title', 'Text'] },
    { id: '7', ...found, forwarded: 'As it was', in_components: null },
  ]);
});
