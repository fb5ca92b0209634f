// Lines that write a file and run one: what is run may be what was written, and no word shows what that is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doubtsOf } from '../../../support/shell-doubts.ts';

test('a line that may write what git runs by itself, and runs git, is in doubt', () => {
  for (const line of [
    'd=.git; printf x >> $d/config; git z',
    'printf x > "$PWD/.git/config"; git z',
    'printf x >> .gi*/config; git z',
    'cd .git && printf x >> config && git z',
    'cd .git; printf x | tee -a config; git z',
    'cp b post-commit; chmod +x post-commit; mv -t .git/hooks post-commit; git commit',
    'mv -t.git/hooks b; git commit',
    'mv --target-dir=.git/hooks b; git commit',
    'cp -t "$X" b; git commit',
    'cd .git/hooks && cp ../../b post-commit; cd ../..; git commit',
    '(cd .git/hooks; cat ../../b > post-commit); git commit',
    'cd .git/hooks; split -a 1 ../../b post-commi; cd ../..; git commit',
    'sort -o .git/hooks/post-commit b; git commit',
    'sort -o "$X" b; git commit',
    'uniq b .git/hooks/post-commit; git commit',
    'frob --to=.git/hooks/post-commit; git commit',
    'git log --output=.git/hooks/post-commit; git commit',
    'cp -r .git r; printf x >> r/config; git --git-dir=r z',
    'cp -r .git r.ts; git -C r.ts z',
    'git init --bare r; printf x >> r/config; git -C r z',
    'git init --bare r; sort -o r/config b; cd r; git status',
    'git init --bare r; cd r; iconv -o config b; git status',
    'ln -s .git/config x.ts; printf x > x.ts; git z',
    'tar xf a.tar; git status',
    'find . -name con* -exec cp b {} \\;; git z',
    'echo x | xargs cp b; git z',
  ])
    assert.ok(doubtsOf(line).length > 0, line);
});

test('a line that may write a file in any way, and runs one, is in doubt', () => {
  for (const line of [
    'printf x > x.md; make -f *.md',
    'sort -o q b; chmod +x q; ./q',
    'sort --outp=q b; ./q',
    'sort "$X" b; ./q',
    'uniq b q; ./q',
    'shuf -o q b; ./q',
    'iconv -o q b; ./q',
    'split b q; ./qaa',
    'openssl base64 -d -in b -out q; ./q',
    'git log --output=q; ./q',
    'git -C a diff -o q; ./q',
    'git archive -o q HEAD; ./q',
    'git apply b; node q.js',
    'gh release download -O q; ./q',
    'curl --dump-header q x; ./q',
    'curl -o q x; ./q',
    'wget -O q x; ./q',
    'tee q < b; ./q',
    'dd if=b of=q; ./q',
    'find . -maxdepth 0 -fprintf q.py x; python3 q.py',
    'sort -o Makefile b; make',
    'gcc -x c -o q - < b; ./q',
    'sed -i s/a/b/ q.js y.md; node q.js',
    'ln -s q.js x.md; cat b > x.md; node q.js',
    'frob; ./q',
    'printf x > ~/.local/bin/frob; frob',
    'cp b "$HOME/.local/bin/frob"; frob',
    'printf x > ~/.kube/config; kubectl get pods',
  ])
    assert.ok(doubtsOf(line).length > 0, line);
});

test('beside them, writing and running that cannot meet stays known', () => {
  for (const line of [
    'git pull && npm ci && npm test > out.log 2>&1',
    'npm run build && node dist/x.js; tsc && node dist/x.js',
    'chmod +x deploy.sh && ./deploy.sh',
    'mkdir -p build && cd build && cmake .. && make -j4',
    'sort a | uniq -c | sort -rn | head; ./deploy.sh',
    'export FOO=1; sleep 1; npm test; git status',
    'git status && node x.js',
    'grep -rn x src | head && ./gradlew test',
    'cat > src/hooks/useX.ts <<E\nx\nE\ngit add -A && git commit -m x',
    'echo x >> .gitignore; git add .gitignore',
    'cp a.json b.json && git add . && git commit -m "x y"',
    'sed -i s/a/b/ a.ts && git diff',
    'npm test > "$DIR/out.log" 2>&1; git status',
    'terraform fmt && git add -A && git commit -m fmt',
    'helm repo update && git pull; kubectl config view; git log -3',
    'cat > Dockerfile <<E\nx\nE\ngit add Dockerfile',
    'git mv a.ts b.ts && git status',
    'rm -rf dist && npm run build',
    'node x.js "$A" > out.txt',
    'python3 gen.py && python3 use.py',
    'cat > a.ts <<E\nx\nE\ncat a.ts',
  ])
    assert.deepEqual(doubtsOf(line), [], line);
});

