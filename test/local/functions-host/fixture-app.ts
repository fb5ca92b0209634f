// A function app written with the real library, for the tests of the host: each function shows one behaviour.
import functions, { type HttpRequest, type InvocationContext } from '@azure/functions';

const { app } = functions;

/** What the host told the fixture, for tests that run in the same process. */
export const seen: Record<string, unknown[]> = {};

function note(topic: string, ...facts: unknown[]): void {
  seen[topic] = [...(seen[topic] ?? []), ...facts];
}

async function echo(request: HttpRequest, context: InvocationContext) {
  return {
    jsonBody: {
      name: context.functionName,
      method: request.method,
      url: request.url,
      params: request.params,
      query: Object.fromEntries(request.query),
      body: await request.text(),
      many: request.headers.get('x-many'),
      trace: context.traceContext?.traceParent,
    },
  };
}

app.hook.appStart((context) => {
  context.hookData.started = true;
  note('appStart', context.hookData);
});
app.hook.appTerminate(() => note('appTerminate', 'ended'));
app.hook.preInvocation((context) => {
  context.hookData.pre = context.invocationContext.functionName;
  if (context.invocationContext.functionName === 'hooked') {
    const inner = context.functionHandler;
    context.inputs = ['changed by the hook'];
    context.functionHandler = (input, invocation) => inner(input, invocation);
  }
});
app.hook.postInvocation((context) => {
  note('post', { ...context.hookData, error: context.error });
  if (context.invocationContext.functionName === 'saved') {
    context.error = null;
    context.result = { status: 299, body: 'saved by the hook' };
  }
});
app.hook.log((context) => {
  context.message = context.message.replaceAll('s3cret', '***');
});

const any = { methods: ['GET', 'POST', 'PUT'] as ('GET' | 'POST' | 'PUT')[], handler: echo };
app.http('named', { handler: echo });
app.http('b-param', { ...any, route: 'things/{id}' });
app.http('c-literal', { ...any, route: 'things/literal' });
app.http('a-first', { ...any, route: 'things/first' });
app.http('typed', { ...any, route: 'typed/{id:int:min(5)}/{part?}' });
app.http('typed-guid', { ...any, route: 'typed/{id:guid}' });
app.http('fallback', { ...any, route: 'fallback/{p=five}' });
app.http('rest', { ...any, route: 'rest/{*rest}' });
app.http('complex', { ...any, route: 'x-{y}.{z}' });
app.http('admin-like', { ...any, route: 'admin/mine' });
app.http('nothing', { handler: () => undefined as never });
app.http('text', { handler: () => ({ body: 'plain' }) });
app.http('bytes', { handler: () => ({ body: new Uint8Array([1, 2, 3]) }) });
app.http('wrong', { handler: () => 'just a string' as never });
app.http('throws', {
  handler: (_, context) => {
    context.log('the key is s3cret');
    throw new Error('on purpose');
  },
});
app.http('hooked', { handler: ((input: unknown) => ({ body: String(input) })) as never });
app.http('saved', {
  handler: () => {
    throw new Error('to be saved');
  },
});
app.http('cookies', {
  handler: () => ({
    headers: [
      ['set-cookie', 'one=1'],
      ['set-cookie', 'two=2'],
    ],
    cookies: [
      {
        name: 'c',
        value: "a b'",
        expires: new Date(1000),
        maxAge: 9,
        path: '/p',
        secure: true,
        sameSite: 'None',
        httpOnly: true,
      },
      { name: 'd', value: 'e' },
    ],
  }),
});
app.http('closed', { authLevel: 'function', handler: () => ({ body: 'open' }) });
app.http('admins', { authLevel: 'admin', handler: () => ({ body: 'open' }) });
app.http('slow', {
  handler: async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    note('slow', 'ended');
    return { body: 'slow' };
  },
});
app.timer('tick', { schedule: '* * * * * *', handler: (timer) => note('tick', timer) });
app.timer('daily', { schedule: '0 0 3 * * *', runOnStartup: true, handler: (timer) => note('daily', timer) });
