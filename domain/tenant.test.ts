import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { slugFromName, slugSchema } from './tenant.ts';

describe('a slug made from a name', () => {
  test.each([
    ['Rust Programming', 'rust-programming'],
    ['  Café — Zürich!! ', 'cafe-zurich'],
    ['Straße & Øl', 'strasse-ol'],
    ['Łódź', 'lodz'],
    ['SMØRREBRØD, Þór, Œuvre, Đà Nẵng, Ægir, ısı', 'smorrebrod-thor-oeuvre-da-nang-aegir-isi'],
    ['日本語', 'tenant'],
    ['', 'tenant'],
    ['0195A5E0-0000-7000-8000-000000000001', 'tenant-0195a5e0-0000-7000-8000-000000000001'],
  ])('%p gives %p', (name, slug) => {
    expect(slugFromName(name)).toBe(slug);
  });

  test('is a slug whatever the name', () => {
    const names = fc.oneof(
      fc.uint16Array().map((units) => String.fromCharCode(...units)),
      fc.string({ unit: fc.constantFrom(...'aZ7-_ éİ庭🌱'), minLength: 40, maxLength: 200 }),
    );
    fc.assert(
      fc.property(names, (name) => {
        expect(slugSchema.safeParse(slugFromName(name)).success).toBe(true);
      }),
    );
  });
});
