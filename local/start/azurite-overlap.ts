// Azurite's tables keep the batch under way in one place. Where one breaks off in the middle they refuse every later one ("Transaction
// Overlap!"), as HTTP 500 and without a line: then every ask is answered 503 until Azurite is started anew.
import { createRequire } from 'node:module';

const { default: tables } = createRequire(import.meta.url)(
  'azurite/dist/src/table/persistence/LokiTableMetadataStore.js',
) as { readonly default: { readonly prototype: Tables } };

interface Tables {
  beginBatchTransaction(batch: string): Promise<void>;
}

/** Has the first refusal of this kind told; what Azurite answers stays as it is. */
export function tellOverlap(tell: (line: string) => void): void {
  const { prototype } = tables;
  const begin = prototype.beginBatchTransaction;
  let isTold = false;
  prototype.beginBatchTransaction = async function (batch) {
    try {
      await begin.call(this, batch);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (!isTold)
        tell(`tables refuse every write (${why}): stop npm start and start it again; what is stored stays`);
      isTold = true;
      throw error;
    }
  };
}
