import { attachmentMetadata } from './attachment.ts';
import { channelMetadata } from './channel.ts';
import { messageMetadata } from './message.ts';
import type { NameTable, Shape } from './shape.ts';

const INTRODUCTION = `# Metadata of a Discord archive

What \`platform_metadata\` of \`channels\`, \`messages\` and \`message_attachments\` may hold: nothing else
is ever stored there. \`bun run docs\` writes this page from the code that reads Discord's payloads.

- Keys are Discord's own names in camel case. A key is missing when there is nothing to say: a \`true\`
  is there or not, texts and lists are never empty.
- \`id\`: an id of a thing (a message, a role, an emoji), as Discord gives it.
- \`person\`: \`<@HASH>\`, as in texts, with the hash of \`author_hash\`.
- \`name\`: a name for what Discord numbers; \`unknown_<number>\` for what it has added since.
- \`time\`: ISO 8601, as Discord gives it. \`link\`: without the signature that expires.
- A thread's opener stands in its channel's metadata as \`ownerHash\`.

Of what Discord documents besides, these are left out on purpose:

- what names people, and is told by hashes elsewhere or by nothing: users and members, \`resolved\`,
  \`lobby_member\`, \`party_id\`, the authors and icons of embeds, what menus have chosen, who installed an
  app, \`permission_overwrites\`, the answered message (a row of its own);
- what only the app reads that made it, and fills with ids: \`custom_id\`, \`value\`, \`nonce\`; what it says
  of itself beyond its name; how somebody came to its form (\`triggering_interaction_metadata\`);
- what counts or repeats what the tables hold: \`message_count\`, \`total_message_sent\`, \`member_count\`,
  \`last_message_id\`, \`last_pin_timestamp\`, a message's \`position\` in its thread, \`attachment_id\`,
  \`name_localized\`;
- how clients draw it: \`proxy_url\`, \`placeholder\`, \`waveform\`, styles, spacings, \`disabled\`, the limits of
  menus, the flags of embeds, \`accent_color\`, \`animated\`, \`burst_colors\`, \`layout_type\`,
  \`default_tag_setting\`, \`rtc_region\`, \`video_quality_mode\`;
- what is about the bot: \`ephemeral\`, \`me\`, \`me_voted\`, \`member\` of a thread, \`permissions\`.

\`\`\`sql
-- the posts of forums, with their tags
select thread.name, array_agg(tag ->> 'name') as tags
from channels thread
join channels forum on (forum.tenant_id, forum.id) = (thread.tenant_id, thread.parent_id)
cross join jsonb_array_elements(forum.platform_metadata -> 'availableTags') tag
where thread.platform_metadata -> 'appliedTagIds' ? (tag ->> 'id')
group by thread.tenant_id, thread.id, thread.name;

-- who is mentioned most, and how often by name: whoever is answered is mentioned, too
select substr(person, 3, 64) as person_hash, count(*) as mentions,
  count(*) filter (where strpos(content, person) > 0) as by_name
from messages
cross join jsonb_array_elements_text(platform_metadata -> 'mentions') person
group by person
order by mentions desc
limit 10;

-- polls: how many chose each answer; null where Discord did not say
select id, poll #>> '{question,text}' as question, answer #>> '{pollMedia,text}' as answer,
  case when poll ? 'results' then coalesce(jsonb_path_query_first(
    poll, '$.results.answerCounts[*] ? (@.id == $id).count',
    jsonb_build_object('id', answer -> 'answerId')), '0') end as votes
from messages
cross join lateral (select platform_metadata -> 'poll') asked (poll)
cross join jsonb_array_elements(poll -> 'answers') answer;

-- everything that was said, forwards and messages made of components included
select id, author_hash, content,
  platform_metadata #>> '{messageSnapshots,0,message,content}' as forwarded,
  jsonb_path_query_array(platform_metadata -> 'components', 'strict $.**.content') as in_components
from messages;
\`\`\`
`;

/** The page that documents the metadata. */
export function metadataPage(): string {
  const [shapes, tables] = everythingIn([channelMetadata, messageMetadata, attachmentMetadata]);
  const names = tables.map(({ title, names }) => {
    const list = Object.entries(names).map(([number, name]) => `\`${name}\` (${number})`);
    return `### ${title}\n\n${list.join(', ')}\n`;
  });
  return [
    INTRODUCTION,
    ...shapes.map((shape) => `## ${shape.title}\n\n${shapeTable(shape)}`),
    '## Names\n\nIn brackets Discord’s number; of flags the position of the bit.\n',
    ...names,
  ].join('\n');
}

/** Shapes and tables of names, each once, in the order in which a reader meets them. */
function everythingIn(roots: readonly Shape[]): [Shape[], NameTable[]] {
  const shapes = new Set<Shape>(roots);
  const tables = new Set<NameTable>();
  for (const shape of shapes) {
    for (const { refersTo } of Object.values(shape.fields)) {
      const target = refersTo();
      if (target === null) continue;
      if ('fields' in target) shapes.add(target);
      else tables.add(target);
    }
  }
  return [[...shapes], [...tables]];
}

function shapeTable({ fields }: Shape): string {
  const rows = Object.entries(fields).map(([key, { form, meaning, refersTo }]) => {
    const target = refersTo();
    const anchor = target?.title.toLowerCase().replaceAll(' ', '-');
    const kind = target === null ? form : `${form}: [${target.title}](#${anchor})`;
    return [`\`${key}\``, kind, meaning];
  });
  const lines = [['key', 'form', 'meaning'], ...rows];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...lines.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  const [header = '', ...body] = lines.map(line);
  return [header, line(widths.map((width) => '-'.repeat(width))), ...body].join('');
}
