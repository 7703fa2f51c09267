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
  #hasShown: boolean;
  #isRaised = false;
  /** Since the last page with a text: */
  #pages = 0;
  #blanks = 0;
  #isStreakJudged = false;
  /** Whether the platform has said since then that it shows what people write. */
  #isVouchedFor = false;
  #stored: WithheldChannel[] = [];

  constructor(grant: ContentGrant | null) {
    this.#grant = grant;
    // Where nothing is ever withheld there is no doubt.
    this.#hasShown = grant === null;
  }

  /** Whether this run has met a text: then texts come. */
  get hasShown(): boolean {
    return this.#hasShown;
  }

  /** Whether blank messages are taken for withheld. */
  get isRaised(): boolean {
    return this.#isRaised;
  }

  /**
   * Whether a blank may come over a stored text: a text met before does not tell that nothing is
   * withheld since then, and what the platform says of it need not be so.
   */
  get mayReplaceTexts(): boolean {
    if (this.#grant === null) return true;
    return this.#hasShown && this.#isVouchedFor && !this.#isRaised;
  }

  /** What to say of the run's end; null when nothing is withheld. */
  get complaint(): string | null {
    if (!this.#isRaised || this.#grant === null) return null;
    return `Messages come without what people wrote. ${this.#grant.remedy} What came blank is read again then.`;
  }

  /** Looks at a page before it is stored. `ask` asks the platform, when only that can tell. */
  async judge(page: MessagePage, ask: (grant: ContentGrant) => Says): Promise<void> {
    if (this.#grant === null || page.content === 'unsaid') return;
    if (page.content === 'shown') return this.#trust();
    this.#pages += 1;
    this.#blanks += page.messages.length;
    const isFirst = this.#pages === 1 && !this.#hasShown;
    const isStreak = !this.#isStreakJudged && this.#pages > 1 && this.#blanks >= SUSPICIOUS_STREAK;
    if (!isFirst && !isStreak) return;
    if (isStreak) this.#isStreakJudged = true;
    await this.#refuseWithheld(this.#grant, ask);
    if (isStreak && !this.#hasShown) this.#isRaised = true;
  }

  /**
   * Asks once everything is read, when texts came first and blanks alone since: fewer than tell by
   * themselves may have come since the platform began to withhold.
   */
  async judgeEnd(ask: (grant: ContentGrant) => Says): Promise<void> {
    const isAskedAlready = this.#isRaised || this.#isStreakJudged;
    if (this.#grant === null || !this.#hasShown || this.#pages === 0 || isAskedAlready) return;
    await this.#refuseWithheld(this.#grant, ask);
  }

  /** Takes what comes blank for withheld from now on, until a text is met. */
  raise(): void {
    this.#isRaised = true;
  }

  /**
   * The same for a run that breaks off, unless it knows by then that texts come: by having met one, or
   * by the platform's word, on which a whole run too believes a few blanks.
   */
  raiseUnlessTold(): void {
    if (!this.#hasShown && !this.#isVouchedFor) this.#isRaised = true;
  }

  /** Remembers what is stored blank, for the case that it turns out to be withheld. */
  remember(stretch: WithheldChannel): void {
    if (this.#grant !== null) this.#stored.push(stretch);
  }

  /** What is stored and must be noted as withheld; `noted` once it is. */
  get due(): readonly WithheldChannel[] {
    return this.#isRaised ? [...this.#stored] : [];
  }

  noted(stretches: readonly WithheldChannel[]): void {
    this.#stored = this.#stored.filter((stretch) => !stretches.includes(stretch));
  }

  async #refuseWithheld(grant: ContentGrant, ask: (grant: ContentGrant) => Says): Promise<void> {
    const says = await ask(grant);
    this.#isVouchedFor = says === 'granted';
    if (says !== 'withheld') return;
    this.#isRaised = true;
    throw new ContentWithheldError(grant.remedy);
  }

  #trust(): void {
    this.#hasShown = true;
    this.#isRaised = false;
    this.#pages = 0;
    this.#blanks = 0;
    this.#isStreakJudged = false;
    this.#isVouchedFor = false;
    this.#stored = [];
  }
}

type Says = ReturnType<ContentGrant['check']>;
