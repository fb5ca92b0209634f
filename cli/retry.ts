// What a command says while it tries a call again.

/** Says at the first unanswered call that it goes on trying; later ones are no news. For `onRetry` of a connection. */
export function sayOnce(url: string, say: (line: string) => void): (status: number | undefined) => void {
  let isSaid = false;
  return (status) => {
    if (isSaid) return;
    isSaid = true;
    say(`${url} ${status === undefined ? 'does not answer' : `answers ${status}`}, trying for a minute`);
  };
}
