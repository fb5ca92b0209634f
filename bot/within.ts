// Waiting no longer than a deadline, for work that does not listen to it.

/** What `work` comes to; or the deadline's reason, as soon as it is over. */
export async function within<T>(work: Promise<T>, deadline: AbortSignal): Promise<T> {
  deadline.throwIfAborted();
  let stop = () => {};
  const late = new Promise<never>((_, reject) => {
    stop = () => reject(deadline.reason);
    deadline.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    deadline.removeEventListener('abort', stop);
    // The loser may still fail later, with nobody listening.
    work.catch(() => {});
  }
}
