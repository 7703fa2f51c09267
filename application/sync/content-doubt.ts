import type { ChannelId, WithheldStretch } from '@annals/domain';
import type { MessagePage } from '../ports/platform-adapter.ts';
import type { ContentGrant } from '../ports/platform-capabilities.ts';

/** So many blank messages in a row, on more pages than one, cannot be chance. */
const SUSPICIOUS_STREAK = 20;

/** The platform itself says that it withholds what people write: nothing is worth reading now. */
export class ContentWithheldError extends Error {
  /** `remedy`: what to switch on, in a sentence. */
  constructor(remedy: string) {
    super(`The platform withholds what people write, so nothing was read. ${remedy}`);
    this.name = 'ContentWithheldError';
  }
}

/**
 * What a run makes of blank messages. `open`: nothing has told yet. `shown`: it has met a text, so
 * texts come. `withheld`: what comes blank is noted, to be read again. Every text makes it `shown`.
 */
type Belief = 'open' | 'shown' | 'withheld';

/** Pages that came one after the other without a single text. */
interface BlankStreak {
  pages: number;
  messages: number;
  /** Whether it has been long enough to ask about. */
  isJudged: boolean;
  /** Whether the platform has said meanwhile that it shows what people write. */
  isVouchedFor: boolean;
}

export interface WithheldChannel extends WithheldStretch {
  readonly channelId: ChannelId;
}

/**
 * Whether a run can believe that a blank message is blank, and not withheld.
 *
 * Only pages without a single text are suspicious, so a run that reads nothing, or meets texts,
 * asks nothing about it. At the first such page the platform is asked: when it says that it
 * withholds, the run ends before anything blank is stored. Where it does not say, or says what is
 * not so, page after page of blanks without one text in the whole run counts as withheld: what
 * came is stored, since who wrote and when is worth keeping, and noted, to be read again once a
 * text is met. One text proves that a community is only quiet.
 */
export class ContentDoubt {
  readonly #grant: ContentGrant | null;
  #belief: Belief;
  /** Since the last page with a text. */
  #streak = newStreak();
  #stored: WithheldChannel[] = [];

  constructor(grant: ContentGrant | null) {
    this.#grant = grant;
    // Where nothing is ever withheld there is no doubt.
    this.#belief = grant === null ? 'shown' : 'open';
  }

  /** Whether this run has met a text: then texts come. */
  get hasShown(): boolean {
    return this.#belief === 'shown';
  }

  /** Whether blank messages are taken for withheld. */
  get isRaised(): boolean {
    return this.#belief === 'withheld';
  }

  /**
   * Whether a blank may come over a stored text: a text met before does not tell that nothing is
   * withheld since then, and what the platform says of it need not be so.
   */
  get mayReplaceTexts(): boolean {
    if (this.#grant === null) return true;
    return this.#belief === 'shown' && this.#streak.isVouchedFor;
  }

  /** What to say of the run's end; null when nothing is withheld. */
  get complaint(): string | null {
    if (this.#belief !== 'withheld' || this.#grant === null) return null;
    return `Messages come without what people wrote. ${this.#grant.remedy} What came blank is read again then.`;
  }

  /** Looks at a page before it is stored. `ask` asks the platform, when only that can tell. */
  async judge(page: MessagePage, ask: (grant: ContentGrant) => Says): Promise<void> {
    if (this.#grant === null || page.content === 'unsaid') return;
    if (page.content === 'shown') return this.#trust();
    const streak = this.#streak;
    streak.pages += 1;
    streak.messages += page.messages.length;
    const isFirst = streak.pages === 1 && this.#belief !== 'shown';
    const isLong = streak.pages > 1 && streak.messages >= SUSPICIOUS_STREAK && !streak.isJudged;
    if (!isFirst && !isLong) return;
    if (isLong) streak.isJudged = true;
    await this.#refuseWithheld(this.#grant, ask);
    if (isLong && this.#belief !== 'shown') this.#belief = 'withheld';
  }

  /**
   * Asks once everything is read, when texts came first and blanks alone since: fewer than tell by
   * themselves may have come since the platform began to withhold.
   */
  async judgeEnd(ask: (grant: ContentGrant) => Says): Promise<void> {
    const { pages, isJudged } = this.#streak;
    if (this.#grant === null || this.#belief !== 'shown' || pages === 0 || isJudged) return;
    await this.#refuseWithheld(this.#grant, ask);
  }

  /** Takes what comes blank for withheld from now on, until a text is met. */
  raise(): void {
    this.#belief = 'withheld';
  }

  /**
   * The same for a run that breaks off, unless it knows by then that texts come: by having met one, or
   * by the platform's word, on which a whole run too believes a few blanks.
   */
  raiseUnlessTold(): void {
    if (this.#belief === 'open' && !this.#streak.isVouchedFor) this.#belief = 'withheld';
  }

  /** Remembers what is stored blank, for the case that it turns out to be withheld. */
  remember(stretch: WithheldChannel): void {
    if (this.#grant !== null) this.#stored.push(stretch);
  }

  /** What is stored and must be noted as withheld; `noted` once it is. */
  get due(): readonly WithheldChannel[] {
    return this.#belief === 'withheld' ? [...this.#stored] : [];
  }

  noted(stretches: readonly WithheldChannel[]): void {
    this.#stored = this.#stored.filter((stretch) => !stretches.includes(stretch));
  }

  async #refuseWithheld(grant: ContentGrant, ask: (grant: ContentGrant) => Says): Promise<void> {
    const says = await ask(grant);
    this.#streak.isVouchedFor = says === 'granted';
    if (says !== 'withheld') return;
    this.#belief = 'withheld';
    throw new ContentWithheldError(grant.remedy);
  }

  #trust(): void {
    this.#belief = 'shown';
    this.#streak = newStreak();
    this.#stored = [];
  }
}

function newStreak(): BlankStreak {
  return { pages: 0, messages: 0, isJudged: false, isVouchedFor: false };
}

type Says = ReturnType<ContentGrant['check']>;
