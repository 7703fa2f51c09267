interface Place {
  /** Of a list that is shown page by page. */
  readonly pages: number;
  /** How far down its reader was. */
  readonly top: number;
  /** What was looked for in it. */
  readonly sought: string;
}

/** How the view was left to which the browser's history has gone back; else as any view begins. */
export function placeInHistory(): Place {
  return { pages: 1, top: 0, sought: '', ...history.state };
}

export function keepPlace(change: Partial<Place>): void {
  history.replaceState({ ...history.state, ...change }, '');
}
