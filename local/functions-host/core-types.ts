// The contract between the @azure/functions library and its host, as far as this host serves it. The genuine one
// is the (never published) module @azure/functions-core; enums are strings here, because that is what the library
// hands over and expects back.

/** Severity of a log line. */
export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';

/** Receives every log line of the app (`user`) and of library and host (`system`). */
export type Log = (level: LogLevel, category: string, message: string) => void;

/** One value on its way between host and library. */
export type TypedData = {
  string?: string;
  json?: string;
  bytes?: Uint8Array;
  http?: RpcHttp;
};

/** A request (`url` …) on the way in, a response (`statusCode` …) on the way out. */
export type RpcHttp = {
  url?: string;
  method?: string;
  nullableHeaders?: NullableMap;
  nullableQuery?: NullableMap;
  nullableParams?: NullableMap;
  body?: TypedData | null;
  statusCode?: string;
  headers?: Record<string, string>;
  cookies?: RpcCookie[];
};

/** Headers, query or route parameters as the library wants them. */
export type NullableMap = Record<string, { value: string }>;

/** A cookie the handler wants to set. `none` means "write no SameSite", `explicitNone` writes None. */
export type RpcCookie = {
  name: string;
  value: string;
  domain?: { value?: string };
  path?: { value?: string };
  expires?: { value?: { seconds?: number } };
  secure?: { value?: boolean };
  httpOnly?: { value?: boolean };
  sameSite?: 'none' | 'lax' | 'strict' | 'explicitNone';
  maxAge?: { value?: number };
};

/** One binding; the options of the trigger arrive unresolved beside `type` and `direction`. */
type Binding = { type: string; direction: 'in' | 'out' | 'inout'; [option: string]: unknown };

/** What the app says about one function when it registers it. */
export type FunctionMetadata = { name: string; functionId?: string; bindings: Record<string, Binding> };

/** The app's handler as the library passes it on. */
export type FunctionCallback = (...inputs: unknown[]) => unknown;

/** The five hooks an app can register. */
export type HookName = 'appStart' | 'appTerminate' | 'preInvocation' | 'postInvocation' | 'log';

/** A hook; it may change the context it is given. */
export type HookCallback = (context: Record<string, unknown>) => unknown;

/** The library's half: it turns wire data into handler arguments and a result into wire data. */
export type ProgrammingModel = {
  name: string;
  version: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel | Promise<InvocationModel>;
  getCapabilities?(own: Record<string, string>): Record<string, string> | Promise<Record<string, string>>;
};

/** One invocation as the library sees its host. */
export type CoreInvocationContext = {
  invocationId: string;
  metadata: FunctionMetadata;
  state?: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks';
  request: {
    invocationId: string;
    functionId: string;
    inputData: { name: string; data: TypedData }[];
    triggerMetadata: Record<string, TypedData>;
    traceContext: { traceParent: string; traceState: string; attributes: Record<string, string> };
    retryContext?: undefined;
  };
  log(level: LogLevel, category: string, message: string): void;
};

/** The library's steps of one invocation. */
type InvocationModel = {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
};

/** What an invocation gives back. */
export type InvocationResponse = {
  outputData?: { name: string; data: TypedData }[];
  returnValue?: TypedData | null;
};
