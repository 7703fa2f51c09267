import type { JSX } from 'preact';
import type { PlatformView } from '../../views/platform-view.ts';

interface PlatformChoiceProps {
  readonly platforms: readonly PlatformView[];
  readonly value: string;
  readonly onChoose: (name: string) => void;
}

/** Which platform the community is on, and what the chosen one lacks. */
export function PlatformChoice({ platforms, value, onChoose }: PlatformChoiceProps): JSX.Element {
  const missing = platforms.find(({ name }) => name === value)?.missingSetting ?? null;
  return (
    <div class="field">
      <label for="platform">Platform</label>
      <select
        id="platform"
        value={value}
        aria-describedby={missing === null ? undefined : 'platform-missing'}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        {platforms.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      {missing !== null && (
        <p id="platform-missing" class="failure">
          {missing.variable} is not set, so nothing on {value} can be archived. Set it and restart
          Annals.
        </p>
      )}
    </div>
  );
}
