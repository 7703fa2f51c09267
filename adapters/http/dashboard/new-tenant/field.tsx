import type { JSX } from 'preact';

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: string | null;
  readonly isOptional?: boolean;
}

/** A labelled line of text. */
export function Field({
  id,
  label,
  value,
  onInput,
  hint = null,
  isOptional,
}: FieldProps): JSX.Element {
  const hintId = `${id}-hint`;
  return (
    <div class="field">
      <label for={id}>
        {label} {isOptional && <span class="muted">(optional)</span>}
      </label>
      <input
        id={id}
        value={value}
        required={isOptional !== true}
        autocomplete="off"
        spellcheck={false}
        aria-describedby={hint === null ? undefined : hintId}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {hint !== null && (
        <p id={hintId} class="small muted">
          {hint}
        </p>
      )}
    </div>
  );
}
