import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { createAnonymiser, type PersonGrammar } from './anonymise-text.ts';
import { CryptoIdHasher } from './id-hasher.ts';
import type { PlatformUserId } from './ids.ts';

const hasher = new CryptoIdHasher();
const hash = (id: string) => hasher.hash(id as PlatformUserId);
const person = (id: string) => id as PlatformUserId;

const grammar: PersonGrammar = {
  mention: '<@!?(?<mentioned>\\d{5,9})>',
  notPeople: '<#\\d{5,9}>|https://chat\\.example/channels/\\d{5,9}',
  bareId: '(?<!\\d)\\d{5,9}(?!\\d)',
  picture: '(?<=/pictures/\\w+/)[0-9a-f]{32}',
  trace: '[/\\d]',
};
const anonymiser = createAnonymiser(grammar, hasher);

describe('text', () => {
  test('a mention keeps its form and names the hash', () => {
    expect(anonymiser.text('hi <@12345> and <@!12345>', [])).toBe(
      `hi <@${hash('12345')}> and <@${hash('12345')}>`,
    );
  });

  test('a mention that is the whole text names the hash, whoever else is known', () => {
    const known = /\d{2}/.exec(hash('12345'))?.[0] ?? '';
    expect(known).not.toBe('');
    expect(anonymiser.text('<@!12345>', [person(known)])).toBe(`<@${hash('12345')}>`);
    expect(anonymiser.json({ names: ['<@12345>'] }, [person(known)])).toEqual({
      names: [`<@${hash('12345')}>`],
    });
  });

  test('asks who is named only when a text has a trace of somebody', () => {
    let asked = 0;
    const people: Iterable<PlatformUserId> = {
      [Symbol.iterator]() {
        asked += 1;
        return [person('4711')].values();
      },
    };
    expect(anonymiser.text('hi there', people)).toBe('hi there');
    expect(anonymiser.json({ title: 'hi', size: 12_345 }, people)).toEqual({
      title: 'hi',
      size: 12_345,
    });
    expect(asked).toBe(0);
    expect(anonymiser.text('hi 4711', people)).toBe(`hi ${hash('4711')}`);
    expect(asked).toBe(1);
  });

  test('an id that stands alone becomes the same hash, known or not', () => {
    expect(anonymiser.text('see chat.example/users/12345.', [])).toBe(
      `see chat.example/users/${hash('12345')}.`,
    );
  });

  test('the picture of a person is replaced in links to it, another checksum stays', () => {
    const picture = '0123456789abcdef'.repeat(2);
    expect(anonymiser.text(`chat.example/pictures/12345/${picture} ${picture}`, [])).toBe(
      `chat.example/pictures/${hash('12345')}/${hash(picture)} ${picture}`,
    );
  });

  test('links to things stay', () => {
    const text = 'in <#54321>: https://chat.example/channels/54321';
    expect(anonymiser.text(text, [])).toBe(text);
  });

  test('a person known from the payload is replaced even where ids of things stand', () => {
    expect(anonymiser.text('<#54321> 954321', [person('54321')])).toBe(
      `<#${hash('54321')}> ${hash('954321')}`,
    );
    expect(anonymiser.text('0000000000154321', [person('54321')])).toBe(
      `00000000001${hash('54321')}`,
    );
  });

  test('what PostgreSQL cannot hold becomes U+FFFD', () => {
    expect(anonymiser.text('a\u0000b\ud800c', [])).toBe('a\uFFFDb\uFFFDc');
  });

  test('no id of a person is left in any text, and doing it again changes nothing', () => {
    const id = fc.integer({ min: 10_000, max: 999_999_999 }).map(String);
    const piece = fc.oneof(
      fc.string(),
      id.map((value) => `<@${value}>`),
      id.map((value) => `<@!${value}>`),
      id.map((value) => ` ${value} `),
      id.map((value) => `https://chat.example/users/${value}/x.png`),
    );
    fc.assert(
      fc.property(fc.array(piece), id, (pieces, known) => {
        const text = `${pieces.join('')} ${known} <#${known}>`;
        const clean = anonymiser.text(text, [person(known)]);
        expect(clean).not.toContain(known);
        expect(anonymiser.text(clean, [])).toBe(clean);
      }),
    );
  });
});

describe('json', () => {
  test('reaches every string and every key, and leaves ids of things', () => {
    expect(
      anonymiser.json(
        {
          id: '54321',
          channelId: '54321',
          roleIds: ['54321'],
          note: 'by 12345',
          12345: [{ text: '<@12345>' }, 7, true, null],
        },
        [],
      ),
    ).toEqual({
      id: '54321',
      channelId: '54321',
      roleIds: ['54321'],
      note: `by ${hash('12345')}`,
      [hash('12345')]: [{ text: `<@${hash('12345')}>` }, 7, true, null],
    });
  });

  test('takes a key for a key, whatever JavaScript makes of it', () => {
    const raw = JSON.parse('{"__proto__": {"note": "by 12345"}, "constructor": "5"}');
    expect(JSON.stringify(anonymiser.json(raw, []))).toBe(
      `{"__proto__":{"note":"by ${hash('12345')}"},"constructor":"5"}`,
    );
  });

  test('replaces a known person under a key of things too', () => {
    expect(anonymiser.json({ someId: '12345' }, [person('12345')])).toEqual({
      someId: hash('12345'),
    });
  });
});
