// The app's settings as the genuine host resolves them: %NAME% inside trigger options, the name of a storage
// connection, durations of host.json. Every function throws with the name that is missing or wrong.

/** Replaces each %NAME% by the environment's value. */
export function resolveSettings(text: string, where: string): string {
  return text.replace(/%([^%]+)%/g, (_, name: string) => {
    const value = process.env[name];
    if (value === undefined) throw new Error(`${where} uses %${name}%, but there is no setting ${name}.`);
    return value;
  });
}

/** The connection string behind a connection name; none named means AzureWebJobsStorage. */
export function resolveConnection(name: string | undefined, where: string): string {
  const setting = name || 'AzureWebJobsStorage';
  const value = process.env[`AzureWebJobs${setting}`] ?? process.env[setting];
  if (value) return value;
  const isIdentity = Object.keys(process.env).some((key) => key.startsWith(`${setting}__`));
  throw new Error(
    isIdentity
      ? `${where} names the identity connection ${setting}__…; the local host knows connection strings only: set ${setting}.`
      : `${where} needs the setting ${setting} (a storage connection string).`,
  );
}

/** Milliseconds of a .NET TimeSpan such as 00:00:02, 00:00:00.250 or 1.00:00:00. */
export function parseTimeSpan(text: string, where: string): number {
  const match = /^(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$/.exec(text);
  const [days, hours, minutes, seconds] = [1, 2, 3, 4].map((index) => Number(match?.[index] ?? 0));
  const fraction = Number(`0.${match?.[5] ?? 0}`);
  if (!match || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) {
    throw new Error(`${where} must be a time span like 00:00:02, not "${text}".`);
  }
  return (
    ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 +
    (Number(seconds) + fraction) * 1000
  );
}
