import type { Chart } from '../scenario.ts';
import { withUnit } from './describe-figure.ts';

const WIDTH = 760;
const LABEL_WIDTH = 270;
const VALUE_WIDTH = 130;
const BAR_HEIGHT = 18;
const ROW_HEIGHT = 26;
const TITLE_HEIGHT = 34;
const GAP = 20;

/** One panel of bars below the other, as SVG; readable on light and on dark ground. */
export function drawPicture(charts: readonly Chart[]): string {
  let y = GAP / 2;
  const panels = charts.map((chart) => {
    const panel = drawPanel(chart, y);
    y += TITLE_HEIGHT + chart.bars.length * ROW_HEIGHT + GAP;
    return panel;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" font-family="system-ui, sans-serif" font-size="13">
<title>Messages a second, by scenario</title>
<rect width="${WIDTH}" height="${y}" fill="#fbfaf7"/>
${panels.join('\n')}
</svg>
`;
}

function drawPanel({ title, unit, bars }: Chart, top: number): string {
  const most = Math.max(...bars.map(({ value }) => value));
  const room = WIDTH - LABEL_WIDTH - VALUE_WIDTH;
  const drawn = bars.map(({ label, value }, index) => {
    const y = top + TITLE_HEIGHT + index * ROW_HEIGHT;
    const width = Math.max(1, Math.round((value / most) * room));
    const baseline = y + BAR_HEIGHT - 4;
    return [
      `<text x="${LABEL_WIDTH - 10}" y="${baseline}" text-anchor="end" fill="#333">${escaped(label)}</text>`,
      `<rect x="${LABEL_WIDTH}" y="${y}" width="${width}" height="${BAR_HEIGHT}" rx="3" fill="${colourOf(label)}"/>`,
      `<text x="${LABEL_WIDTH + width + 8}" y="${baseline}" fill="#333">${withUnit(value, unit)}</text>`,
    ].join('\n');
  });
  const heading = `<text x="16" y="${top + 20}" font-weight="600" fill="#111">${escaped(title)}</text>`;
  return [heading, ...drawn].join('\n');
}

function colourOf(label: string): string {
  return label.startsWith('Annals') ? '#3b7a57' : '#b9b4a7';
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
