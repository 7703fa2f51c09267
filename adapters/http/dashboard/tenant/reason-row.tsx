import type { JSX } from 'preact';

interface ReasonRowProps {
  /** Of the table that it stands in. */
  readonly columns: number;
  readonly text: string;
}

/** Why the row above ended or stands as it does: a column for it would be empty in most rows. */
export function ReasonRow({ columns, text }: ReasonRowProps): JSX.Element {
  return (
    <tr class="reason">
      <td class="why" colSpan={columns}>
        {text}
      </td>
    </tr>
  );
}
