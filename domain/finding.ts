/** How much a finding matters: `problem` keeps something from being archived. */
export const findingSeverities = ['problem', 'warning', 'info'] as const;
export type FindingSeverity = (typeof findingSeverities)[number];

/** Everything that an examination may find. Public: programs act on the codes. */
export const findingKinds = {
  database_unreachable: { severity: 'problem', meaning: 'the database does not answer' },
  database_read_only: { severity: 'problem', meaning: 'the database takes no writes' },
  database_full: { severity: 'problem', meaning: 'the disk of the database is full' },
  database_not_migrated: { severity: 'problem', meaning: 'tables or columns are missing' },
  database_newer: { severity: 'problem', meaning: 'a newer version of Annals made the tables' },
  hash_key_changed: {
    severity: 'problem',
    meaning: '`ID_HASH_KEY` is not the one that the archive was begun with',
  },
  queue_unreachable: {
    severity: 'problem',
    meaning: 'the server of the queue does not answer, or takes nothing',
  },
  queue_paused: { severity: 'warning', meaning: 'the queue gives no job to any worker' },
  worker_missing: { severity: 'problem', meaning: 'no worker is connected to the queue' },
  platform_not_loaded: { severity: 'problem', meaning: 'no plugin is loaded for the platform' },
  platform_not_examined: {
    severity: 'info',
    meaning: 'the plugin of the platform cannot examine anything',
  },
  token_missing: { severity: 'problem', meaning: 'the credentials for the platform are not set' },
  token_refused: { severity: 'problem', meaning: 'the platform refuses the credentials' },
  platform_unreachable: { severity: 'problem', meaning: 'the platform gives no usable answer' },
  platform_limits: { severity: 'warning', meaning: 'the platform answers no more for a while' },
  clock_skewed: { severity: 'warning', meaning: 'this clock and the platform’s differ' },
  content_intent_missing: {
    severity: 'problem',
    meaning: 'the platform withholds what people write',
  },
  bot_not_in_community: {
    severity: 'problem',
    meaning: 'the bot is not a member of the community',
  },
  community_id_wrong: { severity: 'problem', meaning: 'the id is not that of a community' },
  channel_hidden_from_bot: {
    severity: 'problem',
    meaning: 'everyone may see the channel, and the bot may not',
  },
  history_denied_to_bot: {
    severity: 'problem',
    meaning: 'everyone may read the channel’s history, and the bot may not',
  },
  connect_denied_to_bot: {
    severity: 'problem',
    meaning: 'everyone may join the voice channel, and the bot may not',
  },
  nothing_public: { severity: 'warning', meaning: 'no channel of the community is public' },
} as const;

export type FindingCode = keyof typeof findingKinds;
export const findingCodes: readonly FindingCode[] = Object.keys(findingKinds) as FindingCode[];

export const findingPlaceKinds = [
  'setting',
  'service',
  'platform',
  'community',
  'channel',
] as const;

/** Where something is: a setting's variable, a server, a platform, a community or a channel. */
export interface FindingPlace {
  readonly kind: (typeof findingPlaceKinds)[number];
  /** As people know it. */
  readonly name: string;
  /** The platform's id of a community or channel; null for anything else. */
  readonly id: string | null;
}

/** One thing that an examination found. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: FindingSeverity;
  readonly where: FindingPlace;
  /** One sentence on what is wrong. */
  readonly message: string;
  /** One sentence on what to do about it. */
  readonly remedy: string;
}

export function finding(code: FindingCode, found: Omit<Finding, 'code' | 'severity'>): Finding {
  return { code, severity: findingKinds[code].severity, ...found };
}

/** What the worst finding makes of all. */
export const verdicts = ['fine', 'warnings', 'problems'] as const;
export type Verdict = (typeof verdicts)[number];

export function verdictOf(findings: readonly Finding[]): Verdict {
  if (findings.some(({ severity }) => severity === 'problem')) return 'problems';
  return findings.some(({ severity }) => severity === 'warning') ? 'warnings' : 'fine';
}
