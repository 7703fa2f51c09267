import { expect, test } from 'bun:test';
import { createProgressDisplay } from './progress-display.ts';

function written(terminal: { isTTY?: boolean; columns?: number }) {
  const texts: string[] = [];
  return { texts, output: { ...terminal, write: (text: string) => texts.push(text) } };
}

test('a terminal shows a bar that is drawn over itself and never wraps', () => {
  const { texts, output } = written({ isTTY: true, columns: 40 });
  const display = createProgressDisplay(output);
  display.show(0.5, 'general, a channel with a rather long name');
  display.finish();
  expect(texts[0]).toStartWith(`\r\u001b[2K${'█'.repeat(15)}${'░'.repeat(15)}  50 %`);
  expect(texts[0]?.length).toBe('\r\u001b[2K'.length + 39);
  expect(texts.at(-1)).toBe('\n');
});

test('a name in wide letters does not make the bar wrap either', () => {
  const { texts, output } = written({ isTTY: true, columns: 60 });
  createProgressDisplay(output).show(0.5, '日本語の\u0007長いチャンネルの名前です 🎉🎉🎉🎉');
  expect(Bun.stringWidth(texts[0]?.slice('\r\u001b[2K'.length) ?? '')).toBeWithin(59, 61);
  expect(texts[0]?.isWellFormed()).toBe(true);
  expect(texts[0]).toContain('日本語の 長い');
});

test('anything else gets a plain line for each tenth, without control characters', () => {
  const { texts, output } = written({});
  const display = createProgressDisplay(output);
  for (const percent of [0, 1, 9, 10, 19, 55, 56, 100])
    display.show(percent / 100, 'rea\u0007ding');
  display.finish();
  expect(texts).toEqual([
    '  0 %  rea ding\n',
    ' 10 %  rea ding\n',
    ' 55 %  rea ding\n',
    '100 %  rea ding\n',
  ]);
});

test('a file ends with the last state, whatever tenth that is in', () => {
  const { texts, output } = written({});
  const display = createProgressDisplay(output);
  display.show(1, '3 channels, 0 reactions');
  display.show(1, '3 channels, 531 reactions');
  display.show(1, '3 channels, 934 reactions');
  display.finish();
  expect(texts).toEqual(['100 %  3 channels, 0 reactions\n', '100 %  3 channels, 934 reactions\n']);
});
