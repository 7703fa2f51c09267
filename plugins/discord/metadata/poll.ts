import { objectsIn, type RawPayload } from '../json-shape.ts';
import { emoji } from './emoji.ts';
import { id, list, mark, number, numeral, one, oneEvenEmpty, text, time } from './fields.ts';
import { type Shape, shape } from './shape.ts';

const POLL_RESULT_TYPE = 46;

const wording: Shape = shape('Poll text', {
  text: text('What it says'),
  emoji: one(() => emoji, 'The emoji beside it'),
});

const answer: Shape = shape('Poll answer', {
  answerId: number('Its number in this poll'),
  pollMedia: one(() => wording, 'The answer'),
});

const votes: Shape = shape('Votes', {
  id: number('The answer’s number'),
  count: number('How many chose it'),
});

const results: Shape = shape('Poll results', {
  isFinalized: mark('Nothing will change any more'),
  answerCounts: list(() => votes, 'Votes; nobody chose an answer that is missing'),
});

export const poll: Shape = shape('Poll', {
  question: one(() => wording, 'The question'),
  answers: list(() => answer, 'What may be chosen'),
  expiry: time('When it ends'),
  allowMultiselect: mark('More than one answer may be chosen'),
  results: oneEvenEmpty(
    () => results,
    'The votes when it was last read, `{}` before the first; missing while Discord does not know them',
  ),
});

export const pollResult: Shape = shape('Poll result', {
  pollQuestionText: text('The question'),
  totalVotes: numeral('All votes'),
  victorAnswerId: numeral('The number of the winning answer; missing after a tie'),
  victorAnswerText: text('The winning answer'),
  victorAnswerVotes: numeral('Its votes'),
  victorAnswerEmojiId: id('Its custom emoji'),
  victorAnswerEmojiName: text('The name of its emoji, or the character'),
});

/** Discord tells the end of a poll as the fields of an embed. */
export function pollResultFields({ type, embeds }: RawPayload): RawPayload | null {
  if (type !== POLL_RESULT_TYPE) return null;
  const fields = objectsIn(objectsIn(embeds)[0]?.fields);
  return Object.fromEntries(
    fields.flatMap(({ name, value }) => (typeof name === 'string' ? [[name, value]] : [])),
  );
}
