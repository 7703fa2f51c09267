/** Settles as `work` does, or rejects with what `late` makes once `ms` milliseconds have passed. */
export async function within<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  const deadline = Promise.withResolvers<never>();
  const timer = setTimeout(() => deadline.reject(late()), ms);
  // Whatever becomes of it after the deadline, nobody waits for it any more.
  work.catch(() => {});
  try {
    return await Promise.race([work, deadline.promise]);
  } finally {
    clearTimeout(timer);
  }
}
