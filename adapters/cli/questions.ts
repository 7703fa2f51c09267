/** Asks a person at a terminal. */
export interface Questions {
  /**
   * One line of text. `faultOf` says what is wrong with an answer, or undefined. Throws `CliError`
   * when the person would rather not.
   */
  text(question: string, faultOf: (answer: string) => string | undefined): Promise<string>;
}

export function mustNotBeEmpty(answer: string): string | undefined {
  return answer.trim() === '' ? 'Something must be said.' : undefined;
}
