#!/bin/sh
# A nightly job. The export runs only after a person in Teams has approved exactly this: this program, these arguments, these bytes of customers.db.
set -eu
: "${COUNTERSIGN:?is the command countersign}"

# Stands for the database. In earnest the last words are psql --file query.sql, or whatever holds the data.
printf '7 Ada pro\n3 Bob free\n' > customers.db
$COUNTERSIGN run --action shell.run --resource database/prod/customers --reason 'Nightly export for the churn model.' --file customers.db -- \
  sort -o customers.csv customers.db
echo "exported: $(wc -l < customers.csv) customers"
