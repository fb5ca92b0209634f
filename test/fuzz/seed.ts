// How long a fuzz run is and where it begins. `FUZZ_SEED=… npm test -- fuzz` repeats one; `FUZZ_RUNS=1000000` goes on for long.

/** Of each of the two runs. */
export const RUNS = Number(process.env.FUZZ_RUNS ?? 10_000);
/** Told with every run. */
export const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