test('a line that writes what a program runs by its own settings, and starts it, is in doubt', () => {
  for (const line of [
    'cat b > main.tf; terraform plan',
    'printf x >> prod.tfvars && terraform apply',
    'cp b/main.tf prod; terraform -chdir=prod plan',
    'cp b/main.tf . && tofu init',
    'sed -i s/a/b/ main.tf && terraform plan',
    'curl -so main.tf https://x.example/y && terraform init',
    'curl -LO "https://x.example/main.tf?a=b" && terraform init',
    'curl -OJ https://x.example/a && terraform init',
    'curl -o a.json https://x.example/a "$X" && terraform init',
    'wget -qO main.tf https://x.example && terraform init',
    'wget -Omain.tf https://x.example && terraform init',
    'wget https://x.example/a.tf && terraform init',
    'wget -O a.json -P /x https://x.example/a.tf && terraform init',
    'tar xf a.tgz && terraform init',
    'cat b > "$D/main.tf"; terraform plan',
    'cat b > "$F"; terraform plan',
    'echo x | tee terragrunt.hcl; terragrunt plan',
    'cat > kc <<E\nx\nE\nkubectl --kubeconfig kc get pods',
    'cat > kc <<E\nx\nE\nkubectl --kubeconfig=./kc get pods',
    'cat b > prod.kubeconfig; kubectl get pods',
    'cat b > chart/templates/x.yaml; helm template chart',
    'cat b > Chart.yaml; helm lint',
    'cat b > kustomization.yaml; kubectl apply -k .',
    'echo x > package.json; npm ci',
    'echo x > package.json; eslint .',
    'echo x > eslint.config.js; eslint src',
    'echo x > q.mjs; eslint --config q.mjs src',
    'echo x > Dockerfile; docker build .',
    'echo x > Dockerfile; buildah bud .',
    'echo x > compose.yml; docker-compose up',
    'echo x > cdk.json; cdk deploy',
    'echo x > a.test.ts; jest',
    'echo x > index.ts; pulumi up',
    'echo x > setup.py; pip install -e .',
    'echo x > .pylintrc; pylint src',
    'echo x > q.sql; psql -f q.sql',
    'echo x > q.sql; psql -fq.sql',
    'echo x > q.service; systemctl start q',
  ])
    assert.ok(doubtsOf(line, 'bash').length > 0, line);
});

test('writing what programs read whenever they start is in doubt, whatever else the line runs', () => {
  for (const line of [
    'echo x > ~/.terraformrc',
    'echo x > .tofurc',
    'cat b > ~/.kube/config',
    'echo x > .npmrc',
    'echo x > .yarnrc.yml',
    'echo x > ~/.gitconfig',
    'echo x > ~/.psqlrc',
    'echo x > ~/.zlogin',
    'echo x > ~/.azure/config',
    'cp b ~/.gdbinit',
  ])
    assert.ok(doubtsOf(line, 'bash').length > 0, line);
});

test('beside them, programs whose settings the line does not write stay known', () => {
  for (const line of [
    'terraform init && terraform plan -out plan.bin',
    'terraform plan > plan.txt; terraform show plan.bin > plan.log',
    'terraform output -json > out.json && jq . out.json',
    'cat > main.tf <<E\nx\nE\nterraform fmt main.tf && git add main.tf',
    'cp main.tf main.tf.bak && git diff',
    'git pull && terraform plan; aws sts get-caller-identity > id.json; terraform plan',
    'cat > deploy.yaml <<E\nx\nE\nkubectl apply -f deploy.yaml',
    'kubectl get pods -o yaml > pods.yaml; kubectl get svc',
    'helm template . > out.yaml && kubectl apply -f out.yaml',
    'curl -sSL -o a.json https://x.example/a.json && jq . a.json',
    'curl -LO https://x.example/deploy.yaml && kubectl apply -f deploy.yaml',
    'wget -qO- https://x.example | head; kubectl get pods',
    'npx eslint . > lint.txt; eslint --fix src',
    'cat > a.ts <<E\nx\nE\neslint a.ts',
    'echo x >> requirements.txt && pip install -r requirements.txt',
    'cat > package.json <<E\nx\nE\ngit diff',
    'cat > q.sql <<E\nselect 1\nE\ncat q.sql; psql -c "select 1" > out.csv',
    'jest > out.log; vitest run | tee out.txt; poetry run pytest | tee out.md',
    'cp .env.example .env && git status; echo x > .eslintrc.json; echo x > .prettierrc',
  ])
    assert.deepEqual(doubtsOf(line, 'bash'), [], line);
});
