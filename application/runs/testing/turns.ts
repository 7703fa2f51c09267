/** Lets everything go on that waits for nothing but its turn; in memory all of it is over after some. */
export async function turns(count = 200): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((done) => setImmediate(done));
}
