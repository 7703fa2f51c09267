/** Settles as `work` does, or rejects with what `late` makes once `ms` milliseconds have passed. */
export async function within<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  const deadline = Promise.withResolvers<never>();
  const timer = setTimeout(() => deadline.reject(late()), ms);
  try {
    // A race hears of what loses it, too: work that fails after the deadline goes unnoticed.
    return await Promise.race([work, deadline.promise]);
  } finally {
    clearTimeout(timer);
  }
}
