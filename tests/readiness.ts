/** What `/readyz` says; null while nobody listens. */
export async function readiness(url: string): Promise<{ status: number; away: string[] } | null> {
  const answer = await fetch(`${url}/readyz`).catch(() => null);
  if (answer === null) return null;
  const { checks } = (await answer.json()) as { checks: { name: string; ok: boolean }[] };
  return { status: answer.status, away: checks.flatMap(({ name, ok }) => (ok ? [] : [name])) };
}
