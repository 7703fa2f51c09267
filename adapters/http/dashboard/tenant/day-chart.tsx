import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { MessagesPerDayView } from '../../views/activity-view.ts';
import { LANGUAGE } from '../format.ts';

type Days = MessagesPerDayView['days'];

const HEIGHT = 180;
const dayNames = new Intl.DateTimeFormat(LANGUAGE, {
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});
const counts = new Intl.NumberFormat(LANGUAGE, { notation: 'compact' });

interface DayChartProps {
  readonly days: Days;
  /** With the index of the day that somebody points at, null when they no longer do; always the same. */
  readonly onPoint: (day: number | null) => void;
}

/** Messages per day as bars. A picture: what it says in words stands below it. */
export function DayChart({ days, onPoint }: DayChartProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = place;
    if (current === null) return;
    let chart = draw(current, days, onPoint);
    const fit = new ResizeObserver(() => {
      chart.setSize({ width: current.clientWidth, height: HEIGHT });
    });
    fit.observe(current);
    // A canvas does not follow the colours of its page.
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const redraw = () => {
      chart.destroy();
      chart = draw(current, days, onPoint);
    };
    dark.addEventListener('change', redraw);
    return () => {
      dark.removeEventListener('change', redraw);
      fit.disconnect();
      chart.destroy();
    };
  }, [days, onPoint]);
  return <div class="chart" ref={place} role="img" aria-label={describe(days)} />;
}

function draw(place: HTMLElement, days: Days, onPoint: DayChartProps['onPoint']): uPlot {
  const colours = getComputedStyle(place);
  const stroke = colours.getPropertyValue('--muted');
  const accent = colours.getPropertyValue('--accent');
  const font = `12px ${colours.fontFamily}`;
  const axis = { stroke, font, ticks: { show: false } };
  const options: uPlot.Options = {
    width: place.clientWidth,
    height: HEIGHT,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    legend: { show: false },
    // Dragging would zoom, and nothing tells the way back.
    cursor: { y: false, drag: { x: false, y: false } },
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
    scales: { y: { range: (_, __, max) => [0, Math.max(1, max)] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 28,
        space: 70,
        values: (_, ticks) => ticks.map((tick) => dayNames.format(tick * 1000)),
      },
      {
        ...axis,
        size: 48,
        grid: { stroke: colours.getPropertyValue('--line'), width: 1 },
        values: (_, ticks) => ticks.map((tick) => counts.format(tick)),
      },
    ],
    series: [
      {},
      {
        fill: accent,
        paths: uPlot.paths.bars?.({ size: [0.7, 24], radius: 0.15 }),
        points: { show: false },
      } as uPlot.Series,
    ],
  };
  const times = days.map(({ day }) => Date.parse(day) / 1000);
  return new uPlot(options, [times, days.map(({ messages }) => messages)], place);
}

function describe(days: Days): string {
  const busiest = days.reduce((best, day) => (day.messages > best.messages ? day : best), {
    day: '',
    messages: 0,
  });
  return `Messages of each of the last ${days.length} days; most on ${busiest.day}: ${busiest.messages}`;
}
